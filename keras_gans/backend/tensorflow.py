"""Gradients and the training step on TensorFlow."""

import keras
import tensorflow as tf

from keras_gans.backend import loops
from keras_gans.backend import rematerialization
from keras_gans.backend.no_gradient import IMAGES
from keras_gans.backend.no_gradient import named
from keras_gans.backend.no_gradient import no_gradient
from keras_gans.backend.tensorflow_devices import SharedBatches
from keras_gans.backend.tensorflow_devices import common_branch
from keras_gans.backend.tensorflow_devices import own_dropout
from keras_gans.backend.tensorflow_devices import readable
from keras_gans.backend.tensorflow_devices import replica
from keras_gans.backend.tensorflow_rematerialization import checkpoint

try:  # No public API reports whether oneDNN kernels are enabled.
    from tensorflow.python.util._pywrap_util_port import IsMklEnabled
except ImportError:

    def IsMklEnabled():
        return True


try:  # No public API reports whether XLA compiles the graph being made.
    from tensorflow.python.framework.ops import get_default_graph
    from tensorflow.python.ops.control_flow_util import (
        GraphOrParentsInXlaContext,
    )

    def _is_for_xla():
        return GraphOrParentsInXlaContext(get_default_graph())
except ImportError:

    def _is_for_xla():
        return True


# An update waits for the reads of its variables by control edges. This pass of
# TensorFlow drops an edge beside a longer path, which other passes may optimise
# away (2.21): ProGAN's critic could be updated before it scored the fakes. That
# is rare, on busy machines, and changes logs and weights
# (tests/backend/test_order.py).
tf.config.optimizer.set_experimental_options({"dependency_optimization": False})


def pullback(fn, variables, state):
    """See `keras_gans.backend`."""
    del state  # TensorFlow reads and writes variables in place.
    values = [readable(v.value) for v in variables]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(values)
        output, aux = fn()

    def pull(cotangent=None):
        gradients = tape.gradient(output, values, output_gradients=cotangent)
        if values and all(g is None for g in gradients):
            raise no_gradient(named(variables))
        return _with_zeros(gradients, values)

    return (output, aux), pull


def gradients(fn, x, variables, state):
    """See `keras_gans.backend`."""
    del state
    values = [readable(v.value) for v in variables]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(x)
        tape.watch(values)
        output, aux = fn(x)
    gradient, direct = tape.gradient(output, (x, values))
    if all(g is None for g in keras.tree.flatten(gradient)):
        raise no_gradient(IMAGES)
    return (output, aux), (_with_zeros(gradient, x), direct)


def _with_zeros(gradients, x):
    """Gradients with zeros for the parts of `x` that have none."""
    return keras.tree.map_structure(
        lambda g, x: tf.zeros_like(x) if g is None else g, gradients, x
    )


def apply(optimizer, gradients, variables):
    """See `keras_gans.backend`."""
    if optimizer.gradient_accumulation_steps:
        _refuse_branches("accumulated gradients")
    if optimizer.ema_overwrite_frequency:
        _refuse_branches("ema_overwrite_frequency")
    # Keras optimizers sum over replicas; the losses here are means.
    replicas = tf.distribute.get_strategy().num_replicas_in_sync
    if replicas > 1:
        gradients = [g / replicas for g in gradients]
    if variables:  # Not `apply`: optimizers of users override it.
        optimizer.apply_gradients(zip(gradients, variables, strict=True))


def switch(index, branches, state):
    """See `keras_gans.backend`."""
    del state
    if replica()[1] == 1:
        return tf.switch_case(index, branches)
    if tf.executing_eagerly():
        return branches[int(index)]()
    return common_branch(index, branches)


def in_turn(fn, parts, like, state):
    """See `keras_gans.backend`."""
    del state
    if tf.executing_eagerly():
        return loops.in_turn(fn, parts)
    structure = None

    def flat(number, *part):
        nonlocal structure
        terms, structure = fn(number, part)
        outputs = keras.tree.flatten(structure)
        return [
            [tf.convert_to_tensor(x) for x in xs] for xs in (terms, outputs)
        ]

    # A function, since a loop must know before what it returns.
    specs = [tf.TensorSpec(x.shape[1:], x.dtype) for x in parts]
    function = tf.function(flat, autograph=False).get_concrete_function(
        tf.TensorSpec((), tf.int32), *specs
    )

    def run(number, total, outputs):
        terms, new = function(number, *[x[number] for x in parts])
        total = [a + b for a, b in zip(total, terms, strict=True)]
        pairs = zip(outputs, new, strict=True)
        return number + 1, total, [array.write(number, x) for array, x in pairs]

    n = parts[0].shape[0]
    arrays = [
        tf.TensorArray(x.dtype, n, element_shape=x.shape)
        for x in function.structured_outputs[1]
    ]
    # One after another, or all would be in memory at the same time.
    _, total, arrays = tf.while_loop(
        lambda number, *_: number < n,
        run,
        (0, [tf.zeros(v.shape, v.dtype) for v in like], arrays),
        parallel_iterations=1,
        maximum_iterations=n,
    )
    outputs = [array.stack() for array in arrays]
    return total, keras.tree.pack_sequence_as(structure, outputs)


def _refuse_branches(what):
    if tf.distribute.has_strategy():
        raise NotImplementedError(
            "TensorFlow cannot update the variables of several replicas inside "
            f"a branch. Train models with {what} without a tf.distribute "
            "strategy. "
            f"Received: strategy={type(tf.distribute.get_strategy()).__name__}"
        )


def rematerialized(fn, inputs, variables):
    """See `keras_gans.backend`."""
    return rematerialization.rematerialized(checkpoint, fn, inputs, variables)


def convolved(op, inputs, kernel, **options):
    """See `keras_gans.backend`."""
    return op(inputs, kernel, **options)


def grouped_convolution(inputs, kernel):
    """See `keras_gans.backend`.

    On a CPU, only oneDNN has gradients of TensorFlow's grouped convolution, in
    float32. They are up to twice as fast as a loop. XLA's are twenty times
    slower than one (TensorFlow 2.21).
    """
    has_gpu = bool(tf.config.list_physical_devices("GPU"))
    is_fast = IsMklEnabled() and not _is_for_xla() and inputs.dtype == "float32"
    if has_gpu or is_fast:
        # Keras's own function would compile it with XLA.
        return tf.nn.conv2d(inputs, kernel, 1, "SAME")
    return loops.grouped_convolution(inputs, kernel)


def free_sizes(inputs):
    """See `keras_gans.backend`."""
    return {}


def jit_compile_by_default():
    """Whether XLA makes a step faster here (see benchmarks/train_step.py).

    On a CPU, XLA is about 1.4 times faster than TensorFlow's own kernels. It is
    slower than the oneDNN kernels that TensorFlow uses on CPUs with AVX-512
    VNNI.
    """
    if tf.distribute.has_strategy():
        return False
    return bool(tf.config.list_physical_devices("GPU")) or not IsMklEnabled()


class StepAdapter(SharedBatches):
    """Adapts the model's `step` and `test` to Keras's TensorFlow trainer."""

    def train_step(self, data):
        with _after(data), own_dropout(self):
            return self.step(data)

    def test_step(self, data):
        with _after(data):
            return self.test(data)


def _after(data):
    """A context whose operations wait for the data.

    In a graph, TensorFlow would run what does not depend on the data, such as
    counters and the generator, before it notices that the data have ended.
    """
    parts = [x for x in keras.tree.flatten(data) if x is not None]
    return tf.control_dependencies(parts)
