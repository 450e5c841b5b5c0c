"""Autoencoders, the discriminators of EBGAN.

Zhao, Mathieu and LeCun 2016 (arXiv:1609.03126), section 4 and appendix. Each is
`keras.Sequential([encoder, decoder])`. The paper's pulling-away term compares
the codes `(n, code_dim)`.
"""

import math

from keras import Sequential
from keras import initializers
from keras import layers

from keras_gans.networks.dcgan import plan
from keras_gans.networks.mlp import hidden_layers
from keras_gans.networks.mlp import hidden_units
from keras_gans.networks.mlp import units_of
from keras_gans.networks.normalization import batch_norm
from keras_gans.networks.sizes import check_images
from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_positive


def dcgan_autoencoder(image_shape, *, width=64, code_dim=128):
    """Maps images `(n, *image_shape)` to reconstructions in (-1, 1).

    The network follows the guidelines of `dcgan_generator` and
    `dcgan_discriminator`, with weights from N(0, 0.002). Strided convolutions
    lead to the code, transposed convolutions lead back. All layers but the
    encoder's first and the decoder's last have batch normalisation. The code is
    a linear, batch-normalised vector; in the paper it is a feature map.

    Args:
        image_shape: As for `dcgan_generator`.
        width: Positive integer, channels next to the image; each layer closer
            to the code has twice as many, but at most 16 times as many.
        code_dim: Positive integer.
    """
    image_shape = check_images(image_shape)
    check_positive(width=width, code_dim=code_dim)
    (height, width_), channels = plan(image_shape, width)
    encoder = [
        layers.Input(image_shape),
        layers.Conv2D(width, **_strided()),
        layers.LeakyReLU(0.2),
    ]
    for n in channels[1:]:
        encoder += [
            layers.Conv2D(n, use_bias=False, **_strided()),
            batch_norm(),
            layers.LeakyReLU(0.2),
        ]
    encoder += [
        layers.Flatten(),
        layers.Dense(code_dim, use_bias=False, **_normal()),
        batch_norm(),
    ]
    decoder = [
        layers.Input((code_dim,)),
        layers.Dense(
            height * width_ * channels[-1], use_bias=False, **_normal()
        ),
        layers.Reshape((height, width_, channels[-1])),
        batch_norm(),
        layers.ReLU(),
    ]
    for n in reversed(channels[:-1]):
        decoder += [
            layers.Conv2DTranspose(n, use_bias=False, **_strided()),
            batch_norm(),
            layers.ReLU(),
        ]
    decoder += [
        # Images and losses stay float32 under a bfloat16 policy.
        layers.Conv2DTranspose(
            image_shape[-1],
            activation="tanh",
            dtype="float32",
            **_strided(),
        )
    ]
    return _autoencoder(encoder, decoder)


def mlp_autoencoder(image_shape, *, width=64, hidden=None, code_dim=64):
    """Maps images or points `(n, *image_shape)` to their reconstructions.

    Reconstructed images are in (-1, 1); reconstructed points have no bounds.

    Args:
        image_shape: `(height, width, channels)`, or `(n,)` for points.
        width: Positive integer, scales the hidden layers.
        hidden: Units of the decoder's hidden layers, each followed by LeakyReLU
            0.2; by default those of `mlp_generator`. The encoder has them in
            reverse order.
        code_dim: Positive integer.
    """
    image_shape = check_image_shape(image_shape)
    check_positive(width=width, code_dim=code_dim)
    hidden = units_of(hidden, hidden_units(image_shape, width))
    is_point = len(image_shape) == 1
    encoder = [
        layers.Input(image_shape),
        layers.Flatten(),
        *hidden_layers(hidden[::-1]),
        layers.Dense(code_dim),
    ]
    decoder = [
        layers.Input((code_dim,)),
        *hidden_layers(hidden),
        layers.Dense(
            math.prod(image_shape),
            activation=None if is_point else "tanh",
            dtype="float32",
        ),
        layers.Reshape(image_shape, dtype="float32"),
    ]
    return _autoencoder(encoder, decoder)


def _autoencoder(encoder, decoder):
    return Sequential(
        [
            Sequential(encoder, name="encoder"),
            Sequential(decoder, name="decoder"),
        ],
        name="discriminator",
    )


def _strided():
    return {"kernel_size": 4, "strides": 2, "padding": "same", **_normal()}


def _normal():
    return {"kernel_initializer": initializers.RandomNormal(stddev=0.002)}
