"""Resampling by the binomial filters [1, 2, 1] and [1, 3, 3, 1].

A binomial filter of k + 1 taps is k means of two neighbours, one after another,
so in both directions it is k average poolings of 2x2 pixels. Pooling is linear
and exists on every backend, so gradients of gradients are exact and cheap. On a
CPU, XLA runs depthwise convolutions slowly, and torch poolings; there, means
are sums of slices, which other backends copy.

All functions take and return images `(n, height, width, channels)`.
"""

import keras
from keras import ops


def blur(x, taps, padding, gain=1.0):
    """Filters images, with zeros beyond their border.

    Both sides grow by `2 * padding - taps + 1`.

    Args:
        x: Images.
        taps: Positive integer, the length of the filter, whose sum is 1.
        padding: Non-negative integer, pixels of zeros at each border.
        gain: Float, by which the result is multiplied.
    """
    both = (padding, padding)
    x = ops.pad(x, ((0, 0), both, both, (0, 0)))
    if keras.backend.backend() == "torch":
        for _ in range(taps - 1):
            x = x[:, 1:] + x[:, :-1]
            x = x[:, :, 1:] + x[:, :, :-1]
        return x * (gain / 4 ** (taps - 1))
    for _ in range(taps - 1):
        x = ops.average_pool(x, 2, strides=1, padding="valid")
    return x if gain == 1 else gain * x


def upsample(x):
    """Doubles the size: zeros between pixels, then [1, 3, 3, 1]."""
    # The pixels repeated are zeros between pixels filtered by [1, 1].
    return blur(repeat(x, 2), 3, 1)


def downsample(x):
    """Halves the size: [1, 3, 3, 1], then every second pixel."""
    return mean(blur(x, 3, 1), 2)


def repeat(x, factor):
    """Repeats pixels, so that sides grow by an integer factor."""
    if factor == 1:
        return x
    return ops.repeat(ops.repeat(x, factor, axis=1), factor, axis=2)


def mean(x, factor):
    """Takes means over squares of `factor` x `factor` pixels."""
    if factor == 1:
        return x
    return ops.average_pool(x, factor, strides=factor, padding="valid")
