"""The sizes of a network's feature maps."""

import math

from keras_gans.utils.checks import check_image_shape

# The smallest image; its feature map of half the size is the smallest map.
LEAST = 8


def pyramid(image_shape, smallest=4):
    """Sizes from a network's smallest feature map to the image's.

    Each is twice the one before. The first is the smallest whose sides are at
    least `smallest`: 4x4 for 64x64, 7x7 for 28x28, 6x8 for 48x64.

    Args:
        image_shape: `(height, width, channels)`, from `check_images`.
        smallest: Positive integer; 8x8 images are halved to 4x4 in any case.

    Returns:
        A list of at least two pairs `(height, width)`.

    Raises:
        ValueError: If a side is less than 8, or cannot be halved so often.
    """
    height, width, _ = image_shape
    if not _fits(height, width, smallest):
        near = " or ".join(
            f"{h}x{w}" for h, w in _nearest(height, width, smallest)
        )
        raise ValueError(
            f"image_shape must have sides of at least {LEAST} that can be "
            f"halved to a feature map of {smallest} to {2 * smallest - 1} "
            f"pixels along the shorter side. Use {near}, the nearest sizes; or "
            "kg.GAN, whose default networks take any size; or networks of your "
            "own, generator= and discriminator=. "
            f"Received: image_shape={image_shape}"
        )
    halvings = _halvings(height, width, smallest)
    return [(height >> i, width >> i) for i in reversed(range(halvings + 1))]


def check_images(image_shape):
    """Checks the shape of images that a network can make; returns it.

    Raises:
        ValueError: If it is not `(height, width, channels)`.
    """
    shape = tuple(image_shape)
    if len(shape) != 3:
        raise ValueError(
            "image_shape must be (height, width, channels) for convolutional "
            "networks. For points, use mlp_generator and mlp_discriminator; "
            "for signals, volumes and other data, give networks of your own, "
            f"generator= and discriminator=. Received: image_shape={shape}"
        )
    return check_image_shape(shape)


def _halvings(height, width, smallest):
    return max(1, (min(height, width) // smallest).bit_length() - 1)


def _fits(height, width, smallest):
    scale = 2 ** _halvings(height, width, smallest)
    is_large = min(height, width) >= LEAST
    return is_large and not height % scale and not width % scale


def _nearest(height, width, smallest):
    """The nearest smaller size that fits, if there is one, and the larger."""
    scales = [
        2**i for i in range(1, max(height, width, LEAST).bit_length() + 1)
    ]
    floors = [(height // n * n, width // n * n) for n in scales]
    ceilings = [(-(-height // n) * n, -(-width // n) * n) for n in scales]
    smaller = [size for size in floors if _fits(*size, smallest)]
    larger = [size for size in ceilings if _fits(*size, smallest)]
    return [*sorted(smaller, key=math.prod)[-1:], min(larger, key=math.prod)]
