"""The range of images, and padding."""

import warnings

import keras
import numpy as np
import pytest

from keras_gans.images.values import check_image_batch
from keras_gans.images.values import check_image_values
from keras_gans.images.values import scale
from keras_gans.images.values import unscale
from keras_gans.images.values import warn_of_values
from keras_gans.images.values import with_padding
from tests.helpers import images


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
        (1.01, r"pictures must lie in \[-1, 1\]. `numpy.clip.* to 1.01"),
        (-2.0, "Received: values from -2 to 0"),
        (254.0, "`images / 127.5 - 1` brings .* Received: values from 0 to 25"),
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


X = images(16)
MASKS = np.where(X > 0.9, 1.0, -1.0)


@pytest.mark.parametrize(
    "found, message",
    [
        ((X + 1) / 2, r"no value below .* in \[0, 1\]\? .*`2 \* maps - 1`"),
        ((MASKS + 1) / 2, r"no value below 0: .*`2 \* maps - 1`"),
        (
            X / 2,
            r"to 0.4\d*: are they in \[-0.5, 0.5\]\?.*`2 \* maps` converts",
        ),
        (X / 16 - 15 / 16, "no value above -0.87.*are they dark, or files of"),
        (np.repeat(X[:1], 16, axis=0), "first 16 maps are all the same"),
        (np.zeros_like(X), "are all the same"),
        (0 * X + X[:, :1, :1], "have one value each"),
    ],
)
def test_images_of_another_range_are_warned_of_once(found, message):
    with pytest.warns(UserWarning, match=message) as caught:
        warn_of_values(found, "maps")
    assert len(caught) == 1


@pytest.mark.parametrize(
    "found",
    [
        X,
        MASKS,  # Dark, as MNIST is.
        -MASKS,
        0.65 * X,
        (X[:15] + 1) / 2,  # Too few to judge.
        (X.reshape(-1, 2) + 1) / 2,  # Points.
    ],
)
def test_other_images_are_not(found):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_values(found)


@pytest.mark.parametrize(
    "shape, hint",
    [
        ((4, 6, 3), "Make batches"),
        ((2, 5, 4, 6, 3), "batches of batches"),
        ((5, 3, 4, 6), r"transpose\(0, 2, 3, 1\)`.*permute\(0, 2, 3, 1\)"),
        ((5, 4, 6, 4), r"`images\[..., :3\]`"),
        ((5, 4, 6, 1), "Grey images have 1 channel"),
    ],
)
def test_a_wrong_shape_is_told_what_to_write(shape, hint):
    with pytest.raises(ValueError, match=hint):
        check_image_batch(np.zeros(shape, "float32"), (4, 6, 3))


@pytest.mark.parametrize("bad", [[0.0, 0.5], [-1, 1], [0, 256], [np.nan, 2]])
def test_what_holds_no_pixels_is_not_scaled(bad):
    with pytest.raises(ValueError, match="values from 0 to 255.*Received"):
        scale(bad)


def test_pixels_of_any_type_are_scaled_and_made_of_images_only():
    for dtype in ("uint8", "int64", "float32"):
        found = scale(np.array([0, 255], dtype))
        np.testing.assert_array_equal(found, [-1, 1])
    assert scale(np.zeros(2, int)).tolist() == [-1, -1]
    with pytest.raises(TypeError, match="floating point.*dtype uint8"):
        unscale(np.array([0, 255], "uint8"))
