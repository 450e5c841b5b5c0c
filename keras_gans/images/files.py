"""Reads and writes single picture files."""

import io
import os
from pathlib import Path

import numpy as np

from keras_gans.images.reading import ImageReader
from keras_gans.images.reading import on_white
from keras_gans.images.values import check_image_values
from keras_gans.images.values import scale
from keras_gans.images.values import unscale
from keras_gans.images.values import warn_of_unit_range
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import replacing


def load_picture(path, size=None):
    """Reads a whole picture as float32 `(height, width, 3)` in [-1, 1].

    Transparency becomes white and grey is repeated, as in `image_folder`.

    Args:
        path: Path of the file, `~` for the home folder allowed.
        size: Positive integer, the length to resize the longer side to; `None`
            keeps the size.

    Raises:
        ValueError: If the file is not a picture. The message names the file.
    """
    from PIL import Image

    path = Path(path).expanduser()
    pixels = ImageReader([path], "original", 3).read(path)
    if size is not None:
        check_positive(size=size)
        ratio = size / max(pixels.shape[:2])
        height, width = (max(1, round(ratio * n)) for n in pixels.shape[:2])
        image = Image.fromarray(pixels)
        pixels = image.resize((width, height), Image.Resampling.LANCZOS)
    return scale(pixels)


def as_rgb(name, image, smallest):
    """Checks a picture and returns it as float32 `(height, width, 3)`.

    Args:
        name: Text, what errors call the picture.
        image: Float array `(height, width, 1 or 3)` in [-1, 1].
        smallest: Positive integer, the least height and width.

    Raises:
        TypeError: If the picture holds integers, or is a path.
        ValueError: If the picture has another shape, values outside [-1, 1], or
            fewer than `smallest` rows or columns.
    """
    if isinstance(image, str | os.PathLike):
        raise TypeError(
            f"{name} must be an array (height, width, 1 or 3) in [-1, 1]; "
            "`keras_gans.style.load_picture` reads a file. "
            f"Received: {name}={str(image)!r}"
        )
    image = to_numpy(image)
    if image.ndim != 3 or image.shape[-1] not in (1, 3):
        raise ValueError(
            f"{name} must be of shape (height, width, 1 or 3). "
            f"Received: shape {image.shape}"
        )
    check_image_values(image, name)
    warn_of_unit_range(image, name)
    if min(image.shape[:2]) < smallest:
        raise ValueError(
            f"{name} must be at least {smallest} pixels high and wide for "
            f"these layers. Received: {image.shape[0]}x{image.shape[1]}"
        )
    image = np.asarray(image, "float32")
    return np.repeat(image, 3, axis=-1) if image.shape[-1] == 1 else image


def check_format(name, path):
    """Raises unless PIL can write pictures in the format of a path.

    Raises:
        ValueError: If PIL cannot write the format of the suffix.
    """
    if not can_write(path):
        raise ValueError(
            f"{name} must be the path of a picture, such as painted.png. "
            f"Received: {path}"
        )


def can_write(path, mode="RGB"):
    """Whether PIL writes images of a mode in the format of a path's suffix."""
    from PIL import Image

    format = Image.registered_extensions().get(Path(path).suffix.lower())
    try:  # PIL can only read some registered formats, or write only grey.
        Image.new(mode, (16, 16)).save(io.BytesIO(), format)
    except (KeyError, OSError, ValueError):
        return False
    return True


def is_picture(shape):
    """Whether an array of a shape is an image that picture files can hold."""
    return len(shape) == 3 and shape[-1] in (1, 3, 4)


def to_pil(image):
    """Converts a float array `(height, width, 1, 3 or 4)` in [-1, 1] to PIL."""
    from PIL import Image

    pixels = unscale(image)
    if not is_picture(pixels.shape):
        raise ValueError(
            "A picture file holds 1 (grey), 3 (colour) or 4 (RGBA) channels: "
            "shape (height, width, channels). `numpy.save` writes arrays of "
            f"any shape. Received: shape {pixels.shape}"
        )
    grey = pixels.shape[-1] == 1
    return Image.fromarray(pixels[..., 0] if grey else pixels)


def save_picture(image, path):
    """Writes a picture. An interruption leaves no partial file.

    Args:
        image: Float array `(height, width, 1, 3 or 4)` in [-1, 1]. Four
            channels are RGBA; in formats without transparency, such as JPEG,
            the background is white.
        path: Path of the file, whose suffix determines the format.

    Raises:
        OSError: If the file cannot be written. The message names the file.
        ValueError: If the image has another shape.
    """
    path = Path(path).expanduser()
    picture = to_pil(image)
    if picture.mode == "RGBA" and not can_write(path, "RGBA"):
        picture = on_white(picture).convert("RGB")
    with replacing(path) as aside:
        # Lossless formats ignore the quality.
        picture.save(aside, quality=95)
