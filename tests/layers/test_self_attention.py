"""Self-attention, beside NumPy."""

import keras
import numpy as np
import pytest

from keras_gans.layers import SelfAttention
from keras_gans.layers import SpectralNormalization
from keras_gans.utils.layers import all_layers
from tests.helpers import images
from tests.helpers import values

SHAPE = (6, 4, 16)
X = images(3, SHAPE)


def layer_of(gamma=1.0, shape=SHAPE):
    layer = SelfAttention()
    layer.build((None, *shape))
    layer.gamma.assign(gamma)
    return layer


def kernel(layer):
    """A normalised kernel, `(inputs, outputs)`."""
    w, sigma = values([layer.layer.kernel, layer.sigma()])
    return w[0, 0].astype("float64") / sigma


def largest(x):
    """The maxima of 2x2 pixels, `(n, pixels, channels)`."""
    n, height, width, channels = x.shape
    blocks = x.reshape(n, height // 2, 2, width // 2, 2, channels)
    return blocks.max((2, 4)).reshape(n, -1, channels)


def test_it_starts_as_the_identity():
    layer = SelfAttention()
    np.testing.assert_array_equal(values([layer(X)])[0], X)


def test_it_adds_the_values_of_similar_pixels():
    layer, x = layer_of(gamma=0.7), 4 * X.astype("float64")
    query = (x @ kernel(layer.query)).reshape(3, 24, 2)
    key, value = (largest(x @ kernel(w)) for w in (layer.key, layer.value))
    assert key.shape == (3, 6, 2) and value.shape == (3, 6, 8)
    weights = np.exp(np.einsum("nqc,nkc->nqk", query, key))
    weights /= weights.sum(axis=2, keepdims=True)
    # Some pixels find more than others.
    assert weights.std() > 0.01
    found = np.einsum("nqk,nkc->nqc", weights, value)
    found = found.reshape(3, 6, 4, 8) @ kernel(layer.output_map)
    made = values([layer(4 * X)])[0]
    np.testing.assert_allclose(made, x + 0.7 * found, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape", [(7, 5, 3), (1, 4, 1)])
def test_it_takes_any_size_and_number_of_channels(shape):
    x = images(2, shape)
    made = values([layer_of(shape=shape)(x)])[0]
    assert made.shape == x.shape and not np.array_equal(made, x)


def test_its_convolutions_are_orthogonal_and_normalised():
    layer = layer_of()
    convolutions = [
        inner
        for inner in all_layers(layer)
        if isinstance(inner, SpectralNormalization)
    ]
    assert convolutions == [
        layer.query,
        layer.key,
        layer.value,
        layer.output_map,
    ]
    for convolution in convolutions:
        w = values([convolution.layer.kernel])[0][0, 0]
        gram = w.T @ w if w.shape[0] >= w.shape[1] else w @ w.T
        np.testing.assert_allclose(gram, np.eye(len(gram)), atol=1e-5)


def test_in_bfloat16_the_weights_are_still_those_of_float32():
    layer = SelfAttention(dtype="mixed_bfloat16")
    layer.build((None, *SHAPE))
    layer.gamma.assign(1.0)
    exact = layer_of()
    exact.set_weights(layer.get_weights())
    made = layer(X)
    assert keras.backend.standardize_dtype(made.dtype) == "bfloat16"
    made = values([keras.ops.cast(made, "float32")])[0]
    np.testing.assert_allclose(made, values([exact(X)])[0], atol=0.03)


def test_it_is_saved(tmp_path):
    inputs = keras.Input(SHAPE)
    model = keras.Model(inputs, layer_of()(inputs))
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(*values([model(X), loaded(X)]))
