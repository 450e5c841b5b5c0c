"""The U-Net of pix2pix.

Isola, Zhu, Zhou and Efros 2017 (arXiv:1611.07004), appendix 6.1. The encoder
has 4x4 convolutions of stride 2 with LeakyReLU 0.2. The decoder has as many
transposed convolutions with ReLU, and skip connections from the encoder's
layers of the same size. The first three layers of the decoder have dropout of
0.5, also at test time: the network's noise. Weights are from N(0, 0.02).

The paper uses batch normalisation of a single image with its own statistics,
which is instance normalisation. The first and the innermost layer have none:
normalising a single pixel would leave nothing (the paper's erratum).
"""

import math

from keras import Model
from keras import layers

from keras_gans.layers.dropout_noise import DropoutNoise
from keras_gans.networks.dcgan import downsample
from keras_gans.networks.dcgan import upsample
from keras_gans.networks.normalization import instance_norm
from keras_gans.networks.sizes import nearest_multiples
from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_positive

MAX_DEPTH = 8
NOISY = 3


def unet_generator(image_shape, *, input_channels=None, width=64, depth=None):
    """Maps `(n, h, w, input_channels)` to `(n, h, w, channels)` in (-1, 1).

    Height and width can be any multiples of 2^depth.

    Args:
        image_shape: `(height, width, channels)` of the images to generate in
            training.
        input_channels: Positive integer; `channels` by default.
        width: Positive integer, channels of the first layer; each further layer
            has twice as many, but at most 8 times as many.
        depth: Positive integer, how often the size is halved. The default is as
            often as possible, at most 8 times (256x256 to 1x1, as in the
            paper).

    Raises:
        ValueError: If 2^depth does not divide height and width, or one of them
            is odd.
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
    # Images and losses stay float32 under a bfloat16 policy.
    outputs = upsample(channels, activation="tanh", dtype="float32")(
        layers.ReLU()(x)
    )
    return Model(inputs, outputs, name="generator")


def _encoder(x, filters):
    """Returns the outputs of all encoder layers, before their activations."""
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
        near = nearest_multiples(*size, 2, least=2)
        raise ValueError(
            "The height and width of image_shape must be even, since a U-Net "
            f"halves them. Use {near}, or better multiples of 2^depth such as "
            f"{nearest_multiples(*size, 16, least=16)}. "
            f"Received: images of {size[0]}x{size[1]}"
        )
    if depth is None:
        return largest
    check_positive(depth=depth)
    if common % 2**depth:
        raise ValueError(
            "2^depth must divide height and width: images of "
            f"{size[0]}x{size[1]} allow a depth of at most {largest}. "
            f"Received: depth={depth}"
        )
    return depth
