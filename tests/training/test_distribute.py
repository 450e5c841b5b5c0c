"""Training on two replicas, in a process that has two devices."""

import json
import subprocess
import sys

import pytest

from tests.helpers import BACKEND
from tests.helpers import BRANCHING
from tests.helpers import VARIANTS

pytestmark = [
    pytest.mark.skipif(
        BACKEND != "tensorflow", reason="tf.distribute is TensorFlow's"
    ),
    pytest.mark.slow,
]

TWO = """
import contextlib
import json
import tensorflow as tf

cpu = tf.config.list_physical_devices("CPU")[0]
two = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(cpu, two)

import keras
import numpy as np
import keras_gans as kg
from tests import helpers

# One for all: the messages of several would be mixed up.
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
"""

SIZES = """
data = tf.data.Dataset.from_tensor_slices(helpers.images(64)).batch(64)

def change(scope):
    keras.utils.set_random_seed(0)
    with scope:
        discriminator = kg.networks.mlp_discriminator((8, 8, 1), dropout=0.0)
        model = kg.GAN((8, 8, 1), 4, discriminator=discriminator, seed=0)
        model.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.0))
    before = discriminator.get_weights()
    model.fit(data, verbose=0)
    return [new - old for new, old in zip(discriminator.get_weights(), before)]


one, two = change(contextlib.nullcontext()), change(strategy.scope())
norm = lambda change: np.sqrt(sum((c**2).sum() for c in change))
print(norm(two) / norm(one))
"""

MODELS = """
report = {}
for name in helpers.VARIANTS.keys() - helpers.BRANCHING:
    with strategy.scope():
        model = helpers.make(name, g_opt=keras.optimizers.Adam(use_ema=True))
    data = helpers.data(model, 8)
    logs = model.fit(*data, batch_size=4, verbose=0).history
    report[name] = {
        "logs": sorted(logs) == sorted(model.log_names),
        "finite": bool(np.isfinite(list(logs.values())).all()),
        "moves": int(model.g_opt.iterations.numpy()),
        "averages": int(model.ema_updates.numpy()) if (
            getattr(model, "ema", None)
        ) else None,
    }
print(json.dumps(report))
"""


def output(script):
    run = subprocess.run(
        [sys.executable, "-c", TWO + script], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.splitlines()[-1]


def test_two_replicas_take_a_step_of_the_same_size():
    # The replicas' fakes differ from one device's; a sum would make it 2.
    assert float(output(SIZES)) == pytest.approx(1.0, abs=0.2)


def test_every_model_trains_on_two_replicas():
    report = json.loads(output(MODELS))
    assert report.keys() == VARIANTS.keys() - BRANCHING
    for name, result in report.items():
        averages = result.pop("averages")
        moves = result.pop("moves")
        assert averages in (None, moves) and moves in (1, 2), (name, averages)
        assert result == {"logs": True, "finite": True}, name
