"""Pixel normalisation against NumPy."""

import numpy as np

from keras_gans.layers import PixelNormalization
from tests.helpers import values


def test_divides_by_the_root_mean_square():
    rng = np.random.default_rng(0)
    x = rng.normal(2, 3, size=(4, 2, 3, 16)).astype("float32")
    (y,) = values([PixelNormalization()(x)])
    norms = np.sqrt(np.mean(x**2, axis=-1, keepdims=True))
    np.testing.assert_allclose(y, x / norms, rtol=1e-5)
    (zeros,) = values([PixelNormalization()(0 * x)])
    assert not zeros.any()
