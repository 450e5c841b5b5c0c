"""Gradients and the training step on TensorFlow."""

import keras
import numpy as np
import tensorflow as tf

from keras_gans.backend import loops

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


# The strategies under which n devices train as one does.
SERVED = (tf.distribute.MirroredStrategy, tf.distribute.OneDeviceStrategy)


def pullback(fn, variables, state):
    """See `keras_gans.backend`."""
    del state  # TensorFlow reads and writes variables in place.
    values = [v.value for v in variables]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(values)
        output, aux = fn()

    def pull(cotangent=None):
        return tape.gradient(
            output,
            values,
            output_gradients=cotangent,
            unconnected_gradients=tf.UnconnectedGradients.ZERO,
        )

    return (output, aux), pull


def input_gradient(fn, x, state):
    """See `keras_gans.backend`."""
    del state
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(x)
        output, aux = fn(x)
    zero = tf.UnconnectedGradients.ZERO
    return (output, aux), tape.gradient(output, x, unconnected_gradients=zero)


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
    optimizer.apply(gradients, variables)


def switch(index, branches, state):
    """See `keras_gans.backend`.

    Replicas cannot meet inside a branch of one of them, as an update has to. So
    they meet before, and all run inside a branch that is common to them.
    """
    del state
    number, replicas = replica()
    if replicas == 1:
        return tf.switch_case(index, branches)
    if tf.executing_eagerly():
        return branches[int(index)]()

    def common(strategy, index, branches):
        def run(i):
            outputs = strategy.run(lambda own: own[i](), args=(branches,))
            return _of_replicas(strategy, outputs)

        index = strategy.experimental_local_results(index)[0]
        runs = [lambda i=i: run(i) for i in range(len(branches))]
        return tf.switch_case(index, runs)

    context = tf.distribute.get_replica_context()
    return context.merge_call(common, args=(index, branches))[number]


def _of_replicas(strategy, outputs):
    """A list of the outputs of each replica, from those that are joined."""
    replicas = strategy.num_replicas_in_sync
    parts = []
    for x in tf.nest.flatten(outputs):
        values = strategy.experimental_local_results(x)
        # What is the same object on all is not joined.
        parts.append(values if len(values) == replicas else values * replicas)
    return [
        tf.nest.pack_sequence_as(
            outputs, [tf.convert_to_tensor(values[i]) for values in parts]
        )
        for i in range(replicas)
    ]


def replica():
    """See `keras_gans.backend`."""
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return 0, 1
    return context.replica_id_in_sync_group, context.num_replicas_in_sync


def rows(draw, n, axis=0):
    """See `keras_gans.backend`."""
    number, replicas = replica()
    if replicas == 1:
        return draw(n)
    return tf.split(draw(n * replicas), replicas, axis)[number]


def agreed(values):
    """See `keras_gans.backend`."""
    tensors = tf.nest.flatten(values)
    if replica()[1] == 1 or not tensors:
        return values
    # One vector, since each call costs a round trip.
    vector = tf.concat(
        [tf.reshape(tf.cast(x, tf.float32), [-1]) for x in tensors], 0
    )
    context = tf.distribute.get_replica_context()
    vector = context.all_reduce(tf.distribute.ReduceOp.MEAN, vector)
    parts = tf.split(vector, [tf.size(x) for x in tensors])
    means = [
        tf.cast(tf.reshape(part, tf.shape(x)), x.dtype)
        for part, x in zip(parts, tensors)
    ]
    return tf.nest.pack_sequence_as(values, means)


def gathered(x):
    """See `keras_gans.backend`."""
    if replica()[1] == 1:
        return x
    return tf.distribute.get_replica_context().all_gather(x, axis=0)


def predict(network, batch):
    """See `keras_gans.backend`.

    Keras gives the whole batch to each replica, and joins what all return.
    """
    strategy = network.distribute_strategy
    replicas = strategy.num_replicas_in_sync
    if replicas == 1:
        return network.predict_on_batch(batch)
    n = len(keras.tree.flatten(batch)[0])
    rows = np.minimum(np.arange(n + -n % replicas), n - 1)
    filled = keras.tree.map_structure(lambda x: np.asarray(x)[rows], batch)
    outputs = network.predict_on_batch(_split(strategy, filled))
    return keras.tree.map_structure(lambda x: x[:n], outputs)


def _split(strategy, batch):
    """A batch of arrays as that of all replicas, a part for each."""
    replicas = strategy.num_replicas_in_sync

    def split(x):
        parts = tf.split(x, replicas)
        return strategy.experimental_distribute_values_from_function(
            lambda context: parts[context.replica_id_in_sync_group]
        )

    return keras.tree.map_structure(split, batch)


def process():
    """See `keras_gans.backend`."""
    return 0, 1


def synchronize(variables=()):
    """See `keras_gans.backend`."""


def _refuse_branches(what):
    if tf.distribute.has_strategy():
        raise NotImplementedError(
            "TensorFlow cannot update the variables of several replicas inside "
            f"a branch. Train models with {what} without a tf.distribute "
            "strategy. "
            f"Received: strategy={type(tf.distribute.get_strategy()).__name__}"
        )


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


class StepAdapter:
    """Adapts the model's `step` and `test` to Keras's TensorFlow trainer."""

    tests_alone = False

    @property
    def devices(self):
        return self.distribute_strategy.num_replicas_in_sync

    def shared(self, batch):
        """The batch, of which Keras would give all to each replica."""
        if self.devices == 1:
            return batch
        return _split(self.distribute_strategy, batch)

    def check_devices(self):
        strategy = self.distribute_strategy
        if self.devices == 1:
            return
        if not isinstance(strategy, SERVED):
            raise ValueError(
                "TensorFlow trains on several devices of one machine, by "
                "tf.distribute.MirroredStrategy. For several machines, set "
                "KERAS_BACKEND to jax or torch. "
                f"Received: strategy={type(strategy).__name__}"
            )
        for name, value in (
            ("jit_compile", False),
            ("steps_per_execution", 1),
        ):
            if getattr(self, name) != value:
                raise ValueError(
                    f"{name} must be {value} on several devices of TensorFlow. "
                    f"Received: {name}={getattr(self, name)}"
                )

    def train_step(self, data):
        with _after(data):
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
