"""BigGAN's residual networks.

Brock, Donahue and Simonyan 2019 (arXiv:1809.11096), appendix B, figure 15 and
table 4. They are those of the GAN with a projection discriminator, with
orthogonal initial weights, spectral normalisation in both players and
self-attention at one size. The generator reads the latent in equal chunks, the
first at its smallest size and one in each block, beside an embedding of the
labels that all blocks share.
"""

import math

from keras import Model
from keras import layers
from keras import ops

from keras_gans.layers.modulated_batch_normalization import (
    ModulatedBatchNormalization,
)
from keras_gans.layers.self_attention import SelfAttention
from keras_gans.layers.spectral_normalization import SpectralNormalization
from keras_gans.networks.normalization import batch_norm
from keras_gans.networks.projection import block_up
from keras_gans.networks.projection import image_features
from keras_gans.networks.projection import plan
from keras_gans.networks.projection import projected_scores
from keras_gans.networks.projection import spectral
from keras_gans.networks.sizes import check_images
from keras_gans.networks.sizes import pyramid
from keras_gans.utils.checks import check_positive

ORTHOGONAL = {"kernel_initializer": "orthogonal"}
# The paper's, for 128x128 and more. Smaller images go without attention there.
ATTENTION_SIZE = 64
# The length of a chunk in the paper: 120 / 6 for 128x128, 140 / 7 for 256x256.
CHUNK = 20


def biggan_generator(
    image_shape,
    latent_dim,
    num_labels,
    *,
    width=64,
    embedding_dim=128,
    attention_size=ATTENTION_SIZE,
):
    """Maps latents and labels to images `(n, *image_shape)` in (-1, 1).

    The plan of channels is that of the paper's 128x128 networks at every size;
    the authors' networks for 32x32 have a constant width. The embedding has no
    spectral normalisation: in the authors' code, it would cripple training.
    Convolutions have no bias, since batch normalisation would remove it.

    Args:
        image_shape: As for `dcgan_generator`.
        latent_dim: Positive multiple of the number of chunks: the doublings
            from the smallest size to the image's, and one (6 for 128x128).
        num_labels: Positive integer, the length of a label vector, one-hot for
            classes.
        width: Positive integer, channels at the size of the image; each smaller
            size has twice as many, but at most 16 times as many.
        embedding_dim: Positive integer, the length of the embedding of labels.
        attention_size: Positive integer, the shorter side of the feature maps
            that get self-attention, or `None`. Images of which no map has the
            default size go without.

    Raises:
        ValueError: If `latent_dim` is no such multiple, or `attention_size` is
            neither the default nor the size of a feature map.
    """
    image_shape = check_images(image_shape)
    check_positive(num_labels=num_labels, embedding_dim=embedding_dim)
    sizes, channels = plan(image_shape, width)
    _check_attention(attention_size, sizes)
    _check_chunks(latent_dim, len(sizes))
    latents, labels = layers.Input((latent_dim,)), layers.Input((num_labels,))
    embedding = layers.Dense(
        embedding_dim, use_bias=False, name="embedding", **ORTHOGONAL
    )(labels)
    first, *chunks = ops.split(latents, len(sizes), axis=1)
    units = math.prod(sizes[0]) * channels[0]
    x = SpectralNormalization(layers.Dense(units, **ORTHOGONAL))(first)
    x = layers.Reshape((*sizes[0], channels[0]))(x)
    for n, chunk in zip(channels, chunks, strict=True):
        condition = layers.Concatenate()([embedding, chunk])
        x = block_up(x, condition, n, ModulatedBatchNormalization, _convolution)
        if min(x.shape[1:3]) == attention_size:
            x = SelfAttention()(x)
    x = layers.ReLU()(batch_norm()(x))
    # Images and losses stay float32 under a bfloat16 policy.
    images = spectral(
        image_shape[-1], 3, activation="tanh", dtype="float32", **ORTHOGONAL
    )(x)
    return Model([latents, labels], images, name="generator")


def biggan_discriminator(
    image_shape, num_labels, *, width=64, attention_size=ATTENTION_SIZE
):
    """Maps images and labels to scores `(n, 1)`.

    It is `projection_discriminator` with orthogonal initial weights and
    self-attention. Every layer is spectrally normalised.

    Args:
        image_shape: As for `biggan_generator`.
        num_labels: As for `biggan_generator`.
        width: As for `biggan_generator`.
        attention_size: As for `biggan_generator`. At the size of the image the
            discriminator has no features and so no attention.

    Raises:
        ValueError: As `biggan_generator`.
    """
    image_shape = check_images(image_shape)
    check_positive(num_labels=num_labels)
    _check_attention(attention_size, plan(image_shape, width)[0])
    images, labels = layers.Input(image_shape), layers.Input((num_labels,))
    features = image_features(images, width, attention_size, **ORTHOGONAL)
    scores = projected_scores(features, labels, **ORTHOGONAL)
    return Model([images, labels], scores, name="discriminator")


def biggan_latent_dim(image_shape):
    """The paper's length of a latent, 20 for each chunk."""
    return CHUNK * len(pyramid(check_images(image_shape)))


def _check_attention(size, sizes):
    if size is None or size == ATTENTION_SIZE:
        return
    check_positive(attention_size=size)
    # The smallest map is the generator's before any block.
    sides = [min(pair) for pair in sizes[1:]]
    if size not in sides:
        raise ValueError(
            "attention_size must be the shorter side of a feature map, "
            f"{' or '.join(map(str, sides))} for images of this size, or None "
            f"for no attention. Received: attention_size={size}"
        )


def _check_chunks(latent_dim, count):
    check_positive(latent_dim=latent_dim)
    if latent_dim % count:
        lower = latent_dim // count * count
        near = " or ".join(str(n) for n in (lower, lower + count) if n)
        raise ValueError(
            f"latent_dim must be a multiple of {count} for images of this "
            f"size, whose generator reads the latent in {count} chunks. Use "
            f"{near}. Received: latent_dim={latent_dim}"
        )


def _convolution(channels, size):
    return spectral(channels, size, use_bias=False, **ORTHOGONAL)
