"""Projection onto images that are linear in their latents."""

import numpy as np
import pytest
from keras import ops

from keras_gans.latent import project

RNG = np.random.default_rng(0)
WEIGHTS = RNG.normal(size=(3, 8)).astype("float32") / 8
Z = RNG.normal(size=(1, 3)).astype("float32")
STARTS = RNG.normal(size=(4, 3)).astype("float32")


def decode(z):
    return ops.reshape(ops.matmul(z, WEIGHTS), (-1, 2, 4, 1))


def solved(prior):
    """The least squares solution of pixels and prior."""
    # mean((z W - x)^2) + prior mean(z^2)
    matrix = WEIGHTS @ WEIGHTS.T / 8 + prior * np.eye(3) / 3
    return np.linalg.solve(matrix, WEIGHTS @ (Z @ WEIGHTS)[0] / 8)


@pytest.mark.parametrize("prior", [0.0, 0.1])
def test_the_latent_is_that_of_least_squares(prior):
    picture = np.reshape(Z @ WEIGHTS, (2, 4, 1))
    found = project(
        decode,
        STARTS,
        picture,
        steps=60,
        learning_rate=0.2,
        prior_weight=prior,
    )
    np.testing.assert_allclose(found.code[0], solved(prior), atol=0.05)
    assert len(found.history) == 61
    if prior == 0:
        assert found.distance < 0.01 < found.history[0]


def test_features_and_a_bound_are_followed():
    picture = np.reshape(Z @ WEIGHTS, (2, 4, 1))
    arguments = {"steps": 40, "learning_rate": 0.2, "prior_weight": 0.0}
    found = project(
        decode,
        STARTS,
        picture,
        # Of the first row alone, and much more than the pixels.
        features=lambda images: [images[:, :1]],
        feature_weight=100.0,
        **arguments,
    )
    np.testing.assert_allclose(found.image[0], picture[0], atol=0.02)
    arguments["steps"] = 3
    bounded = project(decode, STARTS, picture, bound=0.1, **arguments)
    assert np.abs(bounded.code).max() <= 0.1 + 1e-6
    with pytest.raises(ValueError, match="steps must be a positive"):
        project(decode, STARTS, picture, steps=0)
