"""Reflection padding against NumPy's."""

import keras
import numpy as np
import pytest
from keras import ops

from keras_gans import backend
from keras_gans.layers import ReflectionPadding2D
from tests.helpers import images
from tests.helpers import values


@pytest.mark.parametrize("padding", [1, 3])
def test_pads_as_numpy_does(padding):
    x = images(2, (5, 4, 3))
    (padded,) = values([ReflectionPadding2D(padding)(x)])
    both = (padding, padding)
    expected = np.pad(x, ((0, 0), both, both, (0, 0)), mode="reflect")
    np.testing.assert_array_equal(padded, expected)


def test_the_gradient_counts_how_often_a_pixel_is_shown():
    layer = ReflectionPadding2D(1)
    x = ops.convert_to_tensor(images(1, (4, 4, 1)))
    _, gradient = backend.input_gradient(
        lambda x: (ops.sum(layer(x)), ()), x, []
    )
    # Rows and columns 1 and 2 are mirrored; 0 and 3, the border, are not.
    once = np.array([1.0, 2, 2, 1])
    np.testing.assert_array_equal(
        values([gradient])[0][0, :, :, 0], np.outer(once, once)
    )


def test_any_size_and_bfloat16():
    inputs = keras.Input((None, None, 1))
    layer = ReflectionPadding2D(2, dtype="mixed_bfloat16")
    model = keras.Model(inputs, layer(inputs))
    assert model.output_shape == (None, None, None, 1)
    padded = model(images(1, (3, 6, 1)))
    assert tuple(padded.shape) == (1, 7, 10, 1)
    assert keras.backend.standardize_dtype(padded.dtype) == "bfloat16"


def test_a_picture_that_is_too_small_is_refused():
    layer = ReflectionPadding2D(3)
    for picture in (images(1, (8, 3, 1)), keras.Input((8, 3, 1))):
        with pytest.raises(ValueError, match="padding=3, a picture of 8x3"):
            layer(picture)
    with pytest.raises(ValueError, match="Received: padding=0"):
        ReflectionPadding2D(0)
