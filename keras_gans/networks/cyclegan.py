"""The residual translator of CycleGAN.

Zhu, Park, Isola and Efros 2017 (arXiv:1703.10593), appendix 7.2, after Johnson
et al. 2016 (arXiv:1603.08155): c7s1-64, d128, d256, R256 six or nine times,
u128, u64, c7s1-3. Reflection padding, instance normalisation, ReLU, weights
from N(0, 0.02).
"""

from keras import Model
from keras import layers

from keras_gans.layers.reflection_padding_2d import ReflectionPadding2D
from keras_gans.networks.dcgan import normal
from keras_gans.networks.normalization import instance_norm
from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_positive


def cyclegan_generator(image_shape, *, width=64, blocks=None):
    """Pictures `(n, h, w, channels)` to as many of that shape in (-1, 1).

    The network takes any height and width of 8 at least that are multiples of
    4.

    Args:
        image_shape: `(height, width, channels)` of the pictures that it will be
            trained on.
        width: Positive integer, channels of the first layer.
        blocks: Positive integer, residual blocks; by default 9 for pictures of
            256x256 and larger, else 6, as in the paper.

    Raises:
        ValueError: Where height or width is no multiple of 4, or less than 8.
    """
    height, width_, channels = check_image_shape(image_shape, points=False)
    if height % 4 or width_ % 4 or min(height, width_) < 8:
        raise ValueError(
            "CycleGAN's generator takes pictures whose height and width are "
            "multiples of 4, at least 8. "
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
    # Images and losses are float32 also under a bfloat16 policy.
    outputs = padded(
        channels, 7, use_bias=True, activation="tanh", dtype="float32"
    )(x)
    return Model(inputs, outputs, name="generator")


def residual_block(x):
    """Two convolutions, and what came in added to what goes out."""
    y = padded(x.shape[-1], 3)(x)
    y = layers.ReLU()(instance_norm()(y))
    y = instance_norm()(padded(x.shape[-1], 3)(y))
    return layers.Add()([x, y])


def padded(filters, size, use_bias=False, **kwargs):
    """A convolution over the mirrored border, that keeps the size."""
    padding = ReflectionPadding2D(size // 2)
    convolution = _convolution(filters, size, use_bias=use_bias, **kwargs)
    return lambda x: convolution(padding(x))


def _doubled(x, filters):
    x = layers.Conv2DTranspose(
        filters, 3, strides=2, use_bias=False, **normal()
    )(x)
    # What padding="same" means differs between backends.
    return layers.Cropping2D(((0, 1), (0, 1)))(x)


def _convolution(filters, size, **kwargs):
    return layers.Conv2D(filters, size, **normal(), **kwargs)
