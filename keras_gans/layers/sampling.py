"""Images at other places: rotated, scaled and shifted by linear interpolation.

The second derivatives of this code are right on every backend. Those of the
image transformations of TensorFlow and torch are wrong or missing: the gradient
of TensorFlow's is the transformation by the inverse, which is not the adjoint,
and torch's `grid_sample` has no second derivative.
"""

from keras import ops


def rotation(angle):
    """Matrices `(n, 2, 2)` that rotate by an angle in radians, `(n,)`."""
    c, s = ops.cos(angle), ops.sin(angle)
    return ops.reshape(ops.stack([c, -s, s, c], axis=-1), (-1, 2, 2))


def middle_grid(height, width):
    """Coordinates x `(1, 1, width)` and y `(1, height, 1)` of pixels.

    They count from the middle of the image.
    """
    x = ops.arange(width, dtype="float32") - (width - 1) / 2
    y = ops.arange(height, dtype="float32") - (height - 1) / 2
    return x[None, None, :], y[None, :, None]


def sampled(images, x, y):
    """Images at other places, bilinear, mirrored at their outer pixels.

    Args:
        images: Float32 `(n, height, width, channels)`.
        x: Float32 `(n, height, width)`, where in the image each pixel of the
            result comes from, in pixels from the middle.
        y: The same for the other axis.

    Returns:
        Float32 images of the same shape.
    """
    n = ops.shape(images)[0]
    height, width, channels = images.shape[1:]
    columns, x_shares = _neighbours(x, width)
    rows, y_shares = _neighbours(y, height)
    # The four neighbours of each place, `(n, 2, 2, height, width)`.
    places = rows[:, :, None] * width + columns[:, None]
    shares = y_shares[:, :, None] * x_shares[:, None]
    first = ops.arange(n, dtype="int32") * (height * width)
    pixels = ops.take(
        ops.reshape(images, (-1, channels)),
        places + ops.reshape(first, (-1, 1, 1, 1, 1)),
        axis=0,
    )
    return ops.sum(pixels * shares[..., None], axis=(1, 2))


def _neighbours(places, size):
    """The pixels before and after places, and the share of each."""
    places = places + (size - 1) / 2
    before = ops.floor(places)
    share = places - before
    indices = ops.stack([before, before + 1.0], axis=1)
    # As if the image were mirrored at its outer pixels, again and again.
    period = max(2 * (size - 1), 1)
    indices = ops.cast(ops.mod(indices, period), "int32")
    indices = ops.minimum(indices, period - indices) if size > 1 else indices
    return indices, ops.stack([1.0 - share, share], axis=1)
