"""The learned basis against its formula."""

import numpy as np
import pytest

from keras_gans.layers import LearnedBasis
from tests.helpers import values


def test_is_a_map_for_each_channel_times_a_linear_function_of_the_latent():
    layer = LearnedBasis(4, 64)
    z = np.random.default_rng(0).normal(size=(5, 32)).astype("float32")
    (features,) = values([layer(z)])
    basis, kernel = values(layer.weights)
    expected = np.einsum("hwc,nd,dc->nhwc", basis, z, kernel)
    np.testing.assert_allclose(features, expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(basis.std(), 1, rtol=0.1)
    np.testing.assert_allclose(kernel.std(), 32**-0.5, rtol=0.1)
    assert layer.compute_output_shape((None, 32)) == (None, 4, 4, 64)
    assert LearnedBasis((2, 3), 5)(z).shape == (5, 2, 3, 5)


def test_round_trip():
    layer = LearnedBasis(7, 3, name="start")
    config = LearnedBasis.from_config(layer.get_config()).get_config()
    assert config == layer.get_config()


@pytest.mark.parametrize("arguments", [(0, 3), ((4, 0), 3), (4, -1)])
def test_refuses_empty_maps(arguments):
    with pytest.raises(ValueError, match="must be a positive integer"):
        LearnedBasis(*arguments)
