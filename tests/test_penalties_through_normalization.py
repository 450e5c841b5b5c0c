"""Penalties through normalisation and attention, by finite differences.

The reference is NumPy in float64: the critic, its gradient by the images and
the derivatives of the penalties by the weights, all by central differences.
"""

import contextlib
import re

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

import keras_gans as kg
from keras_gans import penalties
from keras_gans.utils.second_derivatives import check_second_derivatives
from tests.helpers import BACKEND
from tests.test_penalties import differentiate
from tests.test_penalties import float64
from tests.test_penalties import images

SHAPE = (2, 2, 3)
CHANNELS = 4
STEP = 1e-4


def moments_over(*axes):
    def normalize(x):
        mean = x.mean(axis=axes, keepdims=True)
        return (x - mean) / np.sqrt(x.var(axis=axes, keepdims=True) + 1e-3)

    return normalize


def in_pairs(x):
    """Normalises two groups of two channels each."""
    pairs = x.reshape(*x.shape[:-1], 2, 2)
    return moments_over(1, 2, 4)(pairs).reshape(x.shape)


def rms(x):
    return x / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + 1e-6)


def unit(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


class Attention(layers.Layer):
    """Attention of the positions of an image to each other, as in Keras."""

    def call(self, x):
        t = ops.reshape(x, (-1, 4, 1, CHANNELS))
        return ops.reshape(ops.dot_product_attention(t, t, t), ops.shape(x))


def attend(x):
    t = x.reshape(len(x), 4, CHANNELS)
    weights = np.exp(t @ t.transpose(0, 2, 1) / np.sqrt(CHANNELS))
    weights /= weights.sum(axis=-1, keepdims=True)
    return (weights @ t).reshape(x.shape)


# The layers with one weight for each channel, by what they compute.
EXACT = {
    "layer": (kg.layers.GroupNormalization(1), moments_over(1, 2, 3)),
    "instance": (kg.layers.GroupNormalization(-1), moments_over(1, 2)),
    "group": (kg.layers.GroupNormalization(2), in_pairs),
    "channels": (kg.layers.LayerNormalization(), moments_over(3)),
    "rms": (layers.RMSNormalization(epsilon=1e-6), rms),
    "unit": (layers.UnitNormalization(), unit),
    "attention": (Attention(), attend),
    "none": (None, lambda x: x),
}
# Those of Keras that are wrong on TensorFlow, and what replaces them.
INEXACT = {
    "LayerNormalization": (
        layers.LayerNormalization(name="odd"),
        moments_over(3),
    ),
    "GroupNormalization": (layers.GroupNormalization(2, name="odd"), in_pairs),
}


def critic_with(layer, first=None):
    network = keras.Sequential(
        [
            layers.Input(SHAPE),
            first or layers.Dense(CHANNELS),
            *([type(layer).from_config(layer.get_config())] if layer else []),
            layers.Activation("tanh"),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )
    rng = np.random.default_rng(4)
    for v in network.trainable_variables:
        v.assign(rng.normal(0.3, 0.6, v.shape).astype("float32"))
    return network


def scores(weights, x, normalize, scaled=lambda kernel: kernel):
    kernel, bias, *affine, out, _ = weights
    x = normalize(x @ scaled(kernel) + bias)
    x = x * affine[0] if affine else x
    x = x + affine[1] if affine[1:] else x
    return np.tanh(x).reshape(len(x), -1) @ out[:, 0]


def total_of(weights, x, **kwargs):
    """The weighted sum of all penalties of the critic's gradients."""
    gradient = np.zeros_like(x)
    for i in np.ndindex(SHAPE):
        high, low = x.copy(), x.copy()
        high[:, *i] += STEP
        low[:, *i] -= STEP
        for points, sign in ((high, 1), (low, -1)):
            # Every image by itself, but for what mixes them.
            value = scores(weights, points, **kwargs)
            gradient[:, *i] += sign * value / (2 * STEP)
    norms = np.linalg.norm(gradient.reshape(len(x), -1), axis=1)
    distance = np.mean((norms - 1) ** 2)
    one_sided = np.mean(np.maximum(norms - 1, 0) ** 2)
    return 4 * np.mean(norms**2) + 3 * distance + 4 * one_sided


def total(critic, x):
    # Between equal batches every interpolation is that batch.
    return (
        penalties.r1(critic, x)
        + 3 * penalties.r2(critic, x)
        + penalties.gradient_penalty(critic, x, x)
        + 4 * penalties.gradient_penalty(critic, x, x, one_sided=True)
        + 2 * penalties.dragan(critic, x, scale=0.0)
    )


def assert_right(critic, **kwargs):
    x = images(5, shape=SHAPE)
    value, gradients = differentiate(
        lambda: total(critic, x), critic.trainable_variables, critic.variables
    )
    weights = [float64(v) for v in critic.trainable_variables]
    x = float64(x)
    assert value == pytest.approx(total_of(weights, x, **kwargs), rel=1e-4)
    for array, gradient in zip(weights, gradients, strict=True):
        expected = np.zeros_like(array)
        for i in np.ndindex(array.shape):
            kept = array[i]
            for step in (STEP, -STEP):
                array[i] = kept + step
                expected[i] += total_of(weights, x, **kwargs) / (2 * step)
            array[i] = kept
        # A bias before a normalisation has no gradient.
        np.testing.assert_allclose(gradient, expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", EXACT)
def test_gradients_through_a_layer_are_right(name):
    layer, normalize = EXACT[name]
    assert_right(critic_with(layer), normalize=normalize)


def test_gradients_through_spectral_normalization_are_right():
    first = kg.layers.SpectralNormalization(layers.Dense(CHANNELS))
    critic = critic_with(None, first)
    u = float64(first.u)
    u /= np.linalg.norm(u)
    assert_right(
        critic,
        normalize=lambda x: x,
        scaled=lambda kernel: kernel / np.linalg.norm(kernel @ u),
    )


def assert_refused(layer, replacement):
    inner = critic_with(layer)
    outer = keras.Sequential([layers.Input(SHAPE), inner])
    for network in (inner, outer, keras.Sequential([outer])):
        with pytest.raises(
            ValueError, match=rf"{re.escape(replacement)} instead.*'odd'"
        ):
            penalties.r1(network, images(2, shape=SHAPE))


@pytest.mark.parametrize("name", INEXACT)
def test_layers_of_keras_are_right_or_refused(name):
    layer, normalize = INEXACT[name]
    if BACKEND == "tensorflow":
        assert_refused(layer, f"keras_gans.layers.{name}")
    else:
        assert_right(critic_with(layer), normalize=normalize)


def test_spectral_normalization_of_keras_is_refused():
    layer = layers.SpectralNormalization(layers.Dense(4), name="odd")
    assert_refused(layer, "keras_gans.layers.SpectralNormalization")


@pytest.mark.skipif(BACKEND != "tensorflow", reason="exact elsewhere")
def test_batch_normalization_is_refused_in_any_penalty():
    layer = layers.BatchNormalization(name="odd")
    assert_refused(layer, "keras_gans.layers.GroupNormalization(groups=1)")


@pytest.mark.skipif(BACKEND == "tensorflow", reason="refused there")
def test_batch_normalization_is_warned_of():
    layer = layers.BatchNormalization(name="odd")
    network = keras.Sequential([layers.Input(SHAPE), layer])
    with pytest.warns(UserWarning, match="mixes images.*layer 'odd'"):
        check_second_derivatives(network)


def test_what_is_exact_is_not_refused():
    frozen = layers.BatchNormalization()
    frozen.trainable = False

    class Own(layers.LayerNormalization):
        def call(self, inputs):
            return inputs - ops.mean(inputs, axis=-1, keepdims=True)

    for layer in (frozen, Own()):
        network = keras.Sequential([layers.Input(SHAPE), layer])
        check_second_derivatives(network)


@keras.saving.register_keras_serializable("tests")
class R1GAN(kg.LSGAN):
    """A user's model, whose discriminator no constructor looks at."""

    log_names = (*kg.LSGAN.log_names, "r1")

    def penalties(self, real, fake):
        return {"r1": kg.penalties.r1(self.scorer, real)}


def model_with(kind, layer):
    critic = keras.Sequential([layers.Input(SHAPE), critic_with(layer)])
    generator = kg.networks.mlp_generator(SHAPE, 4, hidden=(4,))
    return kind(SHAPE, 4, generator=generator, discriminator=critic)


def fit(model):
    model.compile(run_eagerly=BACKEND == "tensorflow")
    x = np.tanh(float64(images(4, shape=SHAPE))).astype("float32")
    return model.fit(x, batch_size=2, verbose=0)


refused = pytest.raises(ValueError, match=r"LayerNormalization instead.*'odd'")


@pytest.mark.parametrize("kind", [kg.WGANGP, kg.R3GAN])
def test_models_with_penalties_refuse_such_a_critic(kind):
    with refused if BACKEND == "tensorflow" else contextlib.nullcontext():
        model_with(kind, layers.LayerNormalization(name="odd"))
    model_with(kind, kg.layers.LayerNormalization())


def test_a_users_model_refuses_it_in_its_first_step():
    with refused if BACKEND == "tensorflow" else contextlib.nullcontext():
        fit(model_with(R1GAN, layers.LayerNormalization(name="odd")))
    logs = fit(model_with(R1GAN, kg.layers.LayerNormalization())).history
    assert np.isfinite(logs["r1"]).all()
