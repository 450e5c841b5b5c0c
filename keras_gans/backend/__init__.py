"""Gradients and training steps, implemented once for each Keras backend.

No other module computes gradients. Each backend's modules define these names:

- `pullback(fn, variables, state) -> (output, aux), pull`: runs `fn()`, which
  returns `(output, aux)`; `output` is a tensor or a structure of tensors.
  `pull(cotangent)` later returns the vector-Jacobian product, one gradient per
  variable; `pull()` returns the gradient of a scalar. `state` lists every
  variable that `fn` may read or update. No gradient flows through the returned
  output, so one player's output is a constant for the other player.
- `input_gradient(fn, x, state) -> (output, aux), gradient`: runs `fn(x)`, which
  returns a scalar `output` and `aux`, and computes the gradient of the scalar
  with respect to `x`, a tensor or a structure of tensors. Inside the `fn` of a
  pullback, this gradient can be differentiated again.
- `gradients(fn, x, variables, state) -> (output, aux), (gradient, direct)`: the
  same, with a list of the gradients with respect to `variables`, which `fn`
  may read: `None` for one on which the output does not depend, unless the
  backend only knows zeros.
- `apply(optimizer, gradients, variables)`: makes one update.
- `switch(index, branches, state) -> output`: runs `branches[index]()`, with an
  index from 0 to `len(branches) - 1`. A branch takes no arguments, and may
  compute gradients and update variables. All branches return tensors of the
  same structure, never `None`. `state` lists every variable that a branch may
  read or update: for a missing variable, JAX would silently use the value from
  before the step. Unlike `keras.ops.cond`, a switch may assign variables on
  every backend.
- `in_turn(fn, parts, like, state) -> (total, outputs)`: runs `fn(i, parts of
  number i)` for each i, when the last run is done. `parts` is a list of tensors
  `(k, ...)`. `fn` returns a list of terms, shaped as the variables `like`, and
  a structure of tensors: `total` are the sums of the terms, and outputs are
  stacked. `state` lists every variable that `fn` may read or update; JAX drops
  the updates.
- `rematerialized(fn, inputs, variables) -> outputs`: returns `fn(*inputs)`, a
  list of tensors, of which gradients of any order keep the arguments of `fn`
  alone: they run it again, as it ran before. `variables` lists every variable
  that `fn` reads or updates; their values must not be cast by a layer.
- `convolved(op, inputs, kernel, **options) -> outputs`: returns `op(inputs,
  kernel, **options)`, with `op` a convolution of `keras.ops` and channels last.
  torch then makes no copies of the inputs.
- `grouped_convolution(inputs, kernel) -> outputs`: convolves groups of channels
  separately, with zero padding and stride 1. Inputs are `(n, height, width,
  channels)`; a kernel is `(rows, columns, channels in a group, channels)`.
- `replica() -> (number, n)`: returns which of how many replicas runs this part
  of a step. JAX has one, whatever the devices: its batch is that of all.
- `rows(draw, n, axis=0)`: returns `draw(n)`, random numbers for the `n` images
  of this replica. Each replica draws for the images of all and keeps those of
  its own, so the number of replicas changes nothing. So does each `part`.
- `agreed(values)`: returns the means over all replicas of a structure of
  floating tensors, without gradients.
- `gathered(x)`: returns the rows of all replicas, in their order. Gradients
  pass through it.
- `predict(network, batch)`: returns `network.predict_on_batch(batch)`.
- `process() -> (number, n)`: returns which of how many processes this is. The
  first one writes files and prints.
- `largest(number)`: returns the largest of an integer of each process.
- `synchronize(variables)`: gives all processes the values of the first one;
  without variables, it waits for all.
- `meeting()`: returns a context in which processes that a launcher started
  together work together.
- `joining(number, processes, host, port)`: returns the environment variables by
  which `meeting` joins a process to others, who meet at a host and port of the
  first one.
- `seen_devices() -> (n, are_accelerators)`: returns the devices that the models
  of this process can be trained on, with those of all processes.
- `spread(devices)`: returns a context in which models are trained on so many of
  these devices. It yields a function that returns the context to make them in.
- `free_sizes(inputs)`: returns arguments of Keras's `export` by which all sizes
  that are `None` in the symbolic inputs of a model stay free; `{}` where they
  do without.
- `jit_compile_by_default()`: returns the meaning of `jit_compile="auto"`.
- `StepAdapter`: gives a model with `step(data)` and `test(data)` the
  `train_step` and `test_step` of its backend's trainer. Its `devices` is the
  number of devices that share a batch, `tests_alone` whether each process
  tests on whole batches, `shared(batch)` is a batch as
  `train_on_batch` hands it to them, and `check_devices()` raises on a set-up
  that cannot train as one device does.

On one device, the functions about replicas return their arguments.
"""

