"""The range of images, and padding."""

import keras
import numpy as np
import pytest

from keras_gans.images.values import check_image_batch
from keras_gans.images.values import check_image_values
from keras_gans.images.values import with_padding


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
def test_floating_images_pass(dtype):
    images = np.array([-1.0, 0.5, 1.0])
    is_tensor = dtype != "float64"  # JAX has no such tensors by default.
    check_image_values(
        keras.ops.cast(images, dtype) if is_tensor else images.astype(dtype)
    )


@pytest.mark.parametrize("dtype", ["uint8", "int64", "bool"])
def test_other_types_are_refused(dtype):
    with pytest.raises(TypeError, match=f"scale.*Received: dtype {dtype}"):
        check_image_values(np.ones(3, dtype))


@pytest.mark.parametrize(
    "value, message",
    [
        (np.nan, "pictures must be finite. Received: values from nan"),
        (np.inf, "pictures must be finite. Received: values from 0.0 to inf"),
        (1.01, r"pictures must lie in \[-1, 1\]. Received: values .* to 1.01"),
        (-2.0, "Received: values from -2 to 0"),
    ],
)
def test_values_outside_are_refused(value, message):
    with pytest.raises(ValueError, match=message):
        check_image_values(np.array([0.0, value]), "pictures")


@pytest.mark.parametrize("shape", [(0, 4, 4, 1), (2, 4, 4, 3), (4, 4, 1)])
def test_a_batch_has_the_shape_of_the_model(shape):
    with pytest.raises(ValueError, match=r"Received: an array of shape \("):
        check_image_batch(np.zeros(shape, "float32"), (4, 4, 1))


@pytest.mark.parametrize(
    "size, multiple, least, expected",
    [
        ((5, 8), 4, 4, (8, 8)),
        ((4, 8), 4, 4, (4, 8)),
        ((1, 3), 2, 6, (6, 6)),
        ((7, 9), 1, 1, (7, 9)),
    ],
)
def test_padding_reaches_an_allowed_size(size, multiple, least, expected):
    images = np.random.default_rng(0).uniform(size=(2, *size, 3))

    def double(images):
        assert images.shape == (2, *expected, 3)
        return 2 * images

    found = with_padding(double, images, multiple, least)
    np.testing.assert_array_equal(found, 2 * images)


def test_padding_mirrors_below_and_at_the_right():
    images = np.array([[1.0, 2.0, 3.0]]).reshape(1, 1, 3, 1)
    for mode, row in (("symmetric", [1, 2, 3, 3]), ("reflect", [1, 2, 3, 2])):
        seen = []
        with_padding(
            lambda images, seen=seen: seen.append(images) or images,
            np.repeat(images, 4, axis=1),
            4,
            mode=mode,
        )
        assert seen[0][0, 0, :, 0].tolist() == row
