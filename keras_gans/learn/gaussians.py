"""Gaussians of one dimension: densities, distances and models of them."""

import keras
import numpy as np
from keras import layers
from scipy.special import rel_entr
from scipy.stats import norm

# The points at which densities and discriminators are drawn.
GRID = np.linspace(-1, 1, 801)


def optimal_discriminator(real, fake):
    """`p / (p + q)`, of densities (Goodfellow et al. 2014, proposition 1)."""
    return real / np.maximum(real + fake, np.finfo(float).tiny)


def jensen_shannon(real, fake):
    """The Jensen-Shannon divergence of densities on `GRID`, in nats."""
    middle = (real + fake) / 2

    divergences = rel_entr(real, middle) + rel_entr(fake, middle)
    return np.trapezoid(divergences, GRID) / 2


def sample(n, mean, deviation, seed=0):
    """Float32 points `(n, 1)` of a Gaussian, within [-1, 1]."""
    points = np.random.default_rng(seed).normal(mean, deviation, (n, 1))
    return np.clip(points, -1, 1).astype("float32")


def generator(mean, deviation):
    """A generator of one weight and one bias: it makes a Gaussian."""
    constant = keras.initializers.Constant
    affine = layers.Dense(
        1,
        kernel_initializer=constant(deviation),
        bias_initializer=constant(mean),
    )
    return keras.Sequential([layers.Input((1,)), affine], name="generator")


def discriminator(width=32):
    """Perceptrons of two hidden layers."""
    return keras.Sequential(
        [
            layers.Input((1,)),
            layers.Dense(width, "tanh"),
            layers.Dense(width, "tanh"),
            layers.Dense(1),
        ],
        name="discriminator",
    )


def density(model):
    """The density of a `generator` on `GRID`."""
    deviation, mean = (w.item() for w in model.generator.get_weights())
    return norm.pdf(GRID, mean, abs(deviation))


def scores(model):
    """The discriminator's scores on `GRID`."""
    points = GRID[:, None].astype("float32")
    return keras.ops.convert_to_numpy(model.discriminator(points))[:, 0]
