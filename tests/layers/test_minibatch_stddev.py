"""The standard deviation of groups of images, against NumPy."""

import numpy as np
import pytest

from keras_gans.layers import MinibatchStddev
from tests.helpers import values


def by_groups(x, group_size):
    """The channel, group after group."""
    n = len(x)
    count = max(1, n // group_size)
    channel = np.empty((*x.shape[:-1], 1))
    for i in range(count):
        channel[i::count] = np.sqrt(x[i::count].var(axis=0) + 1e-8).mean()
    return channel


@pytest.mark.parametrize("n", [8, 7, 6, 3, 1])
def test_adds_the_mean_standard_deviation_of_each_group(n):
    x = np.random.default_rng(n).normal(size=(n, 3, 2, 5)).astype("float32")
    layer = MinibatchStddev()
    (y,) = values([layer(x)])
    np.testing.assert_array_equal(y[..., :5], x)
    np.testing.assert_allclose(y[..., 5:], by_groups(x, 4), atol=1e-5)
    assert y.shape == layer.compute_output_shape(x.shape)


@pytest.mark.parametrize("shape", [(5,), (3, 5), (2, 3, 4, 5)])
def test_features_may_have_any_rank(shape):
    x = np.random.default_rng(0).normal(size=(6, *shape)).astype("float32")
    (y,) = values([MinibatchStddev(3)(x)])
    np.testing.assert_allclose(y[..., 5:], by_groups(x, 3), atol=1e-5)


def test_round_trip():
    layer = MinibatchStddev(group_size=2)
    copy = MinibatchStddev.from_config(layer.get_config())
    assert copy.get_config() == layer.get_config()


def test_refuses_empty_groups():
    with pytest.raises(ValueError, match="group_size"):
        MinibatchStddev(0)
