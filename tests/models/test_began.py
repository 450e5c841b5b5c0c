"""What the BEGAN adds: the equilibrium and what holds it."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from keras_gans.layers import VanishingResidual
from tests.helpers import SHAPE
from tests.helpers import slow_on_jax
from tests.helpers import values
from tests.models.helpers import FAKE
from tests.models.helpers import REAL
from tests.models.helpers import assert_logs
from tests.models.helpers import assert_optimizers
from tests.models.helpers import blank_generator
from tests.models.helpers import compiled
from tests.models.helpers import errors
from tests.models.helpers import fit
from tests.models.helpers import frozen
from tests.models.helpers import linear_autoencoder
from tests.models.helpers import objectives


def test_paper_defaults():
    model = kg.BEGAN(SHAPE, width=4)
    assert_optimizers(model, keras.optimizers.Adam, 1e-4)
    assert (model.gamma, model.lambda_k) == (0.5, 0.001)
    assert (model.d_steps, model.latent_dim) == (1, 64)
    assert model.latent == "uniform" and model.ema is None
    assert not model.vanishing_residuals
    assert float(values([model.k])[0]) == 0


def test_codes_are_as_long_as_latents():
    encoder, _ = kg.BEGAN(SHAPE, 6, width=4).discriminator.layers
    assert encoder.output_shape == (None, 6)


def test_losses_and_logs_are_those_of_mean_absolute_errors():
    gamma, k = 0.6, 0.3
    model = kg.BEGAN(
        SHAPE, 4, width=4, gamma=gamma, discriminator=linear_autoencoder()
    )
    model.k.assign(k)
    real, fake = np.abs(errors(REAL)).mean(), np.abs(errors(FAKE)).mean()
    d_total, g_total, logs = objectives(model, REAL, FAKE)
    expected = {
        "d_loss": real - k * fake,
        "g_loss": fake,
        "real_energy": real,
        "fake_energy": fake,
        "k": k,
        "convergence": real + abs(gamma * real - fake),
    }
    assert_logs(logs, expected)
    assert (d_total, g_total) == (logs["d_loss"], logs["g_loss"])


def blank_discriminator():
    """Reconstructs zeros: the energy of an image is its mean `|x|`."""
    return keras.Sequential(
        [layers.Input(SHAPE), layers.Dense(1, kernel_initializer="zeros")]
    )


def followed(logs, gamma, lambda_k):
    """k before each step and after the last one, as the paper moves it."""
    k = [0.0]
    for real, fake in zip(logs["real_energy"], logs["fake_energy"]):
        k.append(np.clip(k[-1] + lambda_k * (gamma * real - fake), 0, 1))
    return k


def assert_follows(model, logs):
    k = followed(logs, model.gamma, model.lambda_k)
    np.testing.assert_allclose(logs["k"], k[:-1], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(values([model.k])[0], k[-1], rtol=1e-4)
    return k


@pytest.mark.parametrize(
    "value, gamma, last", [(0.05, 1.0, 1.0), (0.9, 0.5, 0.0)]
)
def test_k_rises_to_one_and_falls_to_zero_and_no_further(value, gamma, last):
    model = kg.BEGAN(
        SHAPE,
        4,
        gamma=gamma,
        lambda_k=0.9,
        generator=blank_generator(value),
        discriminator=blank_discriminator(),
    )
    logs = fit(frozen(model), epochs=4)
    # The energies are those of the images.
    np.testing.assert_allclose(logs["fake_energy"], [value] * 4, rtol=1e-5)
    assert_follows(model, logs)
    assert logs["k"][-1] == values([model.k])[0] == last


def test_k_follows_the_balance_of_a_training():
    model = kg.BEGAN(SHAPE, 4, width=4, gamma=0.9, lambda_k=0.5, seed=1)
    compiled(model, keras.optimizers.Adam(1e-2), keras.optimizers.Adam(1e-2))
    logs = fit(model, epochs=5)
    k = assert_follows(model, logs)
    assert all(0 < value < 1 for value in k[1:])
    logs = {name: np.array(values) for name, values in logs.items()}
    gap = 0.9 * logs["real_energy"] - logs["fake_energy"]
    np.testing.assert_allclose(
        logs["convergence"], logs["real_energy"] + np.abs(gap), rtol=1e-5
    )
    np.testing.assert_allclose(
        logs["d_loss"],
        logs["real_energy"] - logs["k"] * logs["fake_energy"],
        rtol=1e-4,
    )


def test_k_moves_with_each_discriminator_update():
    model = kg.BEGAN(
        SHAPE,
        4,
        gamma=1.0,
        lambda_k=0.5,
        d_steps=2,
        generator=blank_generator(0.25),
        discriminator=blank_discriminator(),
    )
    model = frozen(model)
    ones = np.ones((8, *SHAPE), "float32")
    logs = model.fit(ones, batch_size=4, verbose=0).history
    # Twice 0.5 (1 - 0.25); the log is from before the second update.
    np.testing.assert_allclose(logs["k"], [0.375], rtol=1e-5)
    np.testing.assert_allclose(values([model.k])[0], 0.75, rtol=1e-5)


def test_k_is_saved_and_restored(tmp_path):
    model = kg.BEGAN(SHAPE, 4, width=4, gamma=1.0, lambda_k=0.5, seed=1)
    fit(compiled(model), epochs=2)
    (k,) = values([model.k])
    assert 0 < k < 1
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert values([loaded.k])[0] == k
    assert loaded.lambda_k == 0.5 and loaded.gamma == 1.0
    assert fit(loaded)["k"] == [k]


@slow_on_jax
def test_vanishing_residuals_fade_with_each_discriminator_update():
    model = kg.BEGAN(SHAPE, 4, width=4, vanishing_residuals=True, d_steps=2)
    carries = [
        [
            layer.carry
            for layer in network._flatten_layers()
            if isinstance(layer, VanishingResidual)
        ]
        for network in (model.generator, model.discriminator)
    ]
    assert all(carries)
    fit(compiled(model), epochs=3)
    for carry in values(carries[0] + carries[1]):
        np.testing.assert_allclose(carry, 1 - 6 / 16000, rtol=1e-6)


def test_there_are_no_vanishing_residuals_by_default():
    model = kg.BEGAN(SHAPE, 4, width=4)
    for layer in model._flatten_layers():
        assert not isinstance(layer, VanishingResidual)


@pytest.mark.parametrize("gamma", [0, -0.5, 1.5, float("nan")])
def test_a_gamma_outside_its_range_is_refused(gamma):
    with pytest.raises(ValueError, match=r"in \(0, 1\]. Received: gamma="):
        kg.BEGAN(SHAPE, 4, width=4, gamma=gamma)


@pytest.mark.parametrize("units", [1, 3])
def test_a_discriminator_of_other_outputs_is_refused(units):
    discriminator = keras.Sequential(
        [layers.Input(SHAPE), layers.Flatten(), layers.Dense(units)]
    )
    with pytest.raises(
        ValueError,
        match=rf"images' shape \(8, 8, 1\).*output shapes \[\(None, {units}\)",
    ):
        kg.BEGAN(SHAPE, 4, width=4, discriminator=discriminator)
