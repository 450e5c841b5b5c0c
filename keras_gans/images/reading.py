"""Reads picture files as uint8 arrays of one size."""

import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from keras_gans.utils.checks import check_positive

EXTENSIONS = (".jpg", ".jpeg", ".png", ".gif", ".bmp")
# The formats that a file of any of these names may have.
FORMATS = ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF")


class ImageReader:
    """Reads pictures by index, cropped to a square and resized.

    Args:
        files: Sequence of paths, or of names that `open_file` accepts.
        image_size: Positive integer, height and width of the result, or
            `"original"` to keep whole pictures in their own size.
        channels: 1 for grey, 3 for colour.
        crop: Positive integer, the side of the central square that is kept, or
            `None` for the largest square.
        half: `"left"` or `"right"` to read only that half of each picture, or
            `None` for the whole picture.
        open_file: Function of an element of `files` that returns a binary file.
    """

    def __init__(
        self,
        files,
        image_size,
        channels,
        *,
        crop=None,
        half=None,
        open_file=None,
    ):
        check_size_and_channels(
            1 if image_size == "original" else image_size, channels
        )
        self.files = files
        self.image_size = image_size
        self.channels = channels
        self.crop = crop
        self.half = half
        self.open_file = open_file or _open

    def __call__(self, rows):
        return np.stack([self.read(self.files[row]) for row in rows])

    def read(self, file):
        """One picture as uint8 `(height, width, channels)`.

        Raises:
            ValueError: If the file is not a picture or is corrupt. The message
                names the file.
        """
        try:
            with self.open_file(file) as binary, open_picture(binary) as image:
                return self._convert(image)
        except Exception as error:  # Damage makes PIL raise all kinds.
            raise ValueError(
                f"Could not read the image {file}: {error}"
            ) from error

    def _convert(self, image):
        from PIL import Image
        from PIL import ImageOps

        image = _flatten(ImageOps.exif_transpose(image))
        if self.half:
            width, height = image.size
            left = width // 2 if self.half == "right" else 0
            image = image.crop((left, 0, left + width // 2, height))
        box = _central_square(image.size, self.crop)
        image = image.convert("L" if self.channels == 1 else "RGB")
        if self.image_size != "original":
            size = (self.image_size, self.image_size)
            image = image.resize(size, Image.Resampling.BILINEAR, box=box)
        return np.asarray(image).reshape(*image.size[::-1], self.channels)


def resize(images, image_size, channels):
    """Uint8 `(n, h, w, c)` to `(n, image_size, image_size, channels)`."""
    from PIL import Image

    check_size_and_channels(image_size, channels)
    if images.shape[1:] == (image_size, image_size, channels):
        return images
    size, mode = (image_size, image_size), "L" if channels == 1 else "RGB"
    resized = np.empty((len(images), *size, channels), "uint8")
    for i, image in enumerate(images):
        image = Image.fromarray(image.squeeze()).convert(mode)
        image = image.resize(size, Image.Resampling.BICUBIC)
        resized[i] = np.asarray(image).reshape(*size, channels)
    return resized


def open_picture(file):
    """Opens a picture with PIL, which decodes its pixels later.

    PIL looks at the content of a file, not at its name, and runs Ghostscript
    for one of its forty formats. So only `FORMATS` are opened.

    Args:
        file: Path, or binary file.

    Raises:
        OSError: If the file is no picture of these formats.
        PIL.Image.DecompressionBombError: If it has more than twice
            `PIL.Image.MAX_IMAGE_PIXELS` pixels.
    """
    from PIL import Image

    return Image.open(file, formats=FORMATS)


def picture_size(path):
    """Width and height of a picture after its EXIF rotation."""
    from PIL import ExifTags

    with open_picture(path) as image:
        # Orientations 5 to 8 rotate by 90 degrees.
        is_turned = image.getexif().get(ExifTags.Base.Orientation, 1) >= 5
        return image.size[::-1] if is_turned else image.size


def _corrupt(files, open_file=None):
    """The files that cannot be decoded as pictures."""

    def is_valid(file):
        try:
            with (
                (open_file or _open)(file) as binary,
                open_picture(binary) as image,
            ):
                # Decodes a JPEG at an eighth of its size, which is faster.
                image.draft("L", (1, 1))
                image.load()
            return True
        except Exception:
            return False

    with ThreadPoolExecutor(2) as pool:
        valid = list(pool.map(is_valid, files))
    return [file for file, ok in zip(files, valid, strict=True) if not ok]


def drop_corrupt(files, skip_corrupt, open_file=None):
    """Decodes all files and returns those that are valid pictures.

    Args:
        files: Sequence of paths, or of names that `open_file` accepts.
        skip_corrupt: Whether to warn about corrupt pictures instead of raising.
        open_file: As for `ImageReader`.

    Raises:
        ValueError: If pictures are corrupt and `skip_corrupt` is false. The
            message counts and names them.
    """
    bad = _corrupt(files, open_file)
    if not bad:
        return files
    named = first_names(bad)
    if not skip_corrupt:
        raise ValueError(
            f"{len(bad)} of {len(files)} pictures are corrupt; "
            f"skip_corrupt=True leaves them out. Received: {named}"
        )
    warnings.warn(
        f"Left out {len(bad)} of {len(files)} pictures, which are corrupt: "
        f"{named}",
        stacklevel=4,
    )
    return [file for file in files if file not in set(bad)]


def first_names(files):
    """The names of the first five files, with dots if there are more."""
    return ", ".join(map(str, files[:5])) + (", ..." if len(files) > 5 else "")


def check_size_and_channels(image_size, channels):
    """Raises unless pictures can be read with this size and these channels."""
    check_positive(image_size=image_size)
    if channels not in (1, 3):
        raise ValueError(
            f"channels must be 1 (grey) or 3 (colour). Received: {channels=}"
        )


def _open(path):
    return open(path, "rb")


def _central_square(size, crop):
    width, height = size
    side = min(width, height, crop or width)
    left, top = (width - side) / 2, (height - side) / 2
    return left, top, left + side, top + side


def _flatten(image):
    """The image with 8 bits, without a palette, on a white background."""
    from PIL import Image

    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        pixels = np.asarray(image, dtype="float64")
        # All these modes hold 16-bit values.
        return Image.fromarray(
            (pixels.clip(0, 65535) / 257).round().astype("uint8")
        )
    if "transparency" in image.info or image.mode in (
        "LA",
        "PA",
        "RGBA",
        "La",
        "RGBa",
    ):
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image)
    return image
