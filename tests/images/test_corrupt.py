"""Files that are no pictures, in part or at all."""

import numpy as np
import pytest
from PIL import Image

from keras_gans.images import corrupt
from tests.images.test_reading import MODES
from tests.images.test_reading import encoded
from tests.images.test_reading import read


def broken():
    """Files of a picture's name that are none, by their names."""
    rng = np.random.default_rng(0)
    large = Image.fromarray(rng.integers(0, 256, (64, 64, 3), dtype="uint8"))
    jpeg, png, gif, bmp = (
        encoded(large, f) for f in ("JPEG", "PNG", "GIF", "BMP")
    )
    header = jpeg.index(b"\xff\xc4") + 4  # A Huffman table.
    return {
        "torn.jpg": jpeg[: len(jpeg) // 2],
        "torn.png": png[: len(png) // 2],
        "torn.gif": gif[: len(gif) // 2],
        "torn.bmp": bmp[: len(bmp) // 2],
        "garbled.jpg": jpeg[:header] + b"\xee" * 64 + jpeg[header + 64 :],
        "text.png": b"This is not a picture.",
        "empty.jpg": b"",
    }


@pytest.mark.parametrize("name", broken())
def test_broken_pictures_are_named(tmp_path, name):
    file = tmp_path / name
    file.write_bytes(broken()[name])
    with pytest.raises(ValueError, match=f"Could not read the image .*{name}"):
        read(file)


def test_a_missing_picture_is_named(tmp_path):
    with pytest.raises(
        ValueError, match=r"Could not read the image .*none\.png"
    ):
        read(tmp_path / "none.png")


def test_a_monstrous_picture_is_named(tmp_path, monkeypatch):
    file = tmp_path / "monstrous.png"
    MODES["L"][0].save(file)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 16)
    with pytest.raises(
        ValueError, match=r"monstrous\.png: Image size \(64 pixels\)"
    ):
        read(file)
    assert list(corrupt._corrupt([file])) == [file]


def test_values_that_cannot_be_read_are_found_before(tmp_path):
    """A TIFF of floats in [0, 255] fails when it is read, not before."""
    floats = np.full((4, 4), 200, "float32")
    Image.fromarray(floats).save(tmp_path / "deep.tif")
    Image.fromarray(floats / 255).save(tmp_path / "good.tif")
    files = sorted(tmp_path.iterdir())
    (file, reason), *others = corrupt._corrupt(files).items()
    assert file.name == "deep.tif" and "between 0 and 1" in reason
    assert not others


def test_corrupt_names_the_broken_ones_only(tmp_path):
    good = ["a.png", "b.jpg", "c.gif", "d.bmp", "z.jpg"]
    for name in good:
        MODES["RGB"][0].save(tmp_path / name)
    for name, data in broken().items():
        (tmp_path / name).write_bytes(data)
    files = [tmp_path / name for name in sorted([*good, *broken()])]
    expected = [file for file in files if file.name in broken()]
    assert list(corrupt._corrupt(files)) == expected
    assert corrupt._corrupt([]) == {}


def test_the_reason_is_named_with_the_file(tmp_path):
    for name, data in broken().items():
        (tmp_path / name).write_bytes(data)
    files = [tmp_path / n for n in ("torn.jpg", "text.png", "none.png")]
    with pytest.raises(ValueError) as caught:
        corrupt.drop_corrupt(files, skip_corrupt=False)
    assert str(caught.value).startswith("3 of 3 pictures are corrupt; ")
    assert "torn.jpg (image file is truncated" in str(caught.value)
    assert "text.png (not a picture)" in str(caught.value)
    assert "none.png (No such file or directory)" in str(caught.value)
