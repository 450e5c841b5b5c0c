"""Pictures that strangers upload: only small ones, and nothing else."""

from pathlib import Path

from keras_gans.images.formats import open_picture
from keras_gans.images.reading import ImageReader
from keras_gans.images.values import scale

MEGABYTES = 20
# A small file can hold a picture that fills the memory.
MEGAPIXELS = 50
TOO_LARGE = (
    f"The picture must have at most {MEGAPIXELS} megapixels: save it smaller."
)


def read_upload(path, image_shape):
    """Reads an uploaded file as an image of a model.

    Args:
        path: Path of the file.
        image_shape: Tuple `(height, width, channels)`.

    Returns:
        Float32 array `image_shape` in [-1, 1]: the middle of the picture.

    Raises:
        ValueError: If the file is no picture, is corrupt, or is larger than 20
            megabytes or 50 megapixels. The message does not name the path,
            which is none of the user's.
    """
    size = Path(path).stat().st_size
    if size > MEGABYTES * 2**20:
        raise ValueError(
            f"The file must be of at most {MEGABYTES} MB: save the picture "
            f"smaller. Received: {size / 2**20:.0f} MB"
        )
    width, height = _size(path)
    if width * height > MEGAPIXELS * 10**6:
        raise ValueError(f"{TOO_LARGE} Received: {width}x{height} pixels")
    *size, channels = image_shape
    try:
        pixels = ImageReader([path], size, channels).read(path)
    except ValueError as error:
        raise ValueError(
            f"The picture is damaged, or of a kind that is not read: save it "
            f"as PNG. Received: {error.__cause__}"
        ) from error
    return scale(pixels)


def _size(path):
    """Width and height of a picture, of which only the header is read."""
    from PIL import Image

    try:
        with open_picture(path) as image:
            return image.size
    except Image.DecompressionBombError as error:
        raise ValueError(f"{TOO_LARGE} Received: far more") from error
    except Exception as error:  # Damage makes PIL raise all kinds.
        raise ValueError(
            "The file must be a picture, such as a PNG or a JPEG. Received: "
            "a file that is not a picture, or is damaged"
        ) from error
