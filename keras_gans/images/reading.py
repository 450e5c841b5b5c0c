"""Reads picture files as uint8 arrays of one size."""

import numpy as np

from keras_gans.images.formats import open_picture
from keras_gans.images.sizes import FITS
from keras_gans.images.sizes import check_channels
from keras_gans.images.sizes import fitted
from keras_gans.images.sizes import height_and_width
from keras_gans.utils.checks import check_name

MODES = {1: "L", 3: "RGB", 4: "RGBA"}


class ImageReader:
    """Reads pictures by index, brought to one size.

    Args:
        files: Sequence of paths, or of names that `open_file` accepts.
        image_size: Positive integer or `(height, width)` of the result, or
            `"original"` to keep whole pictures in their own size.
        channels: 1 for grey, 3 for colour, 4 for colour and opacity.
        fit: How a picture of another shape gets that size, as for
            `image_folder`.
        crop: Positive integer, the side of the central square that is kept, or
            `None` to keep all that `fit` keeps.
        half: `"left"` or `"right"` to read only that half of each picture, or
            `None` for the whole picture.
        open_file: Function of an element of `files` that returns a binary file.

    Attributes:
        size: `(height, width)` of the result, or `"original"`.
    """

    def __init__(
        self,
        files,
        image_size,
        channels,
        *,
        fit="crop",
        crop=None,
        half=None,
        open_file=None,
    ):
        check_channels(channels, MODES)
        check_name("fit", fit, FITS)
        self.files = files
        self.size = image_size
        if image_size != "original":
            self.size = height_and_width(image_size)
        self.channels = channels
        self.fit = fit
        self.crop = crop
        self.half = half
        self.open_file = open_file or open_binary

    def __call__(self, rows):
        return np.stack([self.read(self.files[row]) for row in rows])

    def read(self, file):
        """One picture as uint8 `(height, width, channels)`.

        Raises:
            ValueError: If the file is not a picture, is corrupt or too large.
                The message names the file.
        """
        try:
            with self.open_file(file) as binary, open_picture(binary) as image:
                return self._convert(image)
        except Exception as error:  # Damage makes PIL raise all kinds.
            raise ValueError(
                f"Could not read the image {file}: {reason_of(error)}"
            ) from error

    def _convert(self, image):
        from PIL import ImageOps

        image = eight_bits(ImageOps.exif_transpose(image))
        if self.channels != 4:
            image = on_white(image)
        if self.half:
            width, height = image.size
            left = width // 2 if self.half == "right" else 0
            image = image.crop((left, 0, left + width // 2, height))
        if image.mode == "LAB":  # PIL converts it to colour alone.
            image = image.convert("RGB")
        image = image.convert(MODES[self.channels])
        if self.size != "original":
            image = fitted(image, self.size, self.fit, self.crop)
        return np.asarray(image).reshape(*image.size[::-1], self.channels)


def open_binary(path):
    return open(path, "rb")


def eight_bits(image):
    """The image with 8 bits a channel.

    Raises:
        ValueError: If values lie outside the range from black to white.
    """
    from PIL import Image

    if image.mode not in ("I", "F") and not image.mode.startswith("I;16"):
        return image
    pixels = np.asarray(image, dtype="float64")
    # White is 1 in floats, and the largest value of 16 bits in integers.
    white = 1 if image.mode == "F" else 65535
    low, high = pixels.min(), pixels.max()
    if not 0 <= low <= high <= white:
        raise ValueError(
            f"its values must lie between 0 and {white}; save it with 8 bits. "
            f"Received: values from {low:g} to {high:g}"
        )
    return Image.fromarray((pixels * (255 / white)).round().astype("uint8"))


def on_white(image):
    """The image on a white background, if parts of it are transparent."""
    from PIL import Image

    if not image.has_transparency_data:
        return image
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image)


def reason_of(error):
    """Why a picture could not be read, as text."""
    from PIL import UnidentifiedImageError

    # PIL would name the binary file, not the path.
    if isinstance(error, UnidentifiedImageError):
        return "not a picture"
    return (
        getattr(error, "strerror", None) or str(error) or type(error).__name__
    )
