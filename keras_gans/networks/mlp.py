"""Multilayer perceptrons of the vanilla GAN."""

import math

from keras import Sequential
from keras import layers

from keras_gans.checks import check_image_shape
from keras_gans.checks import check_positive


def mlp_generator(
    image_shape, latent_dim, *, hidden=(256, 512, 1024), dropout=0.0
):
    """Latents `(n, latent_dim)` to images `(n, *image_shape)` in (-1, 1).

    Args:
        image_shape: `(height, width, channels)`.
        latent_dim: Positive integer.
        hidden: Units of the hidden layers, each with LeakyReLU 0.2.
        dropout: Float in [0, 1), the rate after each hidden layer.
    """
    image_shape = check_image_shape(image_shape)
    check_positive(latent_dim=latent_dim)
    return Sequential(
        [
            layers.Input((latent_dim,)),
            *_hidden_layers(hidden, dropout),
            # Sums and losses want float32 also under a bfloat16 policy.
            layers.Dense(
                math.prod(image_shape), activation="tanh", dtype="float32"
            ),
            layers.Reshape(image_shape, dtype="float32"),
        ],
        name="generator",
    )


def mlp_discriminator(image_shape, *, hidden=(1024, 512, 256), dropout=0.3):
    """Images `(n, *image_shape)` to logits `(n, 1)`.

    Args:
        image_shape: `(height, width, channels)`.
        hidden: Units of the hidden layers, each with LeakyReLU 0.2.
        dropout: Float in [0, 1), the rate after each hidden layer.
    """
    image_shape = check_image_shape(image_shape)
    return Sequential(
        [
            layers.Input(image_shape),
            layers.Flatten(),
            *_hidden_layers(hidden, dropout),
            layers.Dense(1, dtype="float32"),
        ],
        name="discriminator",
    )


def _hidden_layers(hidden, dropout):
    for units in hidden:
        check_positive(hidden=units)
        yield layers.Dense(units)
        yield layers.LeakyReLU(0.2)
        yield layers.Dropout(dropout)
