"""The map that images start from, and a bias."""

import numpy as np

from keras_gans.layers import Bias
from keras_gans.layers import LearnedConstant
from tests.helpers import values


def test_every_row_gives_the_same_map():
    layer = LearnedConstant((16, 32), 8)
    (maps,) = values([layer(np.zeros((3, 5), "float32"))])
    assert maps.shape == layer.compute_output_shape((3, 5)) == (3, 16, 32, 8)
    np.testing.assert_array_equal(maps[0], maps[2])
    np.testing.assert_array_equal(maps[0], values([layer.constant])[0])
    assert abs(maps[0].std() - 1) < 0.05
    copy = LearnedConstant.from_config(layer.get_config())
    assert copy.get_config() == layer.get_config()


def test_a_bias_is_a_number_for_each_channel():
    layer, x = Bias(), np.ones((2, 3, 3, 2), "float32")
    np.testing.assert_array_equal(*values([layer(x), x]))
    layer.bias.assign([1.0, -2.0])
    np.testing.assert_array_equal(values([layer(x)])[0], x + [1, -2])
