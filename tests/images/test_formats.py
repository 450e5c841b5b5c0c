"""Pictures of every format that PIL reads."""

import numpy as np
import pytest
from PIL import Image

from keras_gans.images.formats import picture_size
from keras_gans.images.formats import picture_suffixes
from tests.images.test_reading import COLOUR
from tests.images.test_reading import assert_near
from tests.images.test_reading import read


def test_still_pictures_are_read_and_nothing_else():
    suffixes = picture_suffixes()
    assert suffixes >= {
        *(".jpg", ".jpeg", ".jfif", ".jpe", ".mpo", ".png", ".apng", ".webp"),
        *(".gif", ".bmp", ".tif", ".tiff", ".jp2", ".ppm", ".tga", ".psd"),
    }
    others = {".h5", ".mpg", ".eps", ".ps", ".pdf", ".wmf", ".txt", ".npz", ""}
    assert not suffixes & others


@pytest.mark.parametrize(
    "suffix, options",
    [
        (".webp", {"lossless": True}),
        (".tif", {}),
        (".TIFF", {"compression": "tiff_lzw"}),
        (".jp2", {"irreversible": False}),
        (".tga", {}),
        (".ppm", {}),
        (".ico", {"sizes": [(8, 8)]}),
        (".apng", {}),
        (".qoi", {}),
    ],
)
def test_formats_without_loss_are_read_exactly(tmp_path, suffix, options):
    file = tmp_path / f"picture{suffix}"
    Image.fromarray(COLOUR).save(file, **options)
    np.testing.assert_array_equal(read(file), COLOUR)


@pytest.mark.parametrize("suffix", [".jfif", ".avif", ".webp"])
def test_formats_with_loss_are_read(tmp_path, suffix):
    if suffix not in picture_suffixes():
        pytest.skip(f"this PIL reads no {suffix}")
    flat = np.full((8, 8, 3), [200, 100, 50], "uint8")
    file = tmp_path / f"picture{suffix}"
    Image.fromarray(flat).save(file, quality=95)
    assert_near(read(file), flat, 4)


@pytest.mark.parametrize("suffix", [".webp", ".tif", ".png", ".gif"])
def test_the_first_frame_of_every_animation_is_read(tmp_path, suffix):
    file = tmp_path / f"moving{suffix}"
    first, *others = [
        Image.new("RGB", (8, 8), c) for c in ("red", "lime", "blue")
    ]
    options = {"lossless": True} if suffix == ".webp" else {}
    first.save(file, save_all=True, append_images=others, **options)
    with Image.open(file) as image:
        assert image.n_frames == 3
    assert (read(file) == [255, 0, 0]).all()


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_the_size_of_a_turned_picture(tmp_path, suffix):
    file = tmp_path / f"turned{suffix}"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (12, 8)).save(file, exif=exif)
    assert picture_size(file) == (8, 12)
    assert read(file, "original").shape == (12, 8, 3)
