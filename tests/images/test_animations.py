"""Animations; ffmpeg is a program that keeps what it is given."""

import numpy as np
import pytest

from keras_gans.images.animations import write_animation
from tests.helpers import images

FRAMES = images(3, (6, 9, 1))
FFMPEG = """#!/bin/sh
for last; do :; done
echo "$@" > arguments
cat > "$last"
exit $(cat status)
"""


@pytest.fixture
def ffmpeg(tmp_path, monkeypatch):
    """A stand-in on the PATH; a function to set its status."""
    program = tmp_path / "ffmpeg"
    program.write_text(FFMPEG)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "status").write_text("0")
    return lambda status: (tmp_path / "status").write_text(str(status))


def test_mp4_is_written_by_ffmpeg(ffmpeg, tmp_path):
    write_animation(FRAMES, tmp_path / "way.mp4", rate=12)
    arguments = (tmp_path / "arguments").read_text()
    # 6x9 pixels, each 43 times.
    assert "-s 387x258 -r 12" in arguments and "yuv420p" in arguments
    pixels = np.frombuffer((tmp_path / "way.mp4").read_bytes(), "uint8")
    pixels = pixels.reshape(3, 258, 387, 3)[:, ::43, ::43]
    expected = np.rint((FRAMES + 1) * 127.5) + np.zeros(3)
    np.testing.assert_array_equal(pixels, expected)
    ffmpeg(1)
    with pytest.raises(OSError, match="ffmpeg could not write"):
        write_animation(FRAMES, tmp_path / "new.mp4")
    assert not (tmp_path / "new.mp4").exists()


def test_what_cannot_be_written_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="ffmpeg.*Use .webp or .gif"):
        write_animation(FRAMES, tmp_path / "way.mp4")
    with pytest.raises(ValueError, match=r"\.gif, \.webp, \.mp4.*way\.avi"):
        write_animation(FRAMES, tmp_path / "way.avi")
    with pytest.raises(ValueError, match="rate must be a positive"):
        write_animation(FRAMES, tmp_path / "way.gif", rate=0)