import contextlib

import keras
from keras import ops

if keras.backend.backend() == "tensorflow":
    from keras_gans.backend import tensorflow as _backend
    from keras_gans.backend import tensorflow_devices as _devices
elif keras.backend.backend() == "jax":
    from keras_gans.backend import jax as _backend
    from keras_gans.backend import jax_devices as _devices
elif keras.backend.backend() == "torch":
    from keras_gans.backend import torch as _backend
    from keras_gans.backend import torch_devices as _devices
else:
    raise ImportError(
        "keras_gans runs on the tensorflow, jax and torch backends of Keras. "
        f"Received: KERAS_BACKEND={keras.backend.backend()!r}"
    )

StepAdapter = _backend.StepAdapter
agreed = _devices.agreed
apply = _backend.apply
convolved = _backend.convolved
free_sizes = _backend.free_sizes
gathered = _devices.gathered
gradients = _backend.gradients
grouped_convolution = _backend.grouped_convolution
in_turn = _backend.in_turn
jit_compile_by_default = _backend.jit_compile_by_default
joining = _devices.joining
largest = _devices.largest
meeting = _devices.meeting
predict = _devices.predict
process = _devices.process
pullback = _backend.pullback
rematerialized = _backend.rematerialized
replica = _devices.replica
seen_devices = _devices.seen_devices
spread = _devices.spread
switch = _backend.switch
synchronize = _devices.synchronize


def input_gradient(fn, x, state):
    """See the module's docstring."""
    found, (gradient, _) = gradients(fn, x, [], state)
    return found, gradient


# Which of how many parts of a batch is computed.
_part = (0, 1)


@contextlib.contextmanager
def part(number, parts):
    """A context in which a batch is one of so many parts of another.

    Args:
        number: Integer or int32 scalar, from 0.
        parts: Positive integer.
    """
    global _part
    before, _part = _part, (number, parts)
    try:
        yield
    finally:
        _part = before


def part_number():
    """Returns the number of the part that is computed."""
    return _part[0]


def rows(draw, n, axis=0):
    """See the module's docstring."""
    number, parts = _part
    if parts == 1:
        return _devices.rows(draw, n, axis)
    x = _devices.rows(draw, n * parts, axis)
    before, after = x.shape[:axis], x.shape[axis + 1 :]
    devices = _devices.seen_in_a_batch()
    x = ops.reshape(x, (*before, devices, parts, -1, *after))
    return ops.reshape(ops.take(x, number, axis + 1), (*before, -1, *after))


def in_parts(x, parts):
    """Returns the rows of so many parts of a batch, `(parts, n, ...)`.

    Each device that a program sees has a piece of each part.
    """
    devices, shape = _devices.seen_in_a_batch(), x.shape[1:]
    if devices == 1:
        return ops.reshape(x, (parts, -1, *shape))
    x = ops.swapaxes(ops.reshape(x, (devices, parts, -1, *shape)), 0, 1)
    return ops.reshape(x, (parts, -1, *shape))


def joined_parts(x):
    """Returns the batch of its parts `(parts, n, ...)`; undoes `in_parts`."""
    devices, parts, shape = _devices.seen_in_a_batch(), x.shape[0], x.shape[2:]
    if devices > 1:
        x = ops.reshape(x, (parts, devices, -1, *shape))
        x = ops.swapaxes(x, 0, 1)
    return ops.reshape(x, (-1, *shape))


def split(x, n):
    """Returns the rows of the n batches that a step joined, a list.

    Where a program sees the rows of several devices, one device after the
    other, each of them has a part of each batch.
    """
    devices = _devices.seen_in_a_batch()
    size = keras.ops.shape(x)[0] // (devices * n)
    if devices == 1:
        return [x[i * size : (i + 1) * size] for i in range(n)]
    shape = x.shape[1:]
    x = keras.ops.reshape(x, (devices, -1, *shape))
    return [
        keras.ops.reshape(x[:, i * size : (i + 1) * size], (-1, *shape))
        for i in range(n)
    ]


def own(x):
    """Returns this replica's rows of those of all; undoes `gathered`."""
    number, replicas = replica()
    if replicas == 1:
        return x
    n = keras.ops.shape(x)[0] // replicas
    return x[number * n : (number + 1) * n]
