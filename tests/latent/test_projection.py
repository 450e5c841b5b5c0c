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


def test_one_tensor_of_features_is_as_a_list_of_it():
    picture = np.reshape(Z @ WEIGHTS, (2, 4, 1))
    one, several = (
        project(decode, STARTS, picture, steps=3, features=features)
        for features in (lambda x: x[:, :1], lambda x: [x[:, :1]])
    )
    np.testing.assert_array_equal(one.code, several.code)
    # Features of 0 have nothing to be relative to.
    zero = project(decode, STARTS, picture, steps=3, features=lambda x: [0 * x])
    assert np.isfinite(zero.distance)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"learning_rate": 0}, "learning_rate must be a finite number above 0"),
        ({"scale": 0.0}, "scale must be a finite number above 0"),
        ({"bound": -1.0}, "bound must be a finite number above 0"),
        ({"center": [0.0, 0.0]}, r"center.*broadcast.*\(2,\)"),
        ({"starts": STARTS[0]}, r"starts must be of shape \(n, dim\)"),
        ({"starts": STARTS * np.nan}, "starts must be finite"),
        ({"picture": np.zeros((1, 2, 4, 1))}, r"one image of shape \(2, 4, 1"),
        ({"picture": np.full((2, 4, 1), np.nan)}, "picture must be finite"),
        ({"picture": np.full((2, 4, 1), 200)}, "lie in.*from 200 to 200"),
        ({"feature_weight": 5.0}, "feature_weight is the weight of features"),
        ({"features": lambda x: np.zeros(3)}, "features must return tensors"),
    ],
)
def test_what_cannot_be_projected_is_refused(arguments, message):
    arguments = {"starts": STARTS, "picture": np.zeros((2, 4, 1))} | arguments
    with pytest.raises(ValueError, match=message):
        project(decode, steps=1, **arguments)
