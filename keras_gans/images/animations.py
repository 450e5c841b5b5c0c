"""Animations of generated images: GIF, WebP, and MP4 by ffmpeg."""

import math
import shutil
import subprocess
from pathlib import Path

import numpy as np

from keras_gans.images.display import displayed
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import replacing

# Small images are enlarged to at least this many pixels a side.
SIDE = 256
SUFFIXES = (".gif", ".webp", ".mp4")


def check_animation(name, path):
    """Raises unless an animation can be written to a path.

    Args:
        name: Text, what errors call the path.
        path: Path of the animation.

    Raises:
        ValueError: On another suffix than .gif, .webp and .mp4.
        FileNotFoundError: On .mp4 without ffmpeg.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(
            f"{name} must be the path of an animation, which ends in "
            f"{', '.join(SUFFIXES)}. Received: {path}"
        )
    if suffix == ".mp4" and shutil.which("ffmpeg") is None:
        raise FileNotFoundError(
            f"{name} can end in .mp4 only where the program ffmpeg is "
            "installed, and it is not on the PATH. Use .webp or .gif. "
            f"Received: {path}"
        )


def write_animation(images, path, rate=25):
    """Writes images as the frames of an animation that repeats.

    Args:
        images: Float array in [-1, 1], as for `displayed`. Small ones are
            enlarged by a whole number.
        path: Path that ends in .gif, .webp or .mp4.
        rate: Positive integer, images a second.

    Raises:
        ValueError: As `check_animation`.
        OSError: As `check_animation`, or if ffmpeg fails.
    """
    check_animation("path", path)
    check_positive(rate=rate)
    frames = enlarged(displayed(images), SIDE)
    with replacing(path) as aside:
        if aside.suffix.lower() == ".mp4":
            _write_mp4(frames, aside, rate)
        else:
            _write_with_pil(frames, aside, rate)


def enlarged(images, side):
    """Images `(n, height, width, channels)` of at least `side` pixels a side.

    Each pixel is repeated as often as that takes.
    """
    zoom = math.ceil(side / min(images.shape[1:3]))
    return images.repeat(zoom, axis=1).repeat(zoom, axis=2)


def _write_with_pil(frames, path, rate):
    from PIL import Image

    first, *others = map(Image.fromarray, frames)
    lossless = {"lossless": True} if path.suffix.lower() == ".webp" else {}
    first.save(
        path,
        save_all=True,
        append_images=others,
        duration=round(1000 / rate),
        loop=0,
        **lossless,
    )


def _write_mp4(frames, path, rate):
    height, width = frames.shape[1:3]
    command = [
        *("ffmpeg", "-y", "-loglevel", "error"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24"),
        *("-s", f"{width}x{height}", "-r", str(rate), "-i", "-"),
        # Players want H.264 in this format, which needs even sides.
        *("-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"),
        str(path),
    ]
    pixels = np.ascontiguousarray(frames[..., :3]).tobytes()
    result = subprocess.run(command, input=pixels, capture_output=True)
    if result.returncode:
        message = result.stderr.decode(errors="replace").strip()
        raise OSError(f"ffmpeg could not write the animation: {message}")
