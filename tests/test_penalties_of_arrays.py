"""Penalties and single steps take NumPy arrays on every backend."""

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

from keras_gans import penalties
from tests.backend.test_backend import run
from tests.helpers import BACKEND
from tests.helpers import SHAPE
from tests.helpers import images
from tests.helpers import make

W = np.random.default_rng(1).normal(size=(SHAPE[0] * SHAPE[1], 1))
NORM = np.linalg.norm(W)
PENALTIES = {
    "r1": (penalties.r1, NORM**2),
    "r2": (penalties.r2, NORM**2),
    "gradient_penalty": (
        lambda d, x: penalties.gradient_penalty(d, x, x),
        (NORM - 1) ** 2,
    ),
    "dragan": (penalties.dragan, (NORM - 1) ** 2),
}


def linear():
    critic = keras.Sequential(
        [layers.Input(SHAPE), layers.Flatten(), layers.Dense(1)]
    )
    critic.set_weights([W.astype("float32"), np.zeros(1, "float32")])
    return critic


@pytest.mark.parametrize("name", PENALTIES)
def test_penalties_take_arrays(name):
    penalty, expected = PENALTIES[name]
    critic, x = linear(), images(4)
    for batch in (x, x.astype("float64"), ops.convert_to_tensor(x)):
        value = run(lambda x=batch: penalty(critic, x), critic.variables)
        np.testing.assert_allclose(float(value), expected, rtol=1e-5)


def test_other_numbers_of_images_are_refused():
    for real, fake in ((images(6), images(1)), (images(1), images(6))):
        with pytest.raises(ValueError, match="real and fake .* same shape"):
            penalties.gradient_penalty(linear(), real, fake)


def test_discriminators_of_other_kinds_are_refused():
    inputs = keras.Input(SHAPE)
    h = layers.Flatten()(inputs)
    two = keras.Model(inputs, [layers.Dense(1)(h), layers.Dense(3)(h)])
    for critic, message in (
        (two, "one score for each image.* Received: 2 outputs"),
        (lambda x, training: x, "the attribute variables.* <function"),
    ):
        with pytest.raises(ValueError, match=message):
            penalties.r1(critic, images(4))
    with pytest.raises(ValueError, match="scale=-1"):
        penalties.dragan(linear(), images(4), scale=-1)


@pytest.mark.parametrize("name", PENALTIES)
@pytest.mark.parametrize("x", [images(2).tolist(), None, "images", [None]])
def test_what_is_no_array_is_refused(name, x):
    with pytest.raises(
        ValueError, match="must be a tensor or an array.*asarray"
    ):
        PENALTIES[name][0](linear(), x)


def test_pulling_away_takes_arrays():
    for codes in (np.eye(3), np.eye(3).tolist()):
        assert float(penalties.pulling_away(codes)) == pytest.approx(0.0)


@pytest.mark.parametrize("name", ["gan", "wgangp", "r3gan"])
def test_a_single_step_takes_arrays(name):
    logs = []
    # Eagerly, JAX compiles every operation of a step by itself, for minutes.
    for is_eager in (False, BACKEND != "jax"):
        model = make(name, run_eagerly=is_eager)
        result = model.train_on_batch(images(8), return_dict=True)
        logs.append([float(result[key]) for key in model.log_names])
    np.testing.assert_allclose(*logs, rtol=1e-3, atol=1e-5)
    assert np.isfinite(logs).all()
    assert int(ops.convert_to_numpy(model.g_opt.iterations)) == 1
