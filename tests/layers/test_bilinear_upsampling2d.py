"""The bilinear upsampling against Keras's, and its second derivatives."""

import numpy as np
import pytest
from keras import layers
from keras import ops

from keras_gans import backend
from keras_gans.layers import BilinearUpsampling2D
from tests.helpers import images
from tests.helpers import values


@pytest.mark.parametrize("shape", [(4, 4, 3), (1, 5, 2)])
def test_equals_kerass(shape):
    x = images(2, shape)
    ours = BilinearUpsampling2D()
    keras_layer = layers.UpSampling2D(interpolation="bilinear")
    result, expected = values([ours(x), keras_layer(x)])
    np.testing.assert_allclose(result, expected, atol=1e-6)
    assert ours.compute_output_shape(x.shape) == result.shape


def test_second_derivatives_by_the_formula():
    # With U the upsampling, f = |U x|^4 / 4 summed over pixels has gradient
    # g = U'(U x)^3, and |g|^2 is of degree 6: x times its gradient is 6 |g|^2.
    layer = BilinearUpsampling2D()
    x = ops.convert_to_tensor(images(1, (3, 3, 1)))

    def gradient(x):
        return backend.input_gradient(
            lambda x: (ops.sum(layer(x) ** 4) / 4, ()), x, []
        )[1]

    (size, _), second = backend.input_gradient(
        lambda x: (ops.sum(gradient(x) ** 2), ()), x, []
    )
    x, size, second = values([ops.stop_gradient(v) for v in (x, size, second)])
    np.testing.assert_allclose(np.sum(x * second), 6 * size, rtol=1e-4)
