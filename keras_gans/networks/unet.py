"""The U-Net of pix2pix.

Isola, Zhu, Zhou and Efros 2017 (arXiv:1611.07004), appendix 6.1: an encoder of
4x4 convolutions of stride 2, LeakyReLU 0.2, and a decoder of as many transposed
ones, ReLU, whose layers are also shown the encoder's of the same size. The
first three layers of the decoder drop half of their values, at test time too:
the network's noise. Weights from N(0, 0.02).

The paper's batch normalisation, of one image and with its own statistics, is
instance normalisation. There is none in the first layer, nor in the innermost
(the paper's erratum: of a single pixel it would leave nothing).
"""

import math

from keras import Model
from keras import layers

from keras_gans.layers.dropout_noise import DropoutNoise
from keras_gans.networks.dcgan import downsample
from keras_gans.networks.dcgan import upsample
from keras_gans.networks.normalization import instance_norm
from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_positive

MAX_DEPTH = 8
NOISY = 3


def unet_generator(image_shape, *, input_channels=None, width=64, depth=None):
    """Pictures `(n, h, w, input_channels)` to `(n, h, w, channels)` in (-1, 1).

    The network takes any height and width that are multiples of 2^depth.

    Args:
        image_shape: `(height, width, channels)` of the pictures that it will be
            trained to make.
        input_channels: Positive integer; `channels` by default.
        width: Positive integer, channels of the first layer; twice as many in
            each further one, but at most 8 times as many.
        depth: Positive integer, how often the size is halved; by default as
            often as it can be, 8 at most (256x256 to 1x1, as in the paper).

    Raises:
        ValueError: Where 2^depth does not divide height and width, or one of
            them is odd.
    """
    height, width_, channels = check_image_shape(image_shape, points=False)
    input_channels = input_channels or channels
    check_positive(input_channels=input_channels, width=width)
    depth = _depth((height, width_), depth)
    filters = [width * min(2**i, 8) for i in range(depth)]
    inputs = layers.Input((None, None, input_channels))
    skips = _encoder(inputs, filters)
    x = skips.pop()
    for i, n in enumerate(reversed(filters[:-1])):
        x = upsample(n, use_bias=False)(layers.ReLU()(x))
        x = instance_norm()(x)
        if i < NOISY:
            x = DropoutNoise(0.5)(x)
        x = layers.Concatenate()([x, skips.pop()])
    # Images and losses are float32 also under a bfloat16 policy.
    outputs = upsample(channels, activation="tanh", dtype="float32")(
        layers.ReLU()(x)
    )
    return Model(inputs, outputs, name="generator")


def _encoder(x, filters):
    """The outputs of its layers, before their activations."""
    outputs = []
    for i, n in enumerate(filters):
        inside = 0 < i < len(filters) - 1
        if i > 0:
            x = layers.LeakyReLU(0.2)(x)
        x = downsample(n, use_bias=not inside)(x)
        if inside:
            x = instance_norm()(x)
        outputs.append(x)
    return outputs


def _depth(size, depth):
    common = math.gcd(*size)
    largest = min((common & -common).bit_length() - 1, MAX_DEPTH)
    if not largest:
        raise ValueError(
            "A U-Net halves height and width, which must be even. "
            f"Received: pictures of {size[0]}x{size[1]}"
        )
    if depth is None:
        return largest
    check_positive(depth=depth)
    if common % 2**depth:
        raise ValueError(
            "A U-Net halves height and width depth times, without a rest: "
            f"pictures of {size[0]}x{size[1]} allow a depth of at most "
            f"{largest}. Received: depth={depth}"
        )
    return depth
