"""Multilayer perceptrons."""

import math

import numpy as np
from keras import Sequential
from keras import layers

from keras_gans.networks.normalization import normalized
from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import is_number


def mlp_generator(
    image_shape, latent_dim, *, width=64, hidden=None, dropout=0.0
):
    """Maps latents `(n, latent_dim)` to images `(n, *image_shape)` in (-1, 1).

    Args:
        image_shape: `(height, width, channels)`, or `(n,)` for points.
        latent_dim: Positive integer.
        width: Positive integer, scales the hidden layers.
        hidden: Units of the hidden layers, each followed by LeakyReLU 0.2. The
            default is 4, 8 and 16 times `width` for images, and three layers of
            2 times `width` for points.
        dropout: Float in [0, 1), the dropout rate after each hidden layer.
    """
    image_shape = check_image_shape(image_shape)
    check_positive(latent_dim=latent_dim, width=width)
    hidden = units_of(hidden, hidden_units(image_shape, width))
    return Sequential(
        [
            layers.Input((latent_dim,)),
            *hidden_layers(hidden, dropout),
            # Images and losses stay float32 under a bfloat16 policy.
            layers.Dense(
                math.prod(image_shape), activation="tanh", dtype="float32"
            ),
            layers.Reshape(image_shape, dtype="float32"),
        ],
        name="generator",
    )


def mlp_discriminator(
    image_shape, *, width=64, hidden=None, dropout=0.0, normalization=None
):
    """Maps images `(n, *image_shape)` to logits `(n, 1)`.

    Args:
        image_shape: `(height, width, channels)`, or `(n,)` for points.
        width: Positive integer, scales the hidden layers.
        hidden: Units of the hidden layers, each followed by LeakyReLU 0.2; by
            default those of `mlp_generator` in reverse order.
        dropout: Float in [0, 1), the dropout rate after each hidden layer.
        normalization: `None`, `"batch"`, `"layer"` or `"spectral"`.
    """
    image_shape = check_image_shape(image_shape)
    check_positive(width=width)
    hidden = units_of(hidden, hidden_units(image_shape, width)[::-1])
    last = layers.Dense(1, dtype="float32")
    return Sequential(
        [
            layers.Input(image_shape),
            layers.Flatten(),
            *hidden_layers(hidden, dropout, normalization),
            *normalized(last, normalization, inside=False),
        ],
        name="discriminator",
    )


def hidden_units(image_shape, width):
    """The generator's default hidden layers."""
    if len(image_shape) == 1:
        return (2 * width,) * 3
    return (4 * width, 8 * width, 16 * width)


def units_of(hidden, default):
    """The units of hidden layers, as a list; `None` for the default.

    Raises:
        ValueError: If they are not positive integers in a list.
    """
    if hidden is None:
        return [*default]
    if not np.iterable(hidden) or isinstance(hidden, str):
        raise ValueError(
            "hidden must be a list of units, such as [128, 128], or [] for no "
            f"hidden layers. Received: hidden={hidden!r}"
        )
    return [*hidden]


def hidden_layers(hidden, dropout=0.0, normalization=None):
    if not is_number(dropout) or not 0 <= dropout < 1:
        raise ValueError(
            f"dropout must be a number in [0, 1). Received: {dropout=}"
        )
    for units in hidden:
        check_positive(hidden=units)
        yield from normalized(layers.Dense(units), normalization)
        yield layers.LeakyReLU(0.2)
        if dropout:
            yield layers.Dropout(dropout)
