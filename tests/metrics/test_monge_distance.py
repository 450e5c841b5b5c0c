import numpy as np
import pytest

from keras_gans.metrics import frechet_distance
from keras_gans.metrics import monge_distance
from tests.metrics.conftest import features


@pytest.mark.parametrize("counts", [(60, 60), (60, 45), (45, 60), (7, 1)])
def test_of_one_feature_is_that_of_the_quantiles(counts):
    n, m = counts
    x, y = features(n, 1), features(m, 1, seed=1, scale=2.0, shift=0.5)
    # Both repeated to one number of equally likely values.
    many = np.lcm(n, m)
    gaps = np.repeat(np.sort(x, 0), many // n) - np.repeat(
        np.sort(y, 0), many // m
    )
    expected = 3 * np.mean(gaps**2)
    assert monge_distance(x, y, projections=3) == pytest.approx(expected)


def test_is_the_formula_written_out():
    x, y = features(30, 4), features(30, 4, seed=1, shift=0.3)
    # More directions than are projected at a time.
    directions = np.random.default_rng(5).normal(size=(120, 4))
    squares = []
    for u in directions:
        u = u / np.sqrt(u @ u)
        gaps = [a - b for a, b in zip(sorted(x @ u), sorted(y @ u))]
        squares.append(np.mean(np.square(gaps)))
    distance = monge_distance(x, y, projections=120, seed=5)
    assert distance == pytest.approx(3 * 4 * np.mean(squares))
    assert distance != monge_distance(x, y, projections=120, seed=6)


def test_is_the_closed_form_of_two_gaussians():
    # E (u . m)^2 = |m|^2 / d for random unit vectors u.
    random = np.random.default_rng(0)
    x, m = random.normal(size=(50, 8)), np.linspace(-1, 1, 8)
    shifted = monge_distance(x, x + m, projections=20_000)
    assert shifted == pytest.approx(3 * m @ m, rel=4 * np.sqrt(2 / 20_000))
    scaled = monge_distance(x, 1.5 * x, projections=20_000)
    expected = 3 * 0.5**2 * np.mean(np.sum(x**2, axis=1))
    assert scaled == pytest.approx(expected, rel=0.04)
    assert monge_distance(x, x[::-1]) == 0
    # N(0, I) and N(m, 2^2 I) of independent samples: 3 |m|^2 + 3 d (2 - 1)^2.
    x, y = random.normal(size=(2, 3000, 8))
    expected = 3 * m @ m + 3 * 8
    assert monge_distance(x, m + 2 * y) == pytest.approx(expected, rel=0.1)


def test_sees_what_means_and_covariances_do_not():
    random = np.random.default_rng(0)
    modes = random.choice([-1.0, 1.0], size=(4000, 1))
    normal = random.normal(size=(4000, 1))
    # E(|z| - 1)^2 = 2 - 2 sqrt(2 / pi), since z meets the mode of its sign.
    expected = 3 * (2 - 2 * np.sqrt(2 / np.pi))
    assert monge_distance(modes, normal) == pytest.approx(expected, rel=0.05)
    assert frechet_distance(modes, normal) < 0.01


def test_agrees_with_python_optimal_transport():
    ot = pytest.importorskip("ot", reason="POT is not installed")
    x, y = features(200, 6), features(150, 6, seed=1, shift=0.3)
    directions = np.random.default_rng(2020).normal(size=(50, 6))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    root = ot.sliced_wasserstein_distance(x, y, projections=directions.T)
    distance = monge_distance(x, y, projections=50)
    assert distance == pytest.approx(3 * 6 * root**2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((features(9, 4), features(9, 5)), "real: 4, fake: 5"),
        ((features(9, 4), features(9, 4), 0), "projections=0"),
    ],
)
def test_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        monge_distance(*arguments)
