"""The network of fast style transfer, trained for one style.

Johnson, Alahi and Fei-Fei 2016 (arXiv:1603.08155), supplementary material: a
9x9 convolution, two convolutions to a half and a quarter of the size, residual
blocks, and the same way back. Three parts differ. Instance normalisation
(Ulyanov et al. 2016, arXiv:1607.08022) replaces batch normalisation. Reflection
padding replaces zero padding. Upsampling and a convolution replace transposed
convolutions, whose uneven overlap causes checkerboard artefacts (Odena et al.
2016, doi:10.23915/distill.00003).
"""

from keras import Model
from keras import layers

from keras_gans.networks.cyclegan import padded
from keras_gans.networks.cyclegan import residual_block
from keras_gans.networks.normalization import instance_norm
from keras_gans.utils.checks import check_positive


def style_network(*, width=32, blocks=5):
    """Maps images `(n, h, w, 3)` in [-1, 1] to images of that shape in (-1, 1).

    Height and width can be any multiples of 4 that are at least 8.

    Args:
        width: Positive integer, channels of the first layer.
        blocks: Positive integer, residual blocks.
    """
    check_positive(width=width, blocks=blocks)
    inputs = layers.Input((None, None, 3))
    x = _normalised(padded(width, 9)(inputs))
    for n in (2 * width, 4 * width):
        x = _normalised(padded(n, 3, strides=2)(x))
    for _ in range(blocks):
        x = residual_block(x)
    for n in (2 * width, width):
        x = layers.UpSampling2D(2)(x)
        x = _normalised(padded(n, 3)(x))
    # Images and losses stay float32 under a bfloat16 policy.
    outputs = padded(3, 9, use_bias=True, activation="tanh", dtype="float32")(x)
    return Model(inputs, outputs, name="network")


def _normalised(x):
    return layers.ReLU()(instance_norm()(x))
