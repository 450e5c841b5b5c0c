"""Arithmetic of concepts."""

import numpy as np
import pytest

from keras_gans.latent import analogy
from keras_gans.latent import concept

RNG = np.random.default_rng(0)
A, B, C = RNG.normal(size=(3, 5, 16)).astype("float32")


def test_a_concept_is_the_mean_of_its_latents():
    np.testing.assert_allclose(concept(A), A.mean(0), rtol=1e-6)
    with pytest.raises(ValueError, match=r"latents must.*\(0, 16\)"):
        concept(A[:0])


def test_an_analogy_has_the_direction_of_the_sum_and_the_norm_asked_for():
    a, b, c = map(concept, (A, B, C))
    total = a - b + c
    np.testing.assert_allclose(analogy(a, b, c), total, atol=1e-6)
    found = analogy(a, b, c, norm=4.0)
    np.testing.assert_allclose(np.linalg.norm(found), 4, rtol=1e-6)
    np.testing.assert_allclose(found @ total, 4 * np.linalg.norm(total), 1e-5)
    # One difference of concepts, many latents.
    many = analogy(a, b, C, norm=4.0)
    np.testing.assert_allclose(many[2], analogy(a, b, C[2], norm=4.0), 1e-6)
    with pytest.raises(ValueError, match="must not be 0"):
        analogy(a, a, 0 * a, norm=4.0)


@pytest.mark.parametrize("norm", [0, -1.0, np.nan, "4", True])
def test_a_norm_is_a_positive_number(norm):
    with pytest.raises(ValueError, match="norm must be a finite number above"):
        analogy(A[0], B[0], C[0], norm=norm)


def test_latents_are_finite_and_of_one_length():
    with pytest.raises(ValueError, match=r"shapes of a, b, c.*b of shape \(3,"):
        analogy(A[0], B[0, :3], C[0])
    with pytest.raises(ValueError, match="c must be finite.*nan"):
        analogy(A[0], B[0], np.nan * C[0])
