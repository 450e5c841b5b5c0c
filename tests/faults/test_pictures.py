"""Pictures of strangers."""

import struct
import zlib

import pytest
from PIL import EpsImagePlugin
from PIL import Image

from keras_gans.datasets.image_folder import image_folder
from keras_gans.images.reading import ImageReader
from keras_gans.pages.pictures import picture
from tests.commands.helpers import call
from tests.commands.helpers import refused


def chunk(kind, content):
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def png(width, height, *chunks):
    """A grey PNG whose header declares a size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(9 * 8))
    parts = [(b"IHDR", header), *chunks, (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n%%EndComments\n"
TEXT = b"zTXt", b"k\0\0" + zlib.compress(bytes(100 * 2**20), 1)
HOSTILE = {
    "giant.png": png(60_000, 60_000),
    "long.png": png(2**31 - 1, 1),
    "text.png": png(8, 8, TEXT),
    "program.png": EPS,
    "page.png": b"<html><script>alert(1)</script></html>",
    "empty.png": b"",
    "zeros.png": bytes(1000),
}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    for name, content in HOSTILE.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_is_refused_by_name(pictures, name):
    path = pictures / name
    with pytest.raises(ValueError, match=f"Could not read the image {path}"):
        ImageReader([path], 8, 3).read(path)
    assert picture(path, size=10**6) is None


def test_a_folder_of_them_is_refused_before_training(pictures):
    with pytest.raises(ValueError, match="7 of 7 pictures are corrupt"):
        image_folder(pictures, 2)


def test_no_picture_runs_ghostscript(tmp_path, monkeypatch):
    trace, program = tmp_path / "trace", tmp_path / "gs"
    program.write_text(f"#!/bin/sh\ntouch {trace}\necho 10.0\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(EpsImagePlugin, "gs_binary", None)
    path = tmp_path / "program.png"
    path.write_bytes(EPS)
    with Image.open(path) as image, pytest.raises(OSError, match="identify"):
        image.load()
    assert trace.exists(), "PIL no longer runs it"
    trace.unlink()
    with pytest.raises(ValueError, match="Could not read the image"):
        ImageReader([path], 8, 3).read(path)
    assert not trace.exists()


def test_what_follows_a_picture_is_left_alone(tmp_path):
    path = tmp_path / "both.png"
    path.write_bytes(png(8, 8) + b"PK\3\4 #!/bin/sh\ntouch trace\n")
    assert ImageReader([path], 8, 1).read(path).shape == (8, 8, 1)


def test_a_name_cannot_write_to_the_terminal(tmp_path):
    """An escape sequence in a file's name is shown, not sent."""
    path = tmp_path / "\x1b]0;owned\x07\x1b[2J.png"
    path.write_bytes(b"")
    result = call("translate", tmp_path, path, tmp_path / "out.png")
    refused(result)
    assert not set("\x1b\x07") & set(result.output)
    result = call("sample", tmp_path / "\x1b[2J")
    refused(result, r"\x1b[2J")
