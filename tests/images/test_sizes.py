"""Images of every shape, brought to one size."""

import numpy as np
import pytest
from PIL import Image
from PIL import ImageOps

from keras_gans.images import sizes
from keras_gans.images.reading import ImageReader
from tests.images.test_reading import COLOUR
from tests.images.test_reading import GREY
from tests.images.test_reading import assert_near
from tests.images.test_reading import luma
from tests.images.test_reading import read

BILINEAR = Image.Resampling.BILINEAR


def photo(folder, width, height, channels=3):
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (height, width, channels), "uint8")
    image = Image.fromarray(pixels)
    image.save(folder / "photo.png")
    return image, folder / "photo.png"


@pytest.mark.parametrize("size", [(48, 64), (9, 9), (40, 8)])
@pytest.mark.parametrize("width, height", [(32, 18), (18, 32), (16, 12)])
def test_a_crop_is_the_largest_central_part(tmp_path, width, height, size):
    """As PIL's own `ImageOps.fit`."""
    image, file = photo(tmp_path, width, height)
    expected = ImageOps.fit(image, size[::-1], BILINEAR)
    np.testing.assert_array_equal(read(file, size), np.asarray(expected))


@pytest.mark.parametrize("size", [(48, 64), (9, 9), (40, 8)])
@pytest.mark.parametrize("width, height", [(32, 18), (18, 32), (16, 12)])
def test_padding_keeps_the_whole_picture_on_white(
    tmp_path, width, height, size
):
    """The picture is PIL's, resized; only white is around it."""
    image, file = photo(tmp_path, width, height)
    inner = ImageOps.contain(image, size[::-1], BILINEAR)
    top, left = (size[0] - inner.height) // 2, (size[1] - inner.width) // 2
    expected = np.full((*size, 3), 255)
    inside = slice(top, top + inner.height), slice(left, left + inner.width)
    expected[inside] = np.asarray(inner)
    np.testing.assert_array_equal(read(file, size, fit="pad"), expected)


def test_stretching_keeps_the_whole_picture(tmp_path):
    image, file = photo(tmp_path, 32, 18)
    expected = np.asarray(image.resize((64, 48), BILINEAR))
    np.testing.assert_array_equal(read(file, (48, 64), fit="stretch"), expected)


def test_margins_are_transparent_beside_opacity(tmp_path):
    _, file = photo(tmp_path, 32, 16, channels=4)
    found = read(file, 16, channels=4, fit="pad")
    assert (found[[0, 3, 12, 15], :, 3] == 0).all()
    assert (found[4:12] != 0).any(axis=-1).all()


def test_a_thin_picture_keeps_a_line(tmp_path):
    Image.new("L", (1000, 1)).save(tmp_path / "thin.png")
    found = read(tmp_path / "thin.png", 8, channels=1, fit="pad")[..., 0]
    assert (found == np.where(np.arange(8) == 3, 0, 255)[:, None]).all()


def test_an_unknown_fit_is_an_error():
    with pytest.raises(ValueError, match="fit must be one of crop, pad, stret"):
        ImageReader([], 8, 3, fit="contain")


def test_arrays_are_resized_to_rectangles():
    found = sizes.resize(COLOUR[None], (4, 12), 3)
    expected = Image.fromarray(COLOUR).resize((12, 4), Image.Resampling.BICUBIC)
    np.testing.assert_array_equal(found[0], np.asarray(expected))


@pytest.mark.parametrize(
    "image_size", [0, -1, 2.5, "8", None, True, (8,), (8, 0), [8, 8, 3]]
)
def test_an_image_size_must_be_one_or_two_positive_integers(image_size):
    with pytest.raises(
        ValueError, match="image_size must be a positive integer"
    ):
        ImageReader([], image_size, 3)
    with pytest.raises(
        ValueError, match="image_size must be a positive integer"
    ):
        sizes.resize(GREY[None, ..., None], image_size, 1)


@pytest.mark.parametrize("channels", [0, 2, 5, None])
def test_channels_are_one_three_or_four(channels):
    with pytest.raises(ValueError, match=f"channels must be.*{channels}"):
        ImageReader([], 8, channels)
    with pytest.raises(ValueError, match="channels must be 1.*or 3"):
        sizes.resize(GREY[None, ..., None], 8, 4)


def test_resize_leaves_images_of_the_size_as_they_are():
    pixels = np.stack([COLOUR, COLOUR[::-1]])
    np.testing.assert_array_equal(sizes.resize(pixels, 8, 3), pixels)


def test_resize_turns_grey_into_colour_and_back():
    grey = GREY[None, ..., None]
    np.testing.assert_array_equal(sizes.resize(grey, 8, 3), grey.repeat(3, -1))
    assert_near(sizes.resize(COLOUR[None], 8, 1), luma(COLOUR)[None], 1)


@pytest.mark.parametrize("image_size", [5, 20])
def test_resize_keeps_colours_and_sides(image_size):
    halves = np.zeros((2, 8, 8, 3), "uint8")
    halves[0, :, 4:] = [255, 100, 50]
    halves[1, 4:] = [255, 100, 50]
    across, down = sizes.resize(halves, image_size, 3)
    assert across.shape == (image_size, image_size, 3)
    assert across.dtype == np.uint8
    assert (across[:, 0] == 0).all()
    assert (across[:, -1] == [255, 100, 50]).all()
    np.testing.assert_array_equal(down, across.swapaxes(0, 1))
