import dataclasses
import math

import numpy as np
import pytest

import keras_gans as kg
from keras_gans.metrics import ModeCoverage
from keras_gans.metrics import mode_coverage

LAYOUTS = pytest.mark.parametrize(("layout", "k"), [("ring", 8), ("grid", 25)])


@LAYOUTS
def test_samples_of_the_mixture_reach_all_modes(layout, k):
    n = 100_000
    points, _ = kg.datasets.sample_gaussians(n, layout)
    coverage = mode_coverage(points, *kg.datasets.gaussian_modes(layout))
    assert (coverage.modes, coverage.total) == (k, k)
    # The squared distance in sigmas is exponential with mean 2: P(> 9).
    assert coverage.high_quality == pytest.approx(1 - math.exp(-4.5), abs=2e-3)
    # 2 n KL is nearly chi-squared with k - 1 degrees of freedom.
    assert 0 <= coverage.kl < 3 * (k - 1) / (2 * n)


@LAYOUTS
def test_a_generator_of_one_mode_is_log_k_away(layout, k):
    centers, sigma = kg.datasets.gaussian_modes(layout)
    coverage = mode_coverage(np.repeat(centers[3:4], 100, 0), centers, sigma)
    assert coverage == ModeCoverage(1, k, 1.0, pytest.approx(math.log(k)))


def test_half_the_modes_are_log_2_away():
    centers, sigma = kg.datasets.gaussian_modes("ring")
    coverage = mode_coverage(centers[::2], centers, sigma)
    assert coverage == ModeCoverage(4, 8, 1.0, pytest.approx(math.log(2)))


def test_three_sigma_is_the_border_in_any_direction():
    direction = np.array([0.6, 0.8])
    samples = np.outer([0.0, 2.99, 3.01, 10 - 2.99], direction)
    centers = np.outer([0, 10], direction)
    coverage = mode_coverage(0.1 * samples, 0.1 * centers, 0.1)
    shares = np.array([2 / 3, 1 / 3])
    assert coverage.modes == 2
    assert coverage.high_quality == 0.75
    assert coverage.kl == pytest.approx(np.sum(shares * np.log(2 * shares)))


def test_it_is_what_loops_count():
    rng = np.random.default_rng(0)
    samples, centers = rng.normal(size=(200, 3)), rng.normal(size=(7, 3))
    sigma, counts = 0.2, [0] * 7
    for sample in samples:
        distances = [math.dist(sample, center) for center in centers]
        if min(distances) <= 3 * sigma:
            counts[distances.index(min(distances))] += 1
    shares = [count / sum(counts) for count in counts if count]
    coverage = mode_coverage(samples, centers, sigma)
    assert 0 < sum(counts) < 200
    assert coverage.modes == len(shares)
    assert coverage.high_quality == sum(counts) / 200
    assert coverage.kl == pytest.approx(
        sum(share * math.log(7 * share) for share in shares)
    )


def test_one_mode_alone_is_no_divergence():
    assert mode_coverage([[0.0]], [[0.0]], 1.0) == ModeCoverage(1, 1, 1.0, 0.0)


def test_samples_far_from_all_modes_are_infinitely_far():
    coverage = mode_coverage([[5.0, 5.0]], [[0.0, 0.0], [1.0, 0.0]], 0.1)
    assert coverage == ModeCoverage(0, 2, 0.0, math.inf)


def test_it_is_immutable_and_reads_well():
    coverage = ModeCoverage(8, 8, 0.971, 0.0123)
    assert str(coverage) == "8/8 modes, 97.1 % high quality, KL 0.012"
    assert str(ModeCoverage(0, 8, 0.0, math.inf)).endswith("KL inf")
    with pytest.raises(dataclasses.FrozenInstanceError):
        coverage.modes = 7


@pytest.mark.parametrize(
    ("samples", "centers"),
    [
        ((4, 2), (8, 3)),
        ((4,), (8,)),
        ((4, 2), (2,)),
        ((4, 2, 1), (8, 2, 1)),
        ((0, 2), (8, 2)),
        ((4, 2), (0, 2)),
    ],
)
def test_other_shapes_are_refused(samples, centers):
    with pytest.raises(ValueError, match=r"\(n, d\) and \(k, d\)") as error:
        mode_coverage(np.zeros(samples), np.zeros(centers), 1.0)
    assert str(error.value).endswith(f"shapes {samples} and {centers}")


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_values_that_are_not_finite_are_refused(bad):
    points, broken = np.zeros((4, 2)), np.zeros((4, 2))
    broken[1, 0] = broken[3] = bad
    with pytest.raises(ValueError, match="samples must be finite.*2 of 4"):
        mode_coverage(broken, points, 1.0)
    with pytest.raises(ValueError, match="centers must be finite.*2 of 4"):
        mode_coverage(points, broken, 1.0)


@pytest.mark.parametrize("sigma", [0, -1.0, math.nan, math.inf])
def test_a_sigma_must_be_positive(sigma):
    with pytest.raises(ValueError, match=f"sigma must be.*sigma={sigma}"):
        mode_coverage([[0.0]], [[0.0]], sigma)
