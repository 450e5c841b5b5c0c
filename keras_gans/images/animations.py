"""Animations of generated images: GIF, WebP, and MP4 by ffmpeg."""

import io
import math
import shutil
import subprocess
from pathlib import Path

import numpy as np

from keras_gans.images.display import displayed
from keras_gans.images.formats import open_picture
from keras_gans.images.reading import on_white
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import replacing

# Small images are enlarged to at least this many pixels a side.
SIDE = 256
SUFFIXES = (".gif", ".webp", ".mp4")
# The most images a second: WebP has milliseconds, and browsers show a GIF of
# less than 20 of them an image slowly.
FASTEST = {".gif": 50, ".webp": 1000}
# Animations of pictures have about so many bytes, of pictures like the last
# one, which are smaller than those of early epochs; and so many frames: fewer
# would hide the training, and all of them are in memory.
BYTES, FEWEST, MOST = 800_000, 25, 100
# The most pixels of a side, and the height of a caption.
FRAME, CAPTION = 1280, 26


def check_animation(name, path, rate=25):
    """Raises unless an animation can be written to a path.

    Args:
        name: Text, what errors call the path.
        path: Path of the animation.
        rate: Images a second.

    Raises:
        ValueError: On another suffix than .gif, .webp and .mp4, or a rate that
            the format does not have.
        FileNotFoundError: On .mp4 without ffmpeg.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(
            f"{name} must be the path of an animation, which ends in "
            f"{', '.join(SUFFIXES)}. Received: {path}"
        )
    check_positive(rate=rate)
    most = FASTEST.get(suffix, rate)
    if rate > most:
        raise ValueError(
            f"rate must be at most {most} for {suffix}. Received: rate={rate}"
        )
    if suffix == ".mp4" and shutil.which("ffmpeg") is None:
        raise FileNotFoundError(
            f"{name} can end in .mp4 only where the program ffmpeg is "
            "installed, and it is not on the PATH. Use .webp or .gif. "
            f"Received: {path}"
        )


def write_animation(images, path, rate=25):
    """Writes images as the frames of a looping animation.

    Args:
        images: Float array in [-1, 1], as for `displayed`. Small ones are
            enlarged by a whole number.
        path: Path that ends in .gif, .webp or .mp4.
        rate: Positive integer, images a second.

    Raises:
        ValueError: As `check_animation`.
        OSError: As `check_animation`, or if ffmpeg fails.
    """
    check_animation("path", path, rate)
    frames = enlarged(displayed(images), SIDE)
    with replacing(path) as aside:
        if aside.suffix.lower() == ".mp4":
            _write_mp4(frames, aside, rate)
        else:
            _write_with_pil(frames, aside, rate)


def animate(pictures, path, captions=None):
    """Writes an animation of picture files.

    It lasts at most eight seconds, plus two seconds for the last picture.

    Args:
        pictures: Paths of at least one picture. As many of them as make about
            a megabyte are shown, 25 to 100, evenly spread, and shrunk to at
            most 1280 pixels a side. Transparency becomes white.
        path: Path of the animation, ending in `.gif` or `.webp`.
        captions: A text below each picture, or `None`.
    """
    path = Path(path)
    captions = captions or [""] * len(pictures)
    quality = {"quality": 80} if path.suffix == ".webp" else {}
    last = _frame(pictures[-1], captions[-1])
    still = io.BytesIO()
    last.save(still, path.suffix[1:], **quality)
    most = min(MOST, max(FEWEST, BYTES // still.tell()))
    count = min(len(pictures), most)
    rows = np.linspace(0, len(pictures) - 1, count).round().astype(int)[:-1]
    frames = [_frame(pictures[i], captions[i]) for i in rows] + [last]
    pause = min(400, 8000 // count)
    with replacing(path) as aside:
        frames[0].save(
            aside,
            save_all=True,
            append_images=frames[1:],
            duration=[pause] * (count - 1) + [pause + 2000],
            loop=0,
            **quality,
        )


def _frame(path, caption):
    from PIL import Image
    from PIL import ImageDraw

    with open_picture(path) as file:
        frame = on_white(file).convert("RGB")
    frame.thumbnail((FRAME, FRAME))
    if not caption:
        return frame
    width = max(frame.width, 4 * CAPTION)  # That of `epoch 1000`.
    paper = Image.new("RGB", (width, frame.height + CAPTION), "white")
    paper.paste(frame, ((width - frame.width) // 2, 0))
    place = width / 2, frame.height + CAPTION / 2
    draw = ImageDraw.Draw(paper)
    draw.text(place, caption, "black", anchor="mm", font_size=18)
    return paper


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
