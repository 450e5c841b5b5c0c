"""Brings images to one size."""

import numpy as np

from keras_gans.utils.checks import is_integer

FITS = ("crop", "pad", "stretch")


def height_and_width(image_size):
    """The `(height, width)` of an argument `image_size`.

    Args:
        image_size: Positive integer, the side of a square, or two, height and
            width.

    Raises:
        ValueError: On anything else.
    """
    if isinstance(image_size, list | tuple) and len(image_size) == 2:
        sides = tuple(image_size)
    else:
        sides = (image_size, image_size)
    for side in sides:
        if not is_integer(side) or side < 1:
            raise ValueError(
                "image_size must be a positive integer, or a pair (height, "
                f"width) of them. Received: image_size={image_size!r}"
            )
    return tuple(map(int, sides))


def fitted(image, size, fit="crop", crop=None):
    """A `PIL.Image` in another size and shape.

    Args:
        image: `PIL.Image` of mode L, RGB or RGBA.
        size: `(height, width)`.
        fit: As for `image_folder`.
        crop: Positive integer, the side of the central square beyond which
            everything is cut off first, or `None`.
    """
    from PIL import Image

    height, width = size
    if fit == "pad":
        return _padded(image, height, width)
    box = 0, 0, *image.size
    if fit == "crop":
        box = _central_box(image.size, height, width, crop)
    return image.resize((width, height), Image.Resampling.BILINEAR, box=box)


def _central_box(size, height, width, crop):
    """The largest central part of the shape `height` by `width`."""
    across, down = size
    limits = min(across, crop or across), min(down, crop or down)
    wide = min(limits[0], limits[1] * width / height)
    high = min(limits[1], limits[0] * height / width)
    left, top = (across - wide) / 2, (down - high) / 2
    return left, top, left + wide, top + high


def _padded(image, height, width):
    """The whole image on a white or, with four channels, clear background."""
    from PIL import Image

    ratio = min(width / image.width, height / image.height)
    inner = [max(1, round(ratio * side)) for side in image.size]
    colour = (255, 255, 255, 0) if image.mode == "RGBA" else "white"
    padded = Image.new(image.mode, (width, height), colour)
    padded.paste(
        image.resize(inner, Image.Resampling.BILINEAR),
        ((width - inner[0]) // 2, (height - inner[1]) // 2),
    )
    return padded


def resize(images, image_size, channels):
    """Uint8 `(n, h, w, c)` to `(n, height, width, channels)`, stretched.

    Args:
        images: Array of grey or colour images.
        image_size: As for `height_and_width`.
        channels: 1 or 3.
    """
    from PIL import Image

    height, width = height_and_width(image_size)
    check_channels(channels, (1, 3))
    if images.shape[1:] == (height, width, channels):
        return images
    mode = "L" if channels == 1 else "RGB"
    resized = np.empty((len(images), height, width, channels), "uint8")
    for i, image in enumerate(images):
        image = Image.fromarray(image.squeeze()).convert(mode)
        image = image.resize((width, height), Image.Resampling.BICUBIC)
        resized[i] = np.asarray(image).reshape(height, width, channels)
    return resized


def check_channels(channels, allowed):
    """Raises unless `channels` is one of the allowed numbers."""
    if channels not in allowed:
        names = {1: "1 (grey)", 3: "3 (colour)", 4: "4 (with transparency)"}
        listed = " or ".join(names[n] for n in allowed)
        raise ValueError(
            f"channels must be {listed}. Received: channels={channels}"
        )
