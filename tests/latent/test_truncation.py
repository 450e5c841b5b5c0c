"""Truncated latents, beside the truncated normal distribution."""

import math

import numpy as np
import pytest

from keras_gans.latent.truncation import truncated

Z = np.random.default_rng(0).normal(size=(400, 500)).astype("float32")


@pytest.mark.parametrize("bound", [0.04, 0.5, 1, 2.0])
def test_they_are_truncated_normal(bound):
    z = truncated(Z, bound)
    assert z.dtype == "float32" and z.shape == Z.shape
    assert np.abs(z).max() <= bound
    density = math.exp(-(bound**2) / 2) / math.sqrt(2 * math.pi)
    variance = 1 - 2 * bound * density / math.erf(bound / math.sqrt(2))
    np.testing.assert_allclose(z.var(), variance, rtol=0.01)
    np.testing.assert_allclose(z.mean(), 0, atol=0.01 * bound)


def test_each_value_keeps_its_rank():
    row = np.sort(Z[0])
    assert (np.diff(truncated(row, 0.5)) >= 0).all()


def test_a_far_bound_changes_nothing():
    extreme = np.array([[-8, -5.6, 0, 5.6, 8]], "float32")
    for z in (Z, extreme):
        np.testing.assert_allclose(truncated(z, 1e6), z, rtol=2e-2)
    assert truncated(Z, None) is Z
    cut = truncated(extreme, 3.0)
    np.testing.assert_allclose(cut, [[-3, -3, 0, 3, 3]], rtol=1e-5)


@pytest.mark.parametrize("bad", [0, -0.5, math.inf, math.nan, "0.5", True])
def test_what_is_no_positive_number_is_refused(bad):
    with pytest.raises(ValueError, match="truncation must be.*such as 0.5"):
        truncated(Z, bad)


def test_latents_may_be_a_list_and_their_distribution_has_a_name():
    np.testing.assert_array_equal(
        truncated(Z[:2].tolist(), 0.5), truncated(Z[:2], 0.5)
    )
    with pytest.raises(ValueError, match="one of normal, uniform.*'gauss'"):
        truncated(Z, 0.5, "gauss")


def test_uniform_latents_become_narrower():
    u = np.linspace(-1, 1, 5, dtype="float32")
    np.testing.assert_array_equal(truncated(u, 0.5, "uniform"), u / 2)
    np.testing.assert_array_equal(truncated(u, 3, "uniform"), u)
    with pytest.raises(ValueError, match=r"in \[-1, 1\].*from -1 to 2"):
        truncated([-1.0, 2.0], 0.5, "uniform")
