"""StyleGAN2's networks.

Karras et al. 2020 (arXiv:1912.04958), configuration F, figure 7 and appendix B:
a mapping network, a synthesis network of modulated convolutions with output
skips, and a residual discriminator. The filter of all resampling is [1, 3, 3,
1]; all learning rates are equalised. Each activation is a LeakyReLU of slope
0.2, and the layer before it has a gain of sqrt(2); in the authors' code the
gain follows the activation, which differs by the scale of biases and noise.
"""

import math

from keras import Model
from keras import layers

from keras_gans.layers.bias import Bias
from keras_gans.layers.blur import Blur
from keras_gans.layers.downsample import Downsample
from keras_gans.layers.equalized import Equalized
from keras_gans.layers.learned_constant import LearnedConstant
from keras_gans.layers.minibatch_stddev import MinibatchStddev
from keras_gans.layers.modulated_conv2d import ModulatedConv2D
from keras_gans.layers.noise_injection import NoiseInjection
from keras_gans.layers.pixel_normalization import PixelNormalization
from keras_gans.layers.upsample import Upsample
from keras_gans.networks.sizes import check_images
from keras_gans.networks.sizes import doubling_channels
from keras_gans.networks.sizes import pyramid
from keras_gans.utils.checks import check_at_least
from keras_gans.utils.checks import check_positive

GAIN = math.sqrt(2)
# The mapping network learns slower than the rest (Karras et al. 2019,
# arXiv:1812.04948, appendix C).
MAPPING_RATE = 0.01


def stylegan2_generator(
    image_shape,
    latent_dim,
    num_labels=None,
    *,
    width=64,
    depth=8,
    bfloat16_sizes=0,
):
    """Maps latents, and labels if there are any, to images without bounds.

    The generator consists of two models. `get_layer("mapping")` maps latents
    `(n, latent_dim)`, or latents and labels, to styles `(n, latent_dim)`.
    `get_layer("synthesis")` maps a style for each of its layers, `(n, layers,
    latent_dim)`, to images `(n, *image_shape)`; there are two layers a size.

    Args:
        image_shape: As for `dcgan_generator`.
        latent_dim: Positive integer, the length of latents and of styles.
        num_labels: Positive integer, the length of a label vector, one-hot for
            classes; `None` for no labels.
        width: Positive integer, channels at the size of the image; each smaller
            size has twice as many, but at most 512. The paper has 32 for
            1024x1024 pixels, 128 for 256x256.
        depth: Positive integer, layers of the mapping network.
        bfloat16_sizes: Integer, at how many of the largest sizes features are
            bfloat16. Weights, styles and images stay float32.
    """
    mapping = _mapping(latent_dim, num_labels, latent_dim, depth)
    synthesis = _synthesis(image_shape, latent_dim, width, bfloat16_sizes)
    inputs = [layers.Input(x.shape[1:]) for x in mapping.inputs]
    inputs = inputs if num_labels else inputs[0]
    styles = layers.RepeatVector(synthesis.input_shape[1])(mapping(inputs))
    return Model(inputs, synthesis(styles), name="generator")


def stylegan2_discriminator(
    image_shape,
    num_labels=None,
    *,
    width=64,
    depth=8,
    group_size=4,
    bfloat16_sizes=0,
):
    """Maps images, and labels if there are any, to logits `(n, 1)`.

    With labels, the score is the product of features and of the labels, mapped
    to a vector of the same length, as in the authors' later code (Karras et al.
    2020, arXiv:2006.06676; Miyato and Koyama 2018, arXiv:1802.05637).

    Args:
        image_shape: As for `stylegan2_generator`.
        num_labels: As for `stylegan2_generator`.
        width: As for `stylegan2_generator`.
        depth: Positive integer, layers that map the labels.
        group_size: As for `layers.MinibatchStddev`.
        bfloat16_sizes: As for `stylegan2_generator`.
    """
    _check_labels(num_labels, depth)
    _, channels, dtypes = _plan(image_shape, width, bfloat16_sizes)
    images = layers.Input(image_shape)
    x = _conv(channels[-1], 1, dtype=dtypes[-1])(images)
    for i in reversed(range(1, len(channels))):
        x = _block_down(x, channels[i], channels[i - 1], dtypes[i])
    x = MinibatchStddev(group_size)(x)
    x = _conv(channels[0], 3)(x)
    x = _dense(channels[0])(layers.Flatten()(x))
    # Scores and losses stay float32 under a bfloat16 policy.
    if not num_labels:
        scores = Equalized(layers.Dense(1, dtype="float32"))(x)
        return Model(images, scores, name="discriminator")
    features = Equalized(layers.Dense(channels[0], dtype="float32"))(x)
    labels = layers.Input((num_labels,))
    mapping = _mapping(None, num_labels, channels[0], depth)
    scores = layers.Dot(axes=1, dtype="float32")([features, mapping(labels)])
    scores = layers.Rescaling(channels[0] ** -0.5, dtype="float32")(scores)
    return Model([images, labels], scores, name="discriminator")


