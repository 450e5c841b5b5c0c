"""Pictures of the user's, read and written."""

import numpy as np
import pytest
from PIL import Image

from keras_gans.images.files import check_format
from keras_gans.images.files import save_picture
from keras_gans.images.values import unscale
from keras_gans.style import load_picture
from tests.style.helpers import picture


@pytest.mark.parametrize(
    "mode, colour, expected",
    [("RGB", (255, 0, 0), (1, -1, -1)), ("L", 0, (-1, -1, -1))]
    + [("RGBA", (0, 0, 0, 0), (1, 1, 1)), ("P", 0, (-1, -1, -1))],
)
def test_pictures_of_any_mode_are_in_colour(tmp_path, mode, colour, expected):
    Image.new(mode, (6, 4), colour).save(tmp_path / "a.png")
    found = load_picture(tmp_path / "a.png")
    assert found.shape == (4, 6, 3)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found[0, 0], expected)


def test_the_longer_side_is_resized(tmp_path):
    Image.new("RGB", (40, 30)).save(tmp_path / "a.png")
    assert load_picture(tmp_path / "a.png", 20).shape == (15, 20, 3)
    Image.new("RGB", (30, 60)).save(tmp_path / "b.png")
    assert load_picture(tmp_path / "b.png", 80).shape == (80, 40, 3)


def test_no_picture_is_an_error(tmp_path):
    (tmp_path / "a.png").write_text("No picture.")
    with pytest.raises(ValueError, match=r"Could not read the image .*a\.png"):
        load_picture(tmp_path / "a.png")
    with pytest.raises(ValueError, match=r"Could not read the image .*b\.png"):
        load_picture(tmp_path / "b.png")


@pytest.mark.parametrize("shape", [(1, 5, 3), (5, 1, 1), (1, 1, 3), (4, 6, 1)])
def test_pictures_of_any_shape_are_written(tmp_path, shape):
    save_picture(picture(*shape), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (shape[1], shape[0])
        assert image.mode == ("L" if shape[2] == 1 else "RGB")


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tif"])
def test_colour_and_opacity_are_written(tmp_path, suffix):
    image = picture(5, 7, 4)
    save_picture(image, tmp_path / f"a{suffix}")
    with Image.open(tmp_path / f"a{suffix}") as found:
        assert found.mode == "RGBA"
        if suffix != ".webp":  # It loses some.
            np.testing.assert_array_equal(np.asarray(found), unscale(image))


def test_opacity_becomes_white_where_the_format_has_none(tmp_path):
    clear = np.float32([1, -1, -1, -1]) * np.ones((8, 8, 1), "float32")
    save_picture(clear, tmp_path / "a.jpg")
    with Image.open(tmp_path / "a.jpg") as found:
        assert found.convert("RGB").getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("shape", [(5, 7, 2), (5, 7, 8), (5, 7), (64, 1)])
def test_a_picture_file_loses_no_channels(tmp_path, shape):
    with pytest.raises(ValueError, match=r"1 \(grey\), 3 .* or 4 .*numpy.save"):
        save_picture(np.zeros(shape, "float32"), tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".jpg", ".JPEG", ".jfif"])
def test_jpegs_are_of_high_quality(tmp_path, suffix):
    Image.new("RGB", (8, 8)).save(tmp_path / "known.jpg", quality=95)
    path = (tmp_path / "a").with_suffix(suffix)
    save_picture(picture(8, 8), path)
    with Image.open(path) as found, Image.open(tmp_path / "known.jpg") as known:
        assert found.quantization == known.quantization


@pytest.mark.parametrize("suffix", [".png", ".WEBP", ".tif", ".jp2", ".bmp"])
def test_formats_that_can_be_written(tmp_path, suffix):
    path = (tmp_path / "a").with_suffix(suffix)
    check_format("--output", path)
    save_picture(picture(), path)


@pytest.mark.parametrize("name", ["a.psd", "a.h5", "a.xbm", "a.doc", "a"])
def test_formats_that_cannot_be_written(name):
    with pytest.raises(
        ValueError, match=f"--output must be .*Received: {name}"
    ):
        check_format("--output", name)
