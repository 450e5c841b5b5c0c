"""Conditional batch normalisation, beside NumPy."""

import keras
import numpy as np
import pytest

from keras_gans.layers import ConditionalBatchNormalization
from tests.helpers import images
from tests.helpers import values

RNG = np.random.default_rng(3)
LABELS = np.eye(3, dtype="float32")[[0, 1, 2, 1, 0, 0]]


def layer_of(shape, **kwargs):
    layer = ConditionalBatchNormalization(**kwargs)
    layer.build([(None, *shape), (None, 3)])
    for variable in (layer.gamma, layer.beta):
        variable.assign(RNG.normal(size=variable.shape))
    return layer


@pytest.mark.parametrize("shape", [(4, 4, 2), (5,)])
def test_each_class_scales_and_shifts_what_is_normalised(shape):
    layer, x = layer_of(shape, epsilon=0.01), images(6, shape)
    gamma, beta, y = *values([layer.gamma, layer.beta]), np.argmax(LABELS, 1)
    axes = tuple(range(x.ndim - 1))
    normalised = (x - x.mean(axes)) / np.sqrt(x.var(axes) + 0.01)
    rows = (6, *[1] * (x.ndim - 2), shape[-1])
    expected = (1 + gamma[y]).reshape(rows) * normalised
    expected += beta[y].reshape(rows)
    found = values([layer([x, LABELS], training=True)])[0]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_inference_takes_the_moving_statistics():
    layer, x = layer_of((4, 4, 2), momentum=0.5, epsilon=0.0), images(6)
    x = np.concatenate([x, 2 * x + 1], axis=-1)[:, :4, :4]
    layer([x, LABELS], training=True)
    # From mean 0 and variance 1, half the way.
    mean, variance = x.mean((0, 1, 2)) / 2, (1 + x.var((0, 1, 2))) / 2
    gamma, beta = values([layer.gamma, layer.beta])
    y = np.argmax(LABELS, 1)
    expected = (1 + gamma[y])[:, None, None] * (x - mean) / np.sqrt(variance)
    expected += beta[y][:, None, None]
    found = values([layer([x, LABELS])])[0]
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4)


def test_attributes_add_up():
    layer, x = layer_of((5,)), images(6, (5,))
    gamma, beta = values([layer.gamma, layer.beta])
    both = np.tile(np.array([[1, 0, 1]], "float32"), (6, 1))
    plain = (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5)
    expected = (1 + gamma[0] + gamma[2]) * plain + beta[0] + beta[2]
    found = values([layer([x, both], training=True)])[0]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_it_starts_without_regard_to_labels():
    layer, x = ConditionalBatchNormalization(), images(6, (5,))
    first = values([layer([x, LABELS], training=True)])[0]
    other = values([layer([x, LABELS[::-1].copy()], training=True)])[0]
    np.testing.assert_array_equal(first, other)
    np.testing.assert_allclose(first.mean(0), 0, atol=1e-5)
    np.testing.assert_allclose(first.std(0), 1, rtol=1e-3)


def test_it_is_saved(tmp_path):
    inputs = [keras.Input((4, 4, 2)), keras.Input((3,))]
    layer = layer_of((4, 4, 2), momentum=0.7, epsilon=0.1)
    model = keras.Model(inputs, layer(inputs))
    x = [images(6, (4, 4, 2)), LABELS]
    model(x, training=True)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert (loaded.layers[-1].momentum, loaded.layers[-1].epsilon) == (0.7, 0.1)
    np.testing.assert_array_equal(*values([model(x), loaded(x)]))
