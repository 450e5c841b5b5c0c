"""Monge distance between features, along random directions."""

import numpy as np

from keras_gans.metrics.feature_checks import check_features
from keras_gans.metrics.metric import LOWER
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed

# Projections at a time: 40 MB of 50,000 images.
BLOCK = 100


def monge_distance(real, fake, projections=1000, seed=2020):
    """3 d times the mean squared 2-Wasserstein distance of projections.

    With Inception's features it is the MIND (Monge Inception Distance) of
    Berthet et al. 2026 (arXiv 2605.06797): the sliced 2-Wasserstein distance,
    scaled by three times the number of features d,

        3 d / M  sum_u  W2(u . real, u . fake)^2,

    over M random unit vectors u. In one dimension, W2^2 is the mean squared
    difference of the sorted numbers. For other numbers of real than of
    generated images it is the integral of the squared difference of the
    quantile functions, where torch-fidelity leaves images of the larger set
    out.

    No covariance is estimated, so that 1,000 to 5,000 images are enough; fewer
    bias it upwards, and equal distributions give more than 0. A shift m of all
    features gives 3 |m|^2, where the Frechet distance is |m|^2: numbers of the
    two do not compare.

    Args:
        real: Float array `(n, d)`, features of real images.
        fake: Float array `(m, d)`, features of generated images.
        projections: Positive integer M. The paper's is 1,000.
        seed: Integer, seed of the directions.

    Returns:
        Float from 0, in the square of the features' unit.

    Raises:
        ValueError: On another shape, NaN, or different d.
    """
    real, fake = check_features(real=real, fake=fake)
    check_positive(projections=projections)
    check_seed(seed)
    d = real.shape[1]
    directions = np.random.default_rng(seed).normal(size=(projections, d))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    weights, of_real, of_fake = _coupling(len(real), len(fake))
    total = 0.0
    for start in range(0, projections, BLOCK):
        block = directions[start : start + BLOCK]
        x, y = (np.sort(block @ side.T, axis=1) for side in (real, fake))
        squares = np.square(x[:, of_real] - y[:, of_fake])
        total += (squares @ weights).sum()
    return float(3 * d * total / projections)


MIND = Metric(
    key="mind",
    title="Monge distance",
    function=monge_distance,
    inputs=("real.features", "fake.features"),
    values=(Value("mind", LOWER, title="MIND"),),
)


def _coupling(n, m):
    """Which of n and of m sorted numbers meet, and their share of the mass."""
    # The steps of both quantile functions, in units of 1 / (n m).
    edges = np.union1d(np.arange(n + 1) * m, np.arange(m + 1) * n)
    return np.diff(edges) / (n * m), edges[:-1] // m, edges[:-1] // n
