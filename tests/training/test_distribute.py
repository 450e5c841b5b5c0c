"""Training on two replicas, in a process that has two devices."""

import subprocess
import sys

import pytest

from tests.helpers import BACKEND

SCRIPT = """
import contextlib
import tensorflow as tf

cpu = tf.config.list_physical_devices("CPU")[0]
two = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(cpu, two)

import keras
import numpy as np
import keras_gans as kg

images = np.random.default_rng(0).uniform(-1, 1, (64, 8, 8, 1))
images = images.astype("float32")
data = tf.data.Dataset.from_tensor_slices(images).batch(64)


def change(scope):
    keras.utils.set_random_seed(0)
    with scope:
        discriminator = kg.networks.mlp_discriminator((8, 8, 1), dropout=0.0)
        model = kg.GAN((8, 8, 1), 4, discriminator=discriminator, seed=0)
        model.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.0))
    before = discriminator.get_weights()
    model.fit(data, verbose=0)
    return [new - old for new, old in zip(discriminator.get_weights(), before)]


one = change(contextlib.nullcontext())
two = change(tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]).scope())
norm = lambda change: np.sqrt(sum((c**2).sum() for c in change))
print(norm(two) / norm(one))
"""


@pytest.mark.skipif(
    BACKEND != "tensorflow", reason="tf.distribute is TensorFlow's"
)
@pytest.mark.slow
def test_two_replicas_take_a_step_of_the_same_size():
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    # The replicas' fakes differ from one device's; a sum would make it 2.
    assert float(run.stdout.split()[-1]) == pytest.approx(1.0, abs=0.2)
