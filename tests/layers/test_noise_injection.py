"""Noise is new in training, and the same map in inference."""

import numpy as np

from keras_gans.layers import NoiseInjection
from tests.helpers import values

X = np.zeros((3, 16, 16, 2), "float32")


def test_noise_is_one_map_for_all_channels_times_a_strength():
    layer = NoiseInjection(seed=1)
    layer.build(X.shape)
    np.testing.assert_array_equal(*values([layer(X, training=True), X]))
    layer.strength.assign(2.0)
    (noise,) = values([layer(X, training=True)])
    np.testing.assert_array_equal(noise[..., 0], noise[..., 1])
    assert abs(noise.std() / 2 - 1) < 0.1
    # Other noise for each image, and in each call.
    for other in (noise[[1, 2, 0]], values([layer(X, training=True)])[0]):
        assert abs(np.corrcoef(noise.ravel(), other.ravel())[0, 1]) < 0.2


def test_inference_adds_the_map_that_is_saved():
    layer = NoiseInjection()
    layer.build(X.shape)
    layer.strength.assign(2.0)
    (noise,) = values([layer(X)])
    np.testing.assert_array_equal(noise, values([layer(X)])[0])
    expected = 2 * values([layer.constant])[0]
    np.testing.assert_allclose(noise, np.broadcast_to(expected, X.shape))
    copy = NoiseInjection.from_config(layer.get_config())
    copy.build(X.shape)
    copy.set_weights(layer.get_weights())
    np.testing.assert_array_equal(*values([copy(X), layer(X)]))
    # The seed that was drawn is part of the configuration.
    np.testing.assert_array_equal(
        *values([copy(X, training=True), layer(X, training=True)])
    )
