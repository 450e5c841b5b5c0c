"""BEGAN's networks.

Berthelot, Schumm and Metz 2017 (arXiv:1703.10717), section 3.5 and figure 1:
pairs of 3x3 convolutions with ELU, without normalisation, dropout or transposed
convolutions. The generator has the architecture of the autoencoder's decoder.
"""

import math

from keras import Model
from keras import Sequential
from keras import layers

from keras_gans.layers.vanishing_residual import VanishingResidual
from keras_gans.networks.sizes import check_images
from keras_gans.networks.sizes import pyramid
from keras_gans.utils.checks import check_flag
from keras_gans.utils.checks import check_positive


def began_generator(
    image_shape, latent_dim, *, width=64, vanishing_residuals=False
):
    """Maps latents `(n, latent_dim)` to images `(n, *image_shape)` in (-1, 1).

    The paper's last layer is linear; here a tanh follows, since images are in
    [-1, 1].

    Args:
        image_shape: As for `dcgan_generator`.
        latent_dim: Positive integer.
        width: Positive integer, channels of every layer (n in the paper).
        vanishing_residuals: Whether to add the paper's optional improvements:
            `VanishingResidual` around layers that keep the shape, and skip
            connections from the first feature map to each upsampled one.
    """
    image_shape = check_images(image_shape)
    check_positive(latent_dim=latent_dim, width=width)
    check_flag(vanishing_residuals=vanishing_residuals)
    return _decoder(
        image_shape,
        latent_dim,
        width,
        vanishing_residuals,
        name="generator",
        activation="tanh",
    )


def began_autoencoder(
    image_shape, *, code_dim=64, width=64, vanishing_residuals=False
):
    """Maps images `(n, *image_shape)` to reconstructions of that shape.

    The network is `keras.Sequential([encoder, decoder])`. Its codes `(n,
    code_dim)` and its last layer are linear.

    Args:
        image_shape: As for `began_generator`.
        code_dim: Positive integer, the length of a code (N_h in the paper).
        width: Positive integer, channels of the decoder and of the encoder's
            first level. Each downsampling adds `width` channels.
        vanishing_residuals: As for `began_generator`.
    """
    image_shape = check_images(image_shape)
    check_positive(code_dim=code_dim, width=width)
    check_flag(vanishing_residuals=vanishing_residuals)
    return Sequential(
        [
            _encoder(image_shape, code_dim, width, vanishing_residuals),
            _decoder(
                image_shape,
                code_dim,
                width,
                vanishing_residuals,
                name="decoder",
            ),
        ],
        name="discriminator",
    )


def _encoder(image_shape, code_dim, width, residuals):
    levels = len(_sizes(image_shape))
    inputs = layers.Input(image_shape)
    x = _conv(width)(inputs)
    for i in range(1, levels + 1):
        if i > 1:
            x = _conv(i * width, strides=2)(x)
        x = _pair(x, i * width, residuals)
    x = layers.Flatten()(x)
    return Model(inputs, layers.Dense(code_dim)(x), name="encoder")


def _decoder(image_shape, dim, width, residuals, *, name, activation=None):
    sizes = _sizes(image_shape)
    inputs = layers.Input((dim,))
    x = layers.Dense(math.prod(sizes[0]) * width)(inputs)
    first = x = layers.Reshape((*sizes[0], width))(x)
    for i in range(len(sizes)):
        if i > 0:
            x = layers.UpSampling2D()(x)
            if residuals:
                skip = layers.UpSampling2D(2**i)(first)
                x = layers.Concatenate()([x, skip])
        x = _pair(x, width, residuals)
    # Images and losses stay float32 under a bfloat16 policy.
    outputs = layers.Conv2D(
        image_shape[-1],
        3,
        padding="same",
        activation=activation,
        dtype="float32",
    )(x)
    return Model(inputs, outputs, name=name)


def _pair(x, filters, residuals):
    for _ in range(2):
        y = _conv(filters)(x)
        same_size = x.shape == y.shape
        x = VanishingResidual()([x, y]) if residuals and same_size else y
    return x


def _conv(filters, **kwargs):
    return layers.Conv2D(filters, 3, padding="same", activation="elu", **kwargs)


def _sizes(image_shape):
    # For images of 32x32 and their doubles, this is 8x8, as in the paper.
    return pyramid(image_shape, smallest=7)
