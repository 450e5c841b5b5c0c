"""Directions, beside NumPy and directions that are known."""

import numpy as np
import pytest

from keras_gans.latent import boundary
from keras_gans.latent import principal_directions
from keras_gans.latent import sefa

RNG = np.random.default_rng(0)


def test_sefa_is_the_singular_vectors_of_the_weights():
    weights = RNG.normal(size=(6, 20))
    left, values, _ = np.linalg.svd(weights)  # Sorted, the largest first.
    found = sefa(weights)
    assert found.shape == (6, 6) and found.dtype == "float32"
    np.testing.assert_allclose(found @ found.T, np.eye(6), atol=1e-6)
    cosines = np.abs((found * left.T).sum(1))
    np.testing.assert_allclose(cosines, 1, rtol=1e-5)
    changes = np.linalg.norm(found @ weights, axis=1)
    np.testing.assert_allclose(changes, values, rtol=1e-5)
    assert (found.max(1) >= -found.min(1)).all()
    np.testing.assert_array_equal(sefa(weights, 2), found[:2])
    with pytest.raises(ValueError, match="k must be at most 6.*k=7"):
        sefa(weights, 7)


def test_principal_directions_find_the_axes_of_samples():
    axes = np.linalg.qr(RNG.normal(size=(5, 5)))[0]
    samples = RNG.normal(size=(4000, 5)) * [5, 3, 1, 0.5, 0.1] @ axes
    found = principal_directions(samples + 7, 2)
    assert found.shape == (2, 5)
    cosines = np.abs((found * axes[:2]).sum(1))
    np.testing.assert_allclose(cosines, 1, atol=1e-3)


def test_of_a_layer_they_are_those_of_the_latents_that_move_it_most():
    latents = RNG.normal(size=(4000, 5))
    weights = np.zeros((5, 2, 4))
    weights[3, 0, 1], weights[1, 1, 2] = 4.0, 2.0
    made = np.einsum("nd,dhw->nhw", latents, weights)
    found = principal_directions(made, 2, latents=latents)
    np.testing.assert_allclose(found, np.eye(5)[[3, 1]], atol=0.05)


def test_a_boundary_points_to_what_is_labelled():
    latents = RNG.normal(size=(2000, 5)).astype("float32")
    normal = np.array([0.6, 0, -0.8, 0, 0])
    found = boundary(latents, latents @ normal > 0.5)
    assert found @ normal > 0.98
    np.testing.assert_allclose(np.linalg.norm(found), 1, rtol=1e-6)
    classes = np.arange(2000) % 10
    for labels in (np.ones(2000), classes, classes / 9, 1 - 2 * (classes > 4)):
        with pytest.raises(ValueError, match="some true and some false"):
            boundary(latents, labels)
    with pytest.raises(ValueError, match=r"one for each of 2000.*\(3,\)"):
        boundary(latents, np.zeros(3))
    with pytest.raises(ValueError, match="must differ.*4 latents that are al"):
        boundary(np.ones((4, 3)), [True, False] * 2)


def test_samples_have_no_more_directions_than_they_vary_in():
    samples = RNG.normal(size=(4, 9))
    assert principal_directions(samples).shape == (3, 9)
    latents = RNG.normal(size=(4, 6))
    found = principal_directions(samples, latents=latents)
    assert found.shape == (3, 6) and np.isfinite(found).all()
    with pytest.raises(ValueError, match="k must be at most 3.*k=4"):
        principal_directions(samples, 4)
    with pytest.raises(ValueError, match="samples must vary.*4 equal samples"):
        principal_directions(np.full((4, 9), 0.1), 1, latents=latents)
    with pytest.raises(ValueError, match="latents must be one for each sample"):
        principal_directions(samples, latents=latents[:3])


def test_what_is_no_finite_matrix_is_refused():
    with pytest.raises(ValueError, match=r"weights must be of shape.*\(9,\)"):
        sefa(np.ones(9))
    with pytest.raises(ValueError, match="weights must be finite.*nan"):
        sefa(np.full((2, 3), np.nan))
    with pytest.raises(ValueError, match=r"latents must be of.*\(4, 1, 3\)"):
        boundary(np.ones((4, 1, 3)), [True, False] * 2)
    with pytest.raises(ValueError, match=r"samples must be of.*\(0, 6\)"):
        principal_directions(np.ones((0, 2, 3)))
