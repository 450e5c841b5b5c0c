"""Several devices on TensorFlow: the replicas of a strategy."""

import contextlib

import keras
import numpy as np
import tensorflow as tf

from keras_gans.backend.dropouts import APART
from keras_gans.backend.dropouts import seeds_of_dropout

ONE_MACHINE = (
    "TensorFlow trains on several devices of one machine, by "
    "tf.distribute.MirroredStrategy. For several machines, set KERAS_BACKEND "
    "to jax or torch."
)
# The strategies under which n devices train as one does.
SERVED = (tf.distribute.MirroredStrategy, tf.distribute.OneDeviceStrategy)


def common_branch(index, branches):
    """Runs a branch that is the same on all replicas, who may meet in it.

    Replicas cannot meet inside a branch of one of them, as an update has to. So
    they meet before, and all run inside a branch that is common to them.
    """

    def common(strategy, index, branches):
        def run(i):
            outputs = strategy.run(lambda own: own[i](), args=(branches,))
            return _of_replicas(strategy, outputs)

        index = strategy.experimental_local_results(index)[0]
        runs = [lambda i=i: run(i) for i in range(len(branches))]
        return tf.switch_case(index, runs)

    number, _ = replica()
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


def readable(variable):
    """The variable that a tape can watch.

    In the scope of a strategy, outside of its replicas, that is the variable of
    the first one.
    """
    if not tf.distribute.in_cross_replica_context():
        return variable
    strategy = tf.distribute.get_strategy()
    return strategy.experimental_local_results(variable)[0]


def seen_in_a_batch():
    """See `keras_gans.backend.split`."""
    return 1


def replica():
    """See `keras_gans.backend`."""
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return 0, 1
    # In a graph the number is a constant of it, of which lists need the value.
    number = int(tf.get_static_value(context.replica_id_in_sync_group))
    return number, context.num_replicas_in_sync


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


@contextlib.contextmanager
def own_dropout(model):
    """A context in which Keras's dropout is another one on each replica.

    All replicas have the same seeds, to which this adds their numbers.
    """
    number, _ = replica()
    seeds = seeds_of_dropout(model) if number else []
    for seed in seeds:
        shift = tf.constant([APART * number, 0], seed.value.dtype)
        seed.assign(seed.value + shift)
    yield
    for seed in seeds:
        shift = tf.constant([APART * number, 0], seed.value.dtype)
        seed.assign(seed.value - shift)


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


def meeting():
    """See `keras_gans.backend`."""
    return contextlib.nullcontext()


def joining(number, processes, host, port):
    """See `keras_gans.backend`."""
    raise ValueError(f"{ONE_MACHINE} Received: KERAS_BACKEND=tensorflow")


def seen_devices():
    """See `keras_gans.backend`."""
    names, are_accelerators = _seen()
    return len(names), are_accelerators


@contextlib.contextmanager
def spread(devices):
    """See `keras_gans.backend`."""
    if devices == 1:
        yield contextlib.nullcontext
    else:
        yield tf.distribute.MirroredStrategy(_seen()[0][:devices]).scope


def _seen():
    for kind in ("GPU", "CPU"):
        names = [device.name for device in tf.config.list_logical_devices(kind)]
        if names:
            return names, kind == "GPU"


def process():
    """See `keras_gans.backend`."""
    return 0, 1


def largest(number):
    """See `keras_gans.backend`."""
    return number


def synchronize(variables=()):
    """See `keras_gans.backend`."""


class SharedBatches:
    """What a model knows of the devices that share its batches."""

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
                f"{ONE_MACHINE} Received: strategy={type(strategy).__name__}"
            )
        for name, value in (
            ("jit_compile", False),
            ("steps_per_execution", 1),
            ("accumulate", 1),
        ):
            if getattr(self, name) != value:
                raise ValueError(
                    f"{name} must be {value} on several devices of TensorFlow. "
                    f"Received: {name}={getattr(self, name)}"
                )
