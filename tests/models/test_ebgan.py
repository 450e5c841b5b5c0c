"""What the EBGAN adds: energies, the margin and the pulling-away term."""

import itertools

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

import keras_gans as kg
from keras_gans import backend
from tests.helpers import SHAPE
from tests.helpers import slow_on_jax
from tests.helpers import values
from tests.models.helpers import DECODER
from tests.models.helpers import ENCODER
from tests.models.helpers import FAKE
from tests.models.helpers import REAL
from tests.models.helpers import assert_logs
from tests.models.helpers import assert_optimizers
from tests.models.helpers import compiled
from tests.models.helpers import errors
from tests.models.helpers import fit
from tests.models.helpers import flat
from tests.models.helpers import linear_autoencoder
from tests.models.helpers import objectives


def energies(x):
    return np.sqrt((errors(x) ** 2).sum(axis=1))


def pulling_away(x):
    codes = flat(x) @ ENCODER
    units = [code / np.linalg.norm(code) for code in codes]
    pairs = itertools.permutations(units, 2)
    return np.mean([(a @ b) ** 2 for a, b in pairs])


def linear_ebgan(**kwargs):
    return kg.EBGAN(
        SHAPE, 4, width=4, discriminator=linear_autoencoder(), **kwargs
    )


def test_paper_defaults():
    model = kg.EBGAN(SHAPE, width=4)
    assert_optimizers(model, keras.optimizers.Adam, 1e-3)
    assert (model.margin, model.pt_weight) == (10.0, 0.1)
    assert (model.d_steps, model.latent_dim) == (1, 100)
    assert model.latent == "normal" and model.ema is None


@pytest.mark.parametrize("margin", ["low", "between", "high"])
def test_losses_and_logs_are_those_of_energies_and_codes(margin):
    real, fake = energies(REAL), energies(FAKE)
    margin = {"low": 0.1, "between": np.median(fake), "high": 20.0}[margin]
    model = linear_ebgan(margin=float(margin), pt_weight=0.7)
    d_total, g_total, logs = objectives(model, REAL, FAKE)
    expected = {
        "d_loss": real.mean() + np.maximum(0, margin - fake).mean(),
        "g_loss": fake.mean(),
        "real_energy": real.mean(),
        "fake_energy": fake.mean(),
        "pulling_away": 0.7 * pulling_away(FAKE),
    }
    assert_logs(logs, expected)
    assert d_total == logs["d_loss"]
    total = expected["g_loss"] + expected["pulling_away"]
    np.testing.assert_allclose(g_total, total, rtol=1e-5)


def gradient(fn, state):
    """The gradient of a scalar function by the fake images."""
    _, found = backend.input_gradient(
        lambda x: (fn(x), ()), ops.convert_to_tensor(FAKE), state
    )
    return flat(values([found])[0])


def test_the_generators_gradient_goes_through_the_target_too():
    model = linear_ebgan(pt_weight=0.0)

    def g_loss(x):
        return model.g_objective(ops.convert_to_tensor(REAL), x, False)[0]

    by_model = gradient(g_loss, model.variables)
    # The slopes along random directions, by central finite differences.
    step = 0.01
    for seed in range(5):
        direction = np.random.default_rng(seed).normal(size=FAKE.shape)
        direction = direction.astype("float32")
        above, below = values(
            [
                g_loss(ops.convert_to_tensor(FAKE + sign * step * direction))
                for sign in (1, -1)
            ]
        )
        slope = (float(above) - float(below)) / (2 * step)
        expected = np.sum(by_model * flat(direction))
        np.testing.assert_allclose(slope, expected, rtol=1e-2, atol=2e-3)
    # By hand, with the target x in the error x E D - x and without.
    units = errors(FAKE) / energies(FAKE)[:, None] / len(FAKE)
    product = ENCODER.astype("float64") @ DECODER
    detached = units @ product.T
    np.testing.assert_allclose(by_model, detached - units, rtol=1e-3, atol=1e-6)
    assert np.linalg.norm(units) > 0.1 * np.linalg.norm(by_model)

    def detached_g_loss(x):
        difference = model.discriminator(x) - ops.convert_to_tensor(FAKE)
        squares = ops.sum(ops.square(difference), axis=(1, 2, 3))
        return ops.mean(ops.sqrt(squares))

    by_other = gradient(detached_g_loss, model.variables)
    np.testing.assert_allclose(by_other, detached, rtol=1e-3, atol=1e-6)


def test_the_pulling_away_term_is_for_the_generator_alone():
    model, without = linear_ebgan(pt_weight=5.0), linear_ebgan(pt_weight=0.0)
    d_total, g_total, _ = objectives(model, REAL, FAKE, training=True)
    d_plain, g_plain, logs = objectives(without, REAL, FAKE, training=True)
    assert d_total == d_plain
    np.testing.assert_allclose(
        g_total - g_plain, 5 * pulling_away(FAKE), rtol=1e-4
    )
    assert logs["pulling_away"] == 0


@slow_on_jax
@pytest.mark.parametrize("shape", [SHAPE, (2,)])
def test_trains_without_the_term_on_single_images(shape):
    model = compiled(kg.EBGAN(shape, 4, width=4, pt_weight=0))
    logs = fit(model, n=1)
    assert np.isfinite(list(logs.values())).all()
    assert logs["pulling_away"] == [0]


def test_a_discriminator_that_is_no_autoencoder_is_refused():
    discriminator = keras.Sequential(
        [layers.Input(SHAPE), layers.Flatten(), layers.Dense(1)]
    )
    with pytest.raises(
        ValueError,
        match=r"must be an auto-encoder.*with output shapes \[\(None, 1\)",
    ):
        kg.EBGAN(SHAPE, 4, width=4, discriminator=discriminator)


def test_a_discriminator_without_two_halves_is_refused():
    discriminator = keras.Sequential(
        [layers.Input(SHAPE), *[layers.Dense(1) for _ in range(3)]]
    )
    with pytest.raises(ValueError, match="encoder's codes.*of 3 layers"):
        kg.EBGAN(SHAPE, 4, width=4, discriminator=discriminator)
