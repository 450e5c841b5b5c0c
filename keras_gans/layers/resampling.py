"""Resampling by the binomial filters [1, 2, 1] and [1, 3, 3, 1].

A binomial filter of k + 1 taps is k means of two neighbours, one after another,
so in both directions it is k average poolings of 2x2 pixels. Pooling is linear,
so gradients of gradients are exact and cheap. On a CPU, torch runs poolings
slowly, and XLA depthwise convolutions.

All functions take and return images `(n, height, width, channels)`.
"""

import math

import keras
from keras import ops

from keras_gans import backend


def blur(x, taps, padding, gain=1.0):
    """Filters images, with zeros beyond their border.

    Both sides grow by `2 * padding - taps + 1`.

    Args:
        x: Images.
        taps: Positive integer, the length of the filter, whose sum is 1.
        padding: Non-negative integer, pixels of zeros at each border.
        gain: Float, by which the result is multiplied.
    """
    if keras.backend.backend() == "torch":
        return _convolved(x, taps, padding, gain)
    both = (padding, padding)
    x = ops.pad(x, ((0, 0), both, both, (0, 0)))
    for _ in range(taps - 1):
        x = ops.average_pool(x, 2, strides=1, padding="valid")
    return x if gain == 1 else gain * x


def _convolved(x, taps, padding, gain=1.0, strides=1):
    """Images that are filtered by a depthwise convolution."""
    row = [math.comb(taps - 1, i) / 2 ** (taps - 1) for i in range(taps)]
    row = ops.convert_to_tensor(row, x.dtype)
    kernel = (gain * row[:, None] * row)[:, :, None, None]
    kernel = ops.broadcast_to(kernel, (taps, taps, x.shape[-1], 1))
    both = (padding, padding)
    return backend.convolved(
        ops.depthwise_conv,
        ops.pad(x, ((0, 0), both, both, (0, 0))),
        kernel,
        strides=strides,
        padding="valid",
    )


def upsample(x):
    """Doubles the size: zeros between pixels, then [1, 3, 3, 1]."""
    # The pixels repeated are zeros between pixels filtered by [1, 1].
    return blur(repeat(x, 2), 3, 1)


def downsample(x):
    """Halves the size: [1, 3, 3, 1], then every second pixel."""
    if keras.backend.backend() == "torch":
        return _convolved(x, 4, 1, strides=2)
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
