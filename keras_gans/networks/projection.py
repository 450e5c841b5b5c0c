"""The residual networks of the GAN with a projection discriminator.

Miyato and Koyama 2018 (arXiv:1802.05637), appendix; the authors' code calls
them ResNetGenerator and SNResNetProjectionDiscriminator. A residual block has
two 3x3 convolutions and resamples once: by nearest neighbours in the generator,
by averages in the discriminator.
"""

import math

from keras import Model
from keras import layers

from keras_gans.layers.conditional_batch_normalization import (
    ConditionalBatchNormalization,
)
from keras_gans.layers.self_attention import SelfAttention
from keras_gans.layers.spectral_normalization import SpectralNormalization
from keras_gans.networks.mlp import hidden_layers
from keras_gans.networks.mlp import hidden_units
from keras_gans.networks.normalization import batch_norm
from keras_gans.networks.sizes import check_images
from keras_gans.networks.sizes import check_images_or_points
from keras_gans.networks.sizes import pyramid
from keras_gans.utils.checks import check_positive


def projection_generator(image_shape, latent_dim, num_labels, *, width=64):
    """Maps latents and labels to images `(n, *image_shape)` in (-1, 1).

    The plan of channels is that of the paper's 128x128 networks at every size.
    The authors' 32x32 networks have a constant width, and two blocks of the
    discriminator that keep the size; their 64x64 networks halve to 2x2. All
    initial weights are Glorot's; the authors' 3x3 convolutions have twice that
    variance.

    Args:
        image_shape: As for `dcgan_generator`.
        latent_dim: Positive integer.
        num_labels: Positive integer, the length of a label vector, one-hot for
            classes.
        width: Positive integer, channels at the size of the image; each smaller
            size has twice as many, but at most 16 times as many.
    """
    image_shape = check_images(image_shape)
    check_positive(latent_dim=latent_dim, num_labels=num_labels)
    sizes, channels = plan(image_shape, width)
    latents, labels = layers.Input((latent_dim,)), layers.Input((num_labels,))
    x = layers.Dense(math.prod(sizes[0]) * channels[0], use_bias=False)(latents)
    x = layers.Reshape((*sizes[0], channels[0]))(x)
    for n in channels:
        x = block_up(x, labels, n, ConditionalBatchNormalization, _convolution)
    x = layers.ReLU()(batch_norm()(x))
    # Images and losses stay float32 under a bfloat16 policy.
    images = layers.Conv2D(
        image_shape[-1], 3, padding="same", activation="tanh", dtype="float32"
    )(x)
    return Model([latents, labels], images, name="generator")


def projection_discriminator(image_shape, num_labels, *, width=64):
    """Maps images and labels to scores `(n, 1)` (equation 3 of the paper).

    Every layer is spectrally normalised. For points, the features are those of
    `mlp_discriminator`.

    Args:
        image_shape: As for `projection_generator`, or `(n,)` for points.
        num_labels: As for `projection_generator`.
        width: As for `projection_generator`.
    """
    image_shape = check_images_or_points(image_shape)
    check_positive(num_labels=num_labels, width=width)
    images, labels = layers.Input(image_shape), layers.Input((num_labels,))
    if len(image_shape) == 1:
        features = images
        for layer in hidden_layers(
            hidden_units(image_shape, width), normalization="spectral"
        ):
            features = layer(features)
    else:
        features = image_features(images, width)
    scores = projected_scores(features, labels)
    return Model([images, labels], scores, name="discriminator")


def plan(image_shape, width):
    """Sizes, and the channels of the block between each size and the next."""
    check_positive(width=width)
    sizes = pyramid(image_shape)
    doublings = len(sizes) - 1
    return sizes, [width * min(2**i, 16) for i in reversed(range(doublings))]


def block_up(x, condition, channels, normalization, convolution):
    """A residual block of a generator that doubles the size.

    Args:
        x: Features `(n, height, width, ...)`.
        condition: What the normalisation depends on, `(n, k)`.
        channels: Positive integer.
        normalization: Class of layers that take `[x, condition]`.
        convolution: Function of channels and the size of the kernel that
            returns a convolution that keeps the size.
    """
    y = layers.ReLU()(normalization()([x, condition]))
    y = layers.UpSampling2D()(y)
    y = convolution(channels, 3)(y)
    y = layers.ReLU()(normalization()([y, condition]))
    y = convolution(channels, 3)(y)
    # Convolving before upsampling is cheaper; the two commute.
    x = layers.UpSampling2D()(convolution(channels, 1)(x))
    return layers.Add()([x, y])


def image_features(images, width, attention_size=None, **kwargs):
    """The discriminator's features of images, `(n, channels)`.

    Args:
        images: Symbolic images.
        width: As for `projection_generator`.
        attention_size: The shorter side of the feature maps that get
            self-attention, or `None`.
        **kwargs: Arguments of all convolutions.
    """
    sizes, channels = plan(images.shape[1:], width)
    x = images
    for i, n in enumerate(reversed(channels)):
        x = _block_down(x, n, is_first=i == 0, **kwargs)
        if min(x.shape[1:3]) == attention_size:
            x = SelfAttention()(x)
    x = layers.Add()([x, _branch(layers.ReLU()(x), x.shape[-1], **kwargs)])
    x = layers.ReLU()(x)
    # The mean times the number of pixels is the sum over the image.
    x = layers.GlobalAveragePooling2D()(x)
    return layers.Rescaling(math.prod(sizes[0]))(x)


def projected_scores(features, labels, **kwargs):
    """The scores of equation 3; `kwargs` are arguments of both layers."""
    # Scores and losses stay float32 under a bfloat16 policy.
    kwargs["dtype"] = "float32"
    score = SpectralNormalization(layers.Dense(1, **kwargs))(features)
    vectors = SpectralNormalization(
        layers.Dense(features.shape[-1], use_bias=False, **kwargs)
    )(labels)
    projected = layers.Dot(axes=1, dtype="float32")([vectors, features])
    return layers.Add(dtype="float32")([score, projected])


def spectral(channels, size, **kwargs):
    """A spectrally normalised convolution that keeps the size."""
    return SpectralNormalization(
        layers.Conv2D(channels, size, padding="same", **kwargs)
    )


def _block_down(x, channels, is_first, **kwargs):
    y = _branch(x if is_first else layers.ReLU()(x), channels, **kwargs)
    y = layers.AveragePooling2D(2)(y)
    # Pooling before convolving is cheaper; the two commute.
    x = spectral(channels, 1, **kwargs)(layers.AveragePooling2D(2)(x))
    return layers.Add()([x, y])


def _branch(x, channels, **kwargs):
    x = layers.ReLU()(spectral(channels, 3, **kwargs)(x))
    return spectral(channels, 3, **kwargs)(x)


def _convolution(channels, size):
    return layers.Conv2D(channels, size, padding="same", use_bias=False)
