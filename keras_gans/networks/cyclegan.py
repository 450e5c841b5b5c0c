"""The residual generator of CycleGAN.

Zhu, Park, Isola and Efros 2017 (arXiv:1703.10593), appendix 7.2, after Johnson
et al. 2016 (arXiv:1603.08155): c7s1-64, d128, d256, R256 six or nine times,
u128, u64, c7s1-3. It uses reflection padding, instance normalisation, ReLU and
weights from N(0, 0.02).
"""

from keras import Model
from keras import layers

from keras_gans.layers.reflection_padding_2d import ReflectionPadding2D
from keras_gans.networks.dcgan import normal
from keras_gans.networks.normalization import instance_norm
from keras_gans.networks.sizes import nearest_multiples
from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_positive


def cyclegan_generator(image_shape, *, width=64, blocks=None):
    """Maps images `(n, h, w, channels)` to images of that shape in (-1, 1).

    Height and width can be any multiples of 4 that are at least 8.

    Args:
        image_shape: `(height, width, channels)` of the training images.
        width: Positive integer, channels of the first layer.
        blocks: Positive integer, residual blocks; by default 9 for images of
            256x256 and larger, else 6, as in the paper.

    Raises:
        ValueError: If height or width is not a multiple of 4, or less than 8.
    """
    height, width_, channels = check_image_shape(image_shape, points=False)
    if height % 4 or width_ % 4 or min(height, width_) < 8:
        near = nearest_multiples(height, width_, 4, least=8)
        raise ValueError(
            "image_shape must have a height and a width that are multiples of "
            f"4, at least 8, for CycleGAN's generator. Use {near}. "
            f"Received: image_shape={image_shape}"
        )
    if blocks is None:
        blocks = 9 if min(height, width_) >= 256 else 6
    check_positive(width=width, blocks=blocks)
    inputs = layers.Input((None, None, channels))
    x = layers.ReLU()(instance_norm()(padded(width, 7)(inputs)))
    for n in (2 * width, 4 * width):
        x = _convolution(n, 3, strides=2, padding="same", use_bias=False)(x)
        x = layers.ReLU()(instance_norm()(x))
    for _ in range(blocks):
        x = residual_block(x)
    for n in (2 * width, width):
        x = layers.ReLU()(instance_norm()(_doubled(x, n)))
    # Images and losses stay float32 under a bfloat16 policy.
    outputs = padded(
        channels, 7, use_bias=True, activation="tanh", dtype="float32"
    )(x)
    return Model(inputs, outputs, name="generator")


def residual_block(x):
    """Two convolutions with a skip connection around them."""
    y = padded(x.shape[-1], 3)(x)
    y = layers.ReLU()(instance_norm()(y))
    y = instance_norm()(padded(x.shape[-1], 3)(y))
    return layers.Add()([x, y])


def padded(filters, size, use_bias=False, **kwargs):
    """A convolution with reflection padding; stride 1 keeps the size."""
    padding = ReflectionPadding2D(size // 2)
    convolution = _convolution(filters, size, use_bias=use_bias, **kwargs)
    return lambda x: convolution(padding(x))


def _doubled(x, filters):
    x = layers.Conv2DTranspose(
        filters, 3, strides=2, use_bias=False, **normal()
    )(x)
    # padding="same" pads differently on different backends.
    return layers.Cropping2D(((0, 1), (0, 1)))(x)


def _convolution(filters, size, **kwargs):
    return layers.Conv2D(filters, size, **normal(), **kwargs)
