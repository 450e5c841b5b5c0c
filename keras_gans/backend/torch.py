"""Gradients and the training step on torch."""

import contextlib
import os

import keras
import torch
from torch import distributed

# Whether a training step runs. All else, such as `generate`, is done by each
# process alone, and with the same result.
_in_step = False


def pullback(fn, variables, state):
    """See `keras_gans.backend`."""
    del state  # torch reads and writes variables in place.
    values = [v.value for v in variables]
    with torch.enable_grad():
        output, aux = fn()

    def pull(cotangent=None):
        return torch.autograd.grad(
            keras.tree.flatten(output),
            values,
            grad_outputs=None
            if cotangent is None
            else keras.tree.flatten(cotangent),
            materialize_grads=True,
        )

    return _detach((output, aux)), pull


def input_gradient(fn, x, state):
    """See `keras_gans.backend`."""
    del state
    # The step runs under no_grad. Gradients are enabled only inside the
    # function of a pullback, which differentiates this gradient again.
    nested = torch.is_grad_enabled()
    with torch.enable_grad():
        x = keras.tree.map_structure(
            lambda x: x if nested and x.requires_grad else _leaf(x), x
        )
        output, aux = fn(x)
        gradients = torch.autograd.grad(
            output,
            keras.tree.flatten(x),
            create_graph=nested,
            materialize_grads=True,
        )
        gradient = keras.tree.pack_sequence_as(x, gradients)
    if nested:
        return (output, aux), gradient
    return _detach((output, aux)), gradient


def apply(optimizer, gradients, variables):
    """See `keras_gans.backend`."""
    with torch.no_grad():
        optimizer.apply(agreed(list(gradients)), variables)


def switch(index, branches, state):
    """See `keras_gans.backend`."""
    del state
    return branches[int(index)]()


def replica():
    """See `keras_gans.backend`."""
    return process() if _in_step else (0, 1)


def rows(draw, n, axis=0):
    """See `keras_gans.backend`."""
    number, replicas = replica()
    if replicas == 1:
        return draw(n)
    return draw(n * replicas).narrow(axis, number * n, n)


def agreed(values):
    """See `keras_gans.backend`."""
    _, replicas = replica()
    tensors = keras.tree.flatten(values)
    if replicas == 1 or not tensors:
        return values
    # One vector, since each call costs a round trip.
    vector = torch.cat([x.detach().float().reshape(-1) for x in tensors])
    distributed.all_reduce(vector)
    parts = (vector / replicas).split([x.numel() for x in tensors])
    means = [part.view_as(x).to(x.dtype) for part, x in zip(parts, tensors)]
    return keras.tree.pack_sequence_as(values, means)


def gathered(x):
    """See `keras_gans.backend`."""
    if replica()[1] == 1:
        return x
    return _Gathered.apply(x)


class _Gathered(torch.autograd.Function):
    """The rows of all processes; torch's own is deprecated or private."""

    @staticmethod
    def forward(context, x):
        parts = [torch.empty_like(x) for _ in range(replica()[1])]
        distributed.all_gather(parts, x.contiguous())
        return torch.cat(parts)

    @staticmethod
    def backward(context, gradient):
        return _Summed.apply(gradient)


class _Summed(torch.autograd.Function):
    """The own rows of the sum over processes, the adjoint of `_Gathered`."""

    @staticmethod
    def forward(context, x):
        number, replicas = replica()
        x = x.clone(memory_format=torch.contiguous_format)
        distributed.all_reduce(x)
        return x.chunk(replicas)[number]

    @staticmethod
    def backward(context, gradient):
        return _Gathered.apply(gradient)


def predict(network, batch):
    """See `keras_gans.backend`."""
    return network.predict_on_batch(batch)


def process():
    """See `keras_gans.backend`."""
    if not (distributed.is_available() and distributed.is_initialized()):
        return 0, 1
    return distributed.get_rank(), distributed.get_world_size()


def synchronize(variables=()):
    """See `keras_gans.backend`."""
    if process()[1] == 1:
        return
    with torch.no_grad():
        for variable in variables:
            distributed.broadcast(variable.value, src=0)
    distributed.barrier()


def grouped_convolution(inputs, kernel):
    """See `keras_gans.backend`."""
    return keras.ops.conv(inputs, kernel, padding="same")


def free_sizes(inputs):
    """See `keras_gans.backend`."""
    batch = torch.export.Dim("batch", min=1)
    free = torch.export.Dim.AUTO

    def axes(x):
        sizes = {i: free for i, n in enumerate(x.shape) if i and n is None}
        return {0: batch, **sizes}

    # One positional argument: the model's inputs, in their structure.
    return {"dynamic_shapes": [(keras.tree.map_structure(axes, inputs),)]}


def jit_compile_by_default():
    """Keras's own default: torch runs eagerly."""
    return False


class StepAdapter:
    """Adapts the model's `step` and `test` to Keras's torch trainer."""

    # Each process tests on all data.
    tests_alone = True

    @property
    def devices(self):
        return process()[1]

    def shared(self, batch):
        """The rows of this process."""
        number, processes = process()

        def own(x):
            n = len(x) // processes
            return x[number * n : (number + 1) * n]

        return keras.tree.map_structure(own, batch)

    def check_devices(self):
        if keras.distribution.distribution() is not None:
            raise ValueError(
                "On torch, models train on several devices under torchrun, "
                "without a Keras distribution: keras.distribution."
                "set_distribution(None). Received: distribution="
                f"{keras.distribution.distribution()}"
            )
        started = int(os.environ.get("WORLD_SIZE", 1))
        if process()[1] < started:
            raise ValueError(
                "Each of several processes would train a model of its own: "
                "call torch.distributed.init_process_group() before the model "
                "is made. Received: "
                f"WORLD_SIZE={started} and a group of {process()[1]}"
            )

    def train_step(self, data):
        # A Keras Dropout without a seed uses torch's global generator. Seeding
        # that generator in each step makes all randomness depend on saved
        # state.
        seed = self.seed_generator.next()
        devices = (
            [torch.cuda.current_device()] if torch.cuda.is_available() else []
        )
        with torch.no_grad(), torch.random.fork_rng(devices), _step():
            seed = int(seed[0]) * 1_000_003 + int(seed[1])
            torch.manual_seed(seed + 7_368_787 * replica()[0])
            return self.step(data)

    def test_step(self, data):
        return self.test(data)


@contextlib.contextmanager
def _step():
    global _in_step
    _in_step = True
    try:
        yield
    finally:
        _in_step = False


def _leaf(x):
    return x.detach().requires_grad_()


def _detach(structure):
    return keras.tree.map_structure(lambda x: x.detach(), structure)
