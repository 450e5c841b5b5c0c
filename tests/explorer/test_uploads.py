"""What users may upload."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from keras_gans.explorer import uploads
from keras_gans.explorer.uploads import read_upload

SHAPE = (8, 8, 3)


def chunk(kind, content):
    crc = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + crc


def bomb(side):
    """A PNG of a few bytes, which says that it is large."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return start + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.fixture
def png(tmp_path):
    path = tmp_path / "upload.png"
    pixels = np.random.default_rng(0).integers(0, 256, (9, 9, 3), "uint8")
    Image.fromarray(pixels).save(path)
    return path


def test_the_middle_of_a_picture_is_read(png):
    left, right = Image.new("RGB", (4, 8)), Image.new("RGB", (4, 8), "white")
    wide = Image.new("RGB", (16, 8), "red")
    wide.paste(left, (4, 0))
    wide.paste(right, (8, 0))
    wide.save(png, "BMP")  # The content decides, not the suffix.
    image = read_upload(png, SHAPE)
    assert image.shape == SHAPE and image.dtype == "float32"
    assert (image[:, :4] == -1).all() and (image[:, 4:] == 1).all()
    assert read_upload(png, (4, 4, 1)).shape == (4, 4, 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"I am no picture", "must be a picture"),
        (b"", "must be a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "must be a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "must be a picture"),
        (bomb(10_000), "at most 50 megapixels.*10000x10000"),
        (bomb(60_000), "at most 50 megapixels"),
        (bomb(100), "damaged"),
    ],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_other_files_are_refused(tmp_path, content, words):
    path = tmp_path / "upload.png"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=words) as info:
        read_upload(path, SHAPE)
    assert "upload.png" not in str(info.value)


def test_torn_and_large_files_are_refused(png, monkeypatch):
    content = png.read_bytes()
    png.write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match="damaged"):
        read_upload(png, SHAPE)
    monkeypatch.setattr(uploads, "MEGABYTES", 0)
    with pytest.raises(ValueError, match="at most 0 MB"):
        read_upload(png, SHAPE)
