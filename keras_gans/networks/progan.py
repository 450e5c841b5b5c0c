"""ProGAN's networks.

Karras et al. 2018 (arXiv:1710.10196), table 2: at each size, two 3x3
convolutions; from one size to the next, pixels repeated in the generator and
means of 2x2 pixels in the discriminator. LeakyReLU 0.2, the equalised learning
rate (section 4.1), pixel normalisation in the generator alone (section 4.2) and
a channel of the batch's standard deviation in the discriminator (section 3).
The generator's images are linear, without a tanh.
"""

import math

from keras import Sequential
from keras import layers

from keras_gans.layers.equalized import Equalized
from keras_gans.layers.minibatch_stddev import MinibatchStddev
from keras_gans.layers.pixel_normalization import PixelNormalization
from keras_gans.networks.growing import GrowingDiscriminator
from keras_gans.networks.growing import GrowingGenerator
from keras_gans.networks.sizes import check_images
from keras_gans.networks.sizes import doubling_channels
from keras_gans.networks.sizes import pyramid
from keras_gans.utils.checks import check_positive

# He's gain for ReLUs.
GAIN = math.sqrt(2)


def progan_generator(image_shape, latent_dim, *, width=64):
    """Maps latents `(n, latent_dim)` to images `(n, *image_shape)`.

    Args:
        image_shape: As for `dcgan_generator`.
        latent_dim: Positive integer.
        width: Positive integer, channels at the size of the image; each smaller
            size has twice as many, but at most 512. The paper has 16 at
            1024x1024, 64 at 256x256 and 512 at 32x32.

    Returns:
        A `growing.GrowingGenerator`.
    """
    image_shape = check_images(image_shape)
    check_positive(latent_dim=latent_dim)
    sizes = pyramid(image_shape)
    channels = doubling_channels(sizes, width)
    blocks = [[layers.Input((latent_dim,)), *first(sizes[0], channels[0])]]
    for size, n, after in zip(sizes, channels, channels[1:]):
        blocks.append([layers.Input((*size, n)), *doubled(after)])
    images = [
        [layers.Input((*size, n)), to_image(image_shape[-1])]
        for size, n in zip(sizes, channels)
    ]
    return GrowingGenerator(
        [*map(Sequential, blocks)],
        [*map(Sequential, images)],
        name="generator",
    )


def progan_discriminator(image_shape, *, width=64):
    """Maps images `(n, *image_shape)` to scores `(n, 1)`.

    Args:
        image_shape: As for `progan_generator`.
        width: As for `progan_generator`.

    Returns:
        A `growing.GrowingDiscriminator`.
    """
    image_shape = check_images(image_shape)
    sizes = pyramid(image_shape)
    channels = doubling_channels(sizes, width)
    blocks = [[layers.Input((*sizes[0], channels[0])), *last(channels[0])]]
    for size, n, before in zip(sizes[1:], channels[1:], channels):
        blocks.append([layers.Input((*size, n)), *halved(n, before)])
    images = [
        [layers.Input((*size, image_shape[-1])), *from_image(n)]
        for size, n in zip(sizes, channels)
    ]
    return GrowingDiscriminator(
        [*map(Sequential, blocks)],
        [*map(Sequential, images)],
        name="discriminator",
    )


# === Layers of a size ===


def first(size, n):
    """The generator's layers from latents to the smallest features."""
    return [
        PixelNormalization(),
        # This gain is that of the authors' code.
        Equalized(layers.Dense(math.prod(size) * n), gain=GAIN / 4),
        layers.Reshape((*size, n)),
        layers.LeakyReLU(0.2),
        PixelNormalization(),
        *_convolution(n, normalize=True),
    ]


def doubled(n):
    """The generator's layers to features of twice the size."""
    return [
        layers.UpSampling2D(),
        *_convolution(n, normalize=True),
        *_convolution(n, normalize=True),
    ]


def to_image(channels):
    """The generator's layer from features to images."""
    # Images and losses stay float32 under a bfloat16 policy.
    return Equalized(layers.Conv2D(channels, 1, dtype="float32"))


def from_image(n):
    """The discriminator's layers from images to features."""
    return [Equalized(layers.Conv2D(n, 1), gain=GAIN), layers.LeakyReLU(0.2)]


def halved(n, after):
    """The discriminator's layers to features of half the size."""
    return [
        *_convolution(n),
        *_convolution(after),
        layers.AveragePooling2D(2),
    ]


def last(n):
    """The discriminator's layers from the smallest features to scores."""
    return [
        MinibatchStddev(),
        *_convolution(n),
        layers.Flatten(),
        Equalized(layers.Dense(n), gain=GAIN),
        layers.LeakyReLU(0.2),
        Equalized(layers.Dense(1, dtype="float32")),
    ]


def _convolution(n, normalize=False):
    return [
        Equalized(layers.Conv2D(n, 3, padding="same"), gain=GAIN),
        layers.LeakyReLU(0.2),
        *[PixelNormalization() for _ in range(normalize)],
    ]
