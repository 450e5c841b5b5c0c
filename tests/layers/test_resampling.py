"""Resampling against zeros between pixels and filters, in NumPy."""

import numpy as np
import pytest

from keras_gans.layers import Blur
from keras_gans.layers import Downsample
from keras_gans.layers import Upsample
from keras_gans.layers import resampling
from tests.helpers import values

FILTER = np.array([1, 3, 3, 1]) / 8


@pytest.fixture
def x():
    rng = np.random.default_rng(0)
    return rng.normal(size=(2, 4, 6, 3)).astype("float32")


def filtered(x, filter, before, after):
    """The separable filter over images with zeros at their borders."""
    for axis in (1, 2):
        padding = [(0, 0)] * 4
        padding[axis] = (before, after)
        x = np.apply_along_axis(np.convolve, axis, np.pad(x, padding), filter)
        cut = [slice(None)] * 4
        taps = len(filter) - 1
        cut[axis] = slice(taps, x.shape[axis] - taps)
        x = x[tuple(cut)]
    return x


def close(tensor, expected):
    (value,) = values([tensor])
    assert value.shape == expected.shape
    np.testing.assert_allclose(value, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("taps", "filter"), [(3, [0.25, 0.5, 0.25]), (4, FILTER)]
)
def test_blur(x, taps, filter):
    close(Blur(taps, 2)(x), filtered(x, filter, 2, 2))
    close(resampling.blur(x, taps, 1, 4.0), 4 * filtered(x, filter, 1, 1))


def test_upsample(x):
    zeros = np.zeros((2, 8, 12, 3))
    zeros[:, ::2, ::2] = x
    close(Upsample()(x), 4 * filtered(zeros, FILTER, 2, 1))


def test_downsample(x):
    close(Downsample()(x), filtered(x, FILTER, 1, 1)[:, ::2, ::2])


def test_repeat_and_mean_undo_each_other(x):
    close(resampling.repeat(x, 2), x.repeat(2, axis=1).repeat(2, axis=2))
    close(resampling.mean(resampling.repeat(x, 4), 4), x)
    blocks = x.reshape(2, 2, 2, 3, 2, 3).mean(axis=(2, 4))
    close(resampling.mean(x, 2), blocks)
    assert resampling.mean(x, 1) is x is resampling.repeat(x, 1)


def test_round_trip():
    with pytest.raises(ValueError, match="padding=1.5"):
        Blur(3, 1.5)
    layer = Blur(3, 1)
    assert Blur.from_config(layer.get_config()).get_config() == (
        layer.get_config()
    )
