"""Batch normalisation that a vector steers, beside NumPy."""

import keras
import numpy as np

from keras_gans.layers import ModulatedBatchNormalization
from tests.helpers import images
from tests.helpers import values

RNG = np.random.default_rng(3)
VECTORS = RNG.normal(size=(6, 5)).astype("float32")
X = images(6, (4, 4, 3))


def layer_of(**kwargs):
    layer = ModulatedBatchNormalization(**kwargs)
    layer.build([(None, 4, 4, 3), (None, 5)])
    return layer


def normalised(x, epsilon):
    return (x - x.mean((0, 1, 2))) / np.sqrt(x.var((0, 1, 2)) + epsilon)


def expected(layer, epsilon):
    maps = []
    for wrapper in (layer.gain, layer.shift):
        kernel, sigma = values([wrapper.layer.kernel, wrapper.sigma()])
        # Orthogonal at first.
        np.testing.assert_allclose(kernel.T @ kernel, np.eye(3), atol=1e-5)
        maps.append((VECTORS @ kernel / sigma)[:, None, None])
    return (1 + maps[0]) * normalised(X, epsilon) + maps[1]


def test_the_vector_scales_and_shifts_what_is_normalised():
    layer = layer_of(epsilon=0.01)
    found = values([layer([X, VECTORS], training=True)])[0]
    np.testing.assert_allclose(
        found, expected(layer, 0.01), rtol=1e-3, atol=1e-4
    )


def test_statistics_are_float32_in_bfloat16():
    layer = layer_of(dtype="mixed_bfloat16", momentum=0.0)
    # The mean is so large that bfloat16 would lose what differs.
    found = layer([X + 100, VECTORS], training=True)
    assert keras.backend.standardize_dtype(found.dtype) == "bfloat16"
    mean, variance = layer.normalization.non_trainable_variables
    assert {v.dtype for v in layer.weights} == {"float32"}
    # The layer casts its inputs to bfloat16 first.
    rounded = keras.ops.cast(keras.ops.cast(X + 100, "bfloat16"), "float32")
    rounded = values([rounded])[0]
    found = values([mean, variance])
    np.testing.assert_allclose(found[0], rounded.mean((0, 1, 2)), rtol=1e-6)
    np.testing.assert_allclose(found[1], rounded.var((0, 1, 2)), rtol=1e-2)


def test_it_is_saved(tmp_path):
    inputs = [keras.Input((4, 4, 3)), keras.Input((5,))]
    layer = layer_of(momentum=0.7, epsilon=0.1)
    model = keras.Model(inputs, layer(inputs))
    model([X, VECTORS], training=True)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert (loaded.layers[-1].momentum, loaded.layers[-1].epsilon) == (0.7, 0.1)
    np.testing.assert_array_equal(
        *values([model([X, VECTORS]), loaded([X, VECTORS])])
    )
