"""Models and checkpoints that an earlier state of the package saved still load.

`saved/` was written on TensorFlow, before modules moved to their rooms. For a
conditional GAN of three classes and a CycleGAN it holds the model and the
checkpoint after one epoch of four images a batch, and in `expected.npz` what
each made then, and after one more epoch.
"""

import shutil
from pathlib import Path

import keras
import numpy as np
import pytest

import keras_gans as kg
from tests.helpers import BACKEND
from tests.helpers import images

SAVED = Path(__file__).parent / "saved"
EXPECTED = np.load(SAVED / "expected.npz")
X = images(16)
DATA = {
    "conditionalgan": (X, np.arange(16) % 3),
    "cyclegan": (X[::-1].copy(), X),
}
models = pytest.mark.parametrize("name", DATA)


def load(name):
    return keras.saving.load_model(SAVED / f"{name}.keras")


def made(name, model):
    if name == "cyclegan":
        return model.translate(X[:3], batch_size=3)
    latents = EXPECTED["latents"]
    return model.predict((latents, np.arange(3)), verbose=0)


def assert_made(name, model, key):
    np.testing.assert_allclose(made(name, model), EXPECTED[key], atol=2e-5)


@models
def test_a_model_makes_what_it_made(name):
    assert_made(name, load(name), name)


@models
def test_a_checkpoint_restores_on_every_backend(name):
    model = type(load(name)).from_config(load(name).get_config())
    model.compile(**load(name).get_compile_config() | {"run_eagerly": True})
    assert kg.callbacks.Checkpoint(SAVED / name).restore(model) == 1
    assert_made(name, model, name)


@pytest.mark.skipif(
    BACKEND != "tensorflow", reason="other backends draw other numbers"
)
@models
def test_a_training_goes_on_as_it_would_have(name, tmp_path):
    # A new model of the same arguments, as the script that is started again.
    kind, config = type(load(name)), load(name).get_config()
    model = kind.from_config(config)
    model.compile_from_config(load(name).get_compile_config())
    folder = shutil.copytree(SAVED / name, tmp_path / name)
    logs = model.fit(
        *DATA[name],
        batch_size=4,
        epochs=2,
        verbose=0,
        callbacks=[kg.callbacks.Checkpoint(folder)],
    ).history
    for key, values in logs.items():
        np.testing.assert_allclose(
            values, EXPECTED[f"{name}-{key}"], rtol=1e-3, atol=1e-5
        )
    assert_made(name, model, f"{name}-after")