def _check_labels(num_labels, depth):
    check_positive(depth=depth)
    if num_labels is not None:
        check_positive(num_labels=num_labels)


def _mapping(latent_dim, num_labels, units, depth):
    check_positive(latent_dim=units)
    _check_labels(num_labels, depth)
    inputs, parts = [], []
    if latent_dim:
        inputs.append(layers.Input((latent_dim,)))
        parts.append(PixelNormalization()(inputs[0]))
    if num_labels:
        inputs.append(layers.Input((num_labels,)))
        embedded = Equalized(layers.Dense(units))(inputs[-1])
        parts.append(PixelNormalization()(embedded))
    x = layers.Concatenate()(parts) if parts[1:] else parts[0]
    for _ in range(depth):
        x = _dense(units, lr_multiplier=MAPPING_RATE)(x)
    return Model(inputs if inputs[1:] else inputs[0], x, name="mapping")


def _synthesis(image_shape, w_dim, width, bfloat16_sizes):
    sizes, channels, dtypes = _plan(image_shape, width, bfloat16_sizes)
    colors = image_shape[-1]
    w = layers.Input((2 * len(sizes), w_dim))
    x = LearnedConstant(sizes[0], channels[0], dtype=dtypes[0])(w)
    x = _styled(x, w, channels[0], 0, dtypes[0])
    images = _to_colors(x, w, colors, 1, dtypes[0])
    for i, (n, dtype) in enumerate(zip(channels[1:], dtypes[1:]), start=1):
        x = _styled(x, w, n, 2 * i - 1, dtype, upsample=True)
        x = _styled(x, w, n, 2 * i, dtype)
        # The sum of all sizes stays float32.
        images = layers.Add(dtype="float32")(
            [
                Upsample(dtype="float32")(images),
                # The next size's first convolution has the same style.
                _to_colors(x, w, colors, 2 * i + 1, dtype),
            ]
        )
    return Model(w, images, name="synthesis")


def _plan(image_shape, width, bfloat16_sizes):
    """Sizes, channels and dtype policies, from the smallest to the image's."""
    check_at_least(0, bfloat16_sizes=bfloat16_sizes)
    sizes = pyramid(check_images(image_shape))
    first = len(sizes) - bfloat16_sizes
    dtypes = [
        "mixed_bfloat16" if i >= first else None for i in range(len(sizes))
    ]
    return sizes, doubling_channels(sizes, width), dtypes


def _styled(x, w, filters, style, dtype, upsample=False):
    x = ModulatedConv2D(
        filters, style=style, upsample=upsample, gain=GAIN, dtype=dtype
    )([x, w])
    x = NoiseInjection(dtype=dtype)(x)
    return _activated(Bias(dtype=dtype)(x))


def _to_colors(x, w, colors, style, dtype):
    x = ModulatedConv2D(colors, 1, style=style, demodulate=False, dtype=dtype)(
        [x, w]
    )
    return Bias(dtype="float32")(x)


def _block_down(x, channels, channels_after, dtype):
    y = _conv(channels, 3, dtype=dtype)(x)
    y = Blur(dtype=dtype)(y)
    # Both branches are divided by sqrt(2), which keeps the variance.
    y = _conv(
        channels_after, 3, gain=1.0, strides=2, padding="valid", dtype=dtype
    )(y)
    x = Downsample(dtype=dtype)(x)
    skip = layers.Conv2D(channels_after, 1, use_bias=False, dtype=dtype)
    x = Equalized(skip, gain=1 / GAIN)(x)
    return layers.Add(dtype=dtype)([x, y])


def _dense(units, lr_multiplier=1.0):
    layer = Equalized(layers.Dense(units), GAIN, lr_multiplier)
    return lambda x: _activated(layer(x))


def _conv(filters, size, *, gain=GAIN, padding="same", **kwargs):
    layer = Equalized(
        layers.Conv2D(filters, size, padding=padding, **kwargs), gain
    )
    return lambda x: _activated(layer(x))


def _activated(x):
    return layers.LeakyReLU(0.2, dtype=x.dtype)(x)
