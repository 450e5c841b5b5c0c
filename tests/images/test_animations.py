"""Animations; ffmpeg is a program that keeps what it is given."""

import numpy as np
import pytest
from PIL import Image

from keras_gans.images import animations
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
    with pytest.raises(ValueError, match="at most 50 for .gif.*rate=60"):
        write_animation(FRAMES, tmp_path / "way.gif", rate=60)


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_an_animation_shows_every_picture(tmp_path, suffix):
    paths = []
    for i in range(3):
        paths.append(tmp_path / f"{i}.png")
        Image.new("RGB", (32, 32), (80 * i, 0, 0)).save(paths[-1])
    animations.animate(paths, tmp_path / f"all{suffix}")
    with Image.open(tmp_path / f"all{suffix}") as animation:
        assert animation.n_frames == 3
        reds = []
        for i in range(3):
            animation.seek(i)
            reds.append(animation.convert("RGB").getpixel((16, 16))[0])
    np.testing.assert_allclose(reds, [0, 80, 160], atol=6)


def test_transparency_is_white_in_an_animation(tmp_path):
    Image.new("RGBA", (32, 32), (255, 0, 0, 0)).save(tmp_path / "a.png")
    animations.animate([tmp_path / "a.png"] * 2, tmp_path / "all.gif")
    with Image.open(tmp_path / "all.gif") as animation:
        assert animation.convert("RGB").getpixel((9, 9)) == (255, 255, 255)


def test_frames_of_an_animation_are_no_larger_than_a_screen(tmp_path):
    Image.new("RGB", (300, 6000)).save(tmp_path / "tower.png")
    animations.animate([tmp_path / "tower.png"] * 2, tmp_path / "all.webp")
    with Image.open(tmp_path / "all.webp") as animation:
        assert animation.size == (64, 1280)


def test_a_long_animation_is_thinned(tmp_path):
    paths = []
    for i in range(150):
        paths.append(tmp_path / f"{i:03}.png")
        Image.new("RGB", (8, 8), (i, i, i)).save(paths[-1])
    animations.animate(paths, tmp_path / "all.gif")
    with Image.open(tmp_path / "all.gif") as animation:
        assert animation.n_frames == 100
        animation.seek(99)
        assert animation.convert("RGB").getpixel((4, 4))[0] == pytest.approx(
            149, abs=3
        )


def test_frames_have_captions_and_fit_into_a_size(tmp_path, monkeypatch):
    monkeypatch.setattr(animations, "BYTES", 60_000)
    monkeypatch.setattr(animations, "FEWEST", 3)
    rng = np.random.default_rng(0)
    paths = []
    for i in range(30):
        noise = rng.integers(0, 256, (64, 104, 3), "uint8")
        paths.append(tmp_path / f"{i:02}.png")
        Image.fromarray(noise).save(paths[-1])
    captions = [f"epoch {i}" for i in range(30)]
    animations.animate(paths, tmp_path / "all.webp", captions)
    assert 50_000 < (tmp_path / "all.webp").stat().st_size < 66_000
    with Image.open(tmp_path / "all.webp") as film:
        assert 3 < film.n_frames < 30
        ink = []
        for i in (0, film.n_frames - 1):
            film.seek(i)
            below = np.asarray(film.convert("L"))[64:]
            assert below.shape == (animations.CAPTION, 104)
            ink.append((below < 128).sum())
    # `epoch 29` is longer than `epoch 0`.
    assert 40 < ink[0] < ink[1]
