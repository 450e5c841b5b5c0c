"""Several devices on JAX: one program, whose arrays are on all of them."""

import contextlib
import os

import jax
import keras
import numpy as np
from jax.experimental import multihost_utils


def replica():
    """See `keras_gans.backend`."""
    return 0, 1


def rows(draw, n, axis=0):
    """See `keras_gans.backend`.

    What is drawn from a seed is on every device, and so would be all that
    follows: each device would make the fakes of all. Outside a compiled step,
    as in callbacks, each process needs them whole.
    """
    x, devices = draw(n), seen_in_a_batch()
    if devices == 1 or n % devices or not isinstance(x, jax.core.Tracer):
        return x
    distribution = keras.distribution.distribution()
    axes = [None] * len(x.shape)
    axes[axis] = distribution.batch_dim_name
    layout = keras.distribution.TensorLayout(axes, distribution.device_mesh)
    return keras.distribution.distribute_tensor(x, layout)


def seen_in_a_batch():
    """The number of devices whose rows are in the batch of this program."""
    distribution = keras.distribution.distribution()
    if distribution is None:
        return 1
    mesh = distribution.device_mesh
    return mesh.shape[mesh.axis_names.index(distribution.batch_dim_name)]


def agreed(values):
    """See `keras_gans.backend`."""
    return values


def gathered(x):
    """See `keras_gans.backend`."""
    return x


def predict(network, batch):
    """See `keras_gans.backend`."""
    return network.predict_on_batch(batch)


def meeting():
    """See `keras_gans.backend`; the variables are those of Keras."""
    if "KERAS_DISTRIBUTION_NUM_PROCESSES" in os.environ:
        # It would keep SIGTERM from ending a process that does not train yet.
        jax.config.update("jax_enable_preemption_service", False)
        keras.distribution.initialize()
    return contextlib.nullcontext()


def joining(number, processes, host, port):
    """See `keras_gans.backend`; the variables are those of Keras."""
    return {
        "KERAS_DISTRIBUTION_JOB_ADDRESSES": f"{host}:{port}",
        "KERAS_DISTRIBUTION_NUM_PROCESSES": str(processes),
        "KERAS_DISTRIBUTION_PROCESS_ID": str(number),
    }


def seen_devices():
    """See `keras_gans.backend`."""
    are_all_used = jax.default_backend() != "cpu" or jax.process_count() > 1
    return jax.device_count(), are_all_used


@contextlib.contextmanager
def spread(devices):
    """See `keras_gans.backend`."""
    if devices != jax.device_count() and jax.process_count() > 1:
        raise ValueError(
            "Processes that train together train on all their devices: "
            f"devices must be {jax.device_count()}. Received: {devices=}"
        )
    if devices == 1:
        yield contextlib.nullcontext
        return
    names = keras.distribution.list_devices()[:devices]
    before = keras.distribution.distribution()
    keras.distribution.set_distribution(
        keras.distribution.DataParallel(devices=names, auto_shard_dataset=False)
    )
    try:
        yield contextlib.nullcontext
    finally:
        keras.distribution.set_distribution(before)


def process():
    """See `keras_gans.backend`."""
    return jax.process_index(), jax.process_count()


def largest(number):
    """See `keras_gans.backend`."""
    if jax.process_count() == 1:
        return number
    numbers = multihost_utils.process_allgather(np.array(number))
    return int(numbers.max())


def synchronize(variables=()):
    """See `keras_gans.backend`; the first step makes the values equal."""
    del variables
    if jax.process_count() > 1:
        multihost_utils.sync_global_devices("keras_gans")


class SharedBatches:
    """What a model knows of the devices that share its batches."""

    tests_alone = False

    @property
    def devices(self):
        return seen_in_a_batch()

    def shared(self, batch):
        return batch

    def check_devices(self):
        distribution = keras.distribution.distribution()
        if jax.process_count() == 1:
            return
        if distribution is None or distribution.auto_shard_dataset:
            raise ValueError(
                "Several processes of JAX need a distribution that leaves the "
                "data whole, before the model is made: "
                "keras.distribution.set_distribution(keras.distribution."
                "DataParallel(auto_shard_dataset=False)). "
                f"Received: distribution={distribution}"
            )
