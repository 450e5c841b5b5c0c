"""Pictures of the user's, read and written."""

import io
from pathlib import Path

import numpy as np

from keras_gans.images.reading import ImageReader
from keras_gans.images.values import check_values
from keras_gans.images.values import scale
from keras_gans.images.values import unscale
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import replacing


def load_picture(path, size=None):
    """A picture in colour, whole, as float32 `(height, width, 3)` in [-1, 1].

    Transparency becomes white and grey is repeated, as in `image_folder`.

    Args:
        path: Of the file.
        size: Positive integer, the longer side to resize it to; `None` for its
            own.

    Raises:
        ValueError: Where it is not a picture, with its name.
    """
    from PIL import Image

    pixels = ImageReader([path], "own", 3).read(path)
    if size is not None:
        check_positive(size=size)
        ratio = size / max(pixels.shape[:2])
        height, width = (max(1, round(ratio * n)) for n in pixels.shape[:2])
        image = Image.fromarray(pixels)
        pixels = image.resize((width, height), Image.Resampling.LANCZOS)
    return scale(pixels)


def check_picture(name, image, smallest):
    """A picture as float32 `(height, width, 3)`.

    Raises:
        TypeError: On integers.
        ValueError: On another shape, values outside [-1, 1], or a picture that
            is smaller than `smallest`.
    """
    image = np.asarray(image)
    if image.ndim != 3 or image.shape[-1] not in (1, 3):
        raise ValueError(
            f"{name} must be of shape (height, width, 1 or 3). "
            f"Received: shape {image.shape}"
        )
    check_values(image, name)
    if min(image.shape[:2]) < smallest:
        raise ValueError(
            f"{name} must be at least {smallest} pixels high and wide for "
            f"these layers. Received: {image.shape[0]}x{image.shape[1]}"
        )
    image = np.asarray(image, "float32")
    return np.repeat(image, 3, axis=-1) if image.shape[-1] == 1 else image


def check_format(name, path):
    """Refuses a file that no picture can be written to.

    Raises:
        ValueError: On a suffix of no format that PIL can write.
    """
    from PIL import Image

    format = Image.registered_extensions().get(Path(path).suffix.lower())
    try:  # Formats are registered, too, that PIL reads alone, or in grey.
        Image.new("RGB", (16, 16)).save(io.BytesIO(), format)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(
            f"{name} must be a picture's file, such as painted.png. "
            f"Received: {path}"
        ) from error


def to_pil(image):
    """A float `(height, width, 1 or 3)` in [-1, 1] as PIL has it."""
    from PIL import Image

    pixels = unscale(image)
    grey = pixels.shape[-1] == 1
    return Image.fromarray(pixels[..., 0] if grey else pixels)


def save_picture(image, path):
    """Writes a picture into a file that is whole or not there.

    Args:
        image: Float array `(height, width, 1 or 3)` in [-1, 1].
        path: Of the file; its suffix says the format.

    Raises:
        OSError: Where the file cannot be written, with its name.
    """
    with replacing(path) as aside:
        # Formats without loss ignore it.
        to_pil(image).save(aside, quality=95)
