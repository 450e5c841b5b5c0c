"""The ways in which published scores resize images for their networks.

Parmar et al. 2022 (arXiv:2104.11222) show how much the score of a set of images
depends on the resize.
"""

import numpy as np
from keras import ops

from keras_gans.utils.checks import check_positive


def tf1_resize(images, size):
    """Resizes bilinearly, as TensorFlow 1 and the original FID code do.

    It neither antialiases nor centres pixels: pixel i of the result is at i h
    / size in the image, and edges are repeated
    (`tf.compat.v1.image.resize_bilinear`; `align_corners=False`,
    `half_pixel_centers=False`).

    Args:
        images: Float or integer tensor `(n, h, w, c)`, of any range.
        size: Positive integer.

    Returns:
        A float32 tensor `(n, size, size, c)` of the same range.

    Raises:
        ValueError: On another rank, or a size that is not positive.
    """
    _check(images, size)
    images = ops.cast(images, "float32")
    return _interpolated(_interpolated(images, size, axis=2), size, axis=1)


def clean_resize(images, size):
    """Resizes bicubically with antialiasing, as clean-fid does.

    Each channel is resized in float32 without rounding to integers. Values
    outside 0..255, which bicubic weights can produce, are clipped.

    Args:
        images: Float or integer array `(n, h, w, c)` in 0..255.
        size: Positive integer.

    Returns:
        A float32 NumPy array `(n, size, size, c)` in 0..255.

    Raises:
        ValueError: On another rank, or a size that is not positive.
    """
    from PIL import Image

    images = np.asarray(images, "float32")
    _check(images, size)
    n, _, _, channels = images.shape
    resized = np.empty((n, size, size, channels), "float32")
    for i in range(n):
        for c in range(channels):
            channel = Image.fromarray(np.ascontiguousarray(images[i, :, :, c]))
            channel = channel.resize((size, size), Image.Resampling.BICUBIC)
            resized[i, :, :, c] = channel
    return resized.clip(0, 255)


def pil_resize(images, size):
    """Resizes bicubically with antialiasing, as PIL resizes 8-bit pictures.

    Unlike `clean_resize` it rounds to 256 levels after each of two passes.

    Args:
        images: Uint8 array `(n, h, w, 3)`.
        size: Positive integer.

    Returns:
        A uint8 NumPy array `(n, size, size, 3)`.

    Raises:
        ValueError: On another rank, or a size that is not positive.
    """
    from PIL import Image

    _check(images, size)
    resized = [
        Image.fromarray(image).resize((size, size), Image.Resampling.BICUBIC)
        for image in images
    ]
    return np.stack([np.asarray(image) for image in resized])


def _interpolated(images, size, axis):
    length = images.shape[axis]
    # In float32, as the original computes them.
    positions = np.arange(size, dtype="float32") * np.float32(length / size)
    below = positions.astype("int32")
    above = np.minimum(below + 1, length - 1)
    shares = (positions - below).astype("float32")
    shares = ops.convert_to_tensor(shares.reshape(-1, *[1] * (3 - axis)))
    lower = ops.take(images, below, axis=axis)
    return lower + (ops.take(images, above, axis=axis) - lower) * shares


def _check(images, size):
    check_positive(size=size)
    if len(images.shape) != 4:
        raise ValueError(
            "images must be of shape (n, height, width, channels). "
            f"Received: shape {tuple(images.shape)}"
        )
