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
    sizes, channels = _plan(image_shape, width)
    latents, labels = layers.Input((latent_dim,)), layers.Input((num_labels,))
    x = layers.Dense(math.prod(sizes[0]) * channels[0], use_bias=False)(latents)
    x = layers.Reshape((*sizes[0], channels[0]))(x)
    for n in channels:
        x = _block_up(x, labels, n)
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
        features = _image_features(images, image_shape, width)
    score = SpectralNormalization(layers.Dense(1, dtype="float32"))(features)
    vectors = SpectralNormalization(
        layers.Dense(features.shape[-1], use_bias=False, dtype="float32")
    )(labels)
    projected = layers.Dot(axes=1, dtype="float32")([vectors, features])
    scores = layers.Add(dtype="float32")([score, projected])
    return Model([images, labels], scores, name="discriminator")


def _image_features(x, image_shape, width):
    sizes, channels = _plan(image_shape, width)
    for i, n in enumerate(reversed(channels)):
        x = _block_down(x, n, is_first=i == 0)
    x = _block(x)
    x = layers.ReLU()(x)
    # The mean times the number of pixels is the sum over the image.
    x = layers.GlobalAveragePooling2D()(x)
    return layers.Rescaling(math.prod(sizes[0]))(x)


def _plan(image_shape, width):
    """Sizes, and the channels of the block between each size and the next."""
    check_positive(width=width)
    sizes = pyramid(image_shape)
    doublings = len(sizes) - 1
    return sizes, [width * min(2**i, 16) for i in reversed(range(doublings))]


def _block_up(x, labels, channels):
    y = layers.ReLU()(ConditionalBatchNormalization()([x, labels]))
    y = layers.UpSampling2D()(y)
    y = _convolution(channels, 3)(y)
    y = layers.ReLU()(ConditionalBatchNormalization()([y, labels]))
    y = _convolution(channels, 3)(y)
    # Convolving before upsampling is cheaper; the two commute.
    x = layers.UpSampling2D()(_convolution(channels, 1)(x))
    return layers.Add()([x, y])


def _block_down(x, channels, is_first):
    y = _branch(x if is_first else layers.ReLU()(x), channels)
    y = layers.AveragePooling2D(2)(y)
    # Pooling before convolving is cheaper; the two commute.
    x = _spectral(channels, 1)(layers.AveragePooling2D(2)(x))
    return layers.Add()([x, y])


def _block(x):
    return layers.Add()([x, _branch(layers.ReLU()(x), x.shape[-1])])


def _branch(x, channels):
    x = layers.ReLU()(_spectral(channels, 3)(x))
    return _spectral(channels, 3)(x)


def _convolution(channels, size):
    return layers.Conv2D(channels, size, padding="same", use_bias=False)


def _spectral(channels, size):
    return SpectralNormalization(layers.Conv2D(channels, size, padding="same"))
