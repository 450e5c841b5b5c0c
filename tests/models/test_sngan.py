"""What the SNGAN adds: the hinge loss and the normalised discriminator."""

import warnings

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from keras_gans.layers import SpectralNormalization
from tests.helpers import SHAPE
from tests.helpers import assert_same
from tests.helpers import images
from tests.helpers import values
from tests.models.helpers import FAKE
from tests.models.helpers import REAL
from tests.models.helpers import W
from tests.models.helpers import assert_logs
from tests.models.helpers import assert_optimizers
from tests.models.helpers import fit
from tests.models.helpers import frozen
from tests.models.helpers import hinge_logs
from tests.models.helpers import linear_critic
from tests.models.helpers import linear_scores
from tests.models.helpers import objectives


def normalized(model):
    return [
        layer
        for layer in model.discriminator.layers
        if isinstance(layer, SpectralNormalization)
    ]


def test_paper_defaults():
    model = kg.SNGAN(SHAPE, width=4)
    assert_optimizers(
        model, keras.optimizers.Adam, 2e-4, beta_1=0.0, beta_2=0.9
    )
    assert (model.d_steps, model.latent_dim) == (5, 100)
    assert model.latent == "normal" and model.ema is None


@pytest.mark.parametrize("shape", [(16, 16, 3), (2,)])
def test_every_layer_with_weights_of_the_discriminator_is_normalised(shape):
    model = kg.SNGAN(shape, 4, width=2)
    weighty = [layer for layer in model.discriminator.layers if layer.weights]
    assert weighty == normalized(model)
    assert len(weighty) == (3 if len(shape) == 3 else 4)
    for layer in model.generator._flatten_layers():
        assert not isinstance(layer, SpectralNormalization)


@pytest.mark.parametrize("wrap", [lambda x: x, SpectralNormalization])
def test_a_discriminator_without_its_normalisation_is_warned_of(wrap):
    discriminator = keras.Sequential(
        [keras.Input((8, 8, 1)), layers.Flatten(), wrap(layers.Dense(1))]
    )
    model = kg.SNGAN((8, 8, 1), 4, width=4, discriminator=discriminator)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.look_at((images(8),))
    found = ["no spectral normalisation" in str(w.message) for w in caught]
    assert found == [True] * (wrap is not SpectralNormalization)


def test_losses_and_logs_are_those_of_the_hinge():
    w = 2 * W
    model = kg.SNGAN(SHAPE, 4, width=4, discriminator=linear_critic(w, -0.3))
    real, fake = linear_scores(REAL, w, -0.3), linear_scores(FAKE, w, -0.3)
    d_total, g_total, logs = objectives(model, REAL, FAKE)
    # Both sides of both hinges are met.
    assert min(real) < 1 < max(real) and min(fake) < -1 < max(fake)
    assert_logs(logs, hinge_logs(real, fake))
    assert (d_total, g_total) == (logs["d_loss"], logs["g_loss"])


def test_without_learning_rate_kernels_stay_while_the_iteration_goes_on():
    model = frozen(kg.SNGAN(SHAPE, 4, width=4, d_steps=2, seed=1))
    kernels = values(model.discriminator.trainable_variables)
    states = [layer.u for layer in normalized(model)]
    before = values(states)
    fit(model, epochs=2)
    assert_same(values(model.discriminator.trainable_variables), kernels)
    # A single unit has a u of 1 or -1.
    for u, old in zip(values(states[:-1]), before[:-1], strict=True):
        assert not np.allclose(u, old)


def test_the_iteration_advances_once_for_each_discriminator_update():
    discriminator = keras.Sequential(
        [
            layers.Input(SHAPE),
            SpectralNormalization(layers.Conv2D(6, 3)),
            layers.Flatten(),
            SpectralNormalization(layers.Dense(5)),
            layers.Dense(1),
        ]
    )
    model = kg.SNGAN(
        SHAPE, 4, width=4, d_steps=3, discriminator=discriminator, seed=1
    )
    frozen(model)
    expected = {}
    for layer in normalized(model):
        kernel, u = values([layer.layer.kernel, layer.u])
        w = kernel.reshape(-1, kernel.shape[-1]).astype("float64")
        iterates = []
        for _ in range(4):
            v = w @ u / np.linalg.norm(w @ u)
            u = w.T @ v / np.linalg.norm(w.T @ v)
            iterates.append(u)
        expected[layer.name] = iterates
    fit(model)
    for layer in normalized(model):
        (u,) = values([layer.u])
        _, second, third, fourth = expected[layer.name]
        np.testing.assert_allclose(u, third, rtol=1e-3, atol=1e-4)
        for other in (second, fourth):
            assert np.abs(u - other).max() > 1e-3


def test_test_does_not_advance_the_iteration():
    model = frozen(kg.SNGAN(SHAPE, 4, width=4, seed=1))
    states = [layer.u for layer in normalized(model)]
    before = values(states)
    model.evaluate(REAL, verbose=0)
    model.generate(2)
    assert_same(values(states), before)
