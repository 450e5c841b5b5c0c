"""The sizes of a network's feature maps."""

import math

import numpy as np

from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_positive

# The smallest side of an image, and the largest of a network's smallest map.
LEAST = 8
LARGEST_MAP = 15
MOST_CHANNELS = 512


def pyramid(image_shape, smallest=4):
    """Sizes from a network's smallest feature map to the image's.

    Each is twice the one before. The sides are halved as long as both are even
    and the shorter one stays at least `smallest`: 64x64 to 4x4, 28x28 to 7x7,
    48x64 to 6x8, 144x256 to 9x16.

    Args:
        image_shape: `(height, width, channels)`, from `check_images`.
        smallest: Positive integer; an image is halved at least once.

    Returns:
        A list of at least two pairs `(height, width)`.

    Raises:
        ValueError: If a side is less than 8 or odd, or the smallest map has a
            shorter side of more than 15.
    """
    height, width, _ = image_shape
    if not _fits(height, width, smallest):
        near = _text(_nearest(height, width, smallest))
        raise ValueError(
            f"image_shape must have sides of at least {LEAST} that can be "
            f"halved together until the shorter one is at most {LARGEST_MAP}. "
            f"Use {near}, the nearest sizes; or kg.GAN, whose default networks "
            "take any size; or networks of your own, generator= and "
            f"discriminator=. Received: image_shape={image_shape}"
        )
    halvings = _halvings(height, width, smallest)
    return [(height >> i, width >> i) for i in reversed(range(halvings + 1))]


def doubling_channels(sizes, width):
    """Channels for the sizes of `pyramid`, doubled with each halved size.

    They are at most 512, or the width if that is more.

    Args:
        sizes: What `pyramid` returns.
        width: Positive integer, channels at the size of the image.
    """
    check_positive(width=width)
    return [
        min(width * 2**i, max(MOST_CHANNELS, width))
        for i in reversed(range(len(sizes)))
    ]


def check_images(image_shape):
    """Checks the shape of images that a network can make; returns it.

    Raises:
        ValueError: If it is not `(height, width, channels)`.
    """
    shape = tuple(image_shape) if np.iterable(image_shape) else ()
    if len(shape) != 3:
        raise ValueError(
            "image_shape must be (height, width, channels) for convolutional "
            "networks. For points, use mlp_generator and mlp_discriminator; "
            "for signals, volumes and other data, give networks of your own, "
            f"generator= and discriminator=. "
            f"Received: image_shape={image_shape}"
        )
    return check_image_shape(shape)


def check_images_or_points(image_shape):
    """Checks the shape of images or of points, `(n,)`; returns it."""
    is_point = np.iterable(image_shape) and len(image_shape) == 1
    return (check_image_shape if is_point else check_images)(image_shape)


def nearest_multiples(height, width, n, least):
    """The nearest sizes whose sides are multiples of n, as text.

    Args:
        height: Positive integer.
        width: Positive integer.
        n: Positive integer.
        least: The smallest side, a multiple of n.
    """
    pairs = [
        [max(side // n * n, least), max(-(-side // n) * n, least)]
        for side in (height, width)
    ]
    return _text(zip(*pairs))


def _text(sizes):
    return " or ".join(f"{h}x{w}" for h, w in dict.fromkeys(sizes))


def _halvings(height, width, smallest):
    """How often both sides can be halved, at least once."""
    common = math.gcd(height, width)
    even = (common & -common).bit_length() - 1
    deepest = (min(height, width) // smallest).bit_length() - 1
    return max(1, min(even, deepest))


def _fits(height, width, smallest):
    side = min(height, width)
    is_even = not height % 2 and not width % 2
    last = side >> _halvings(height, width, smallest)
    return is_even and side >= LEAST and last <= LARGEST_MAP


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
