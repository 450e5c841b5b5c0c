"""Frechet distance between two Gaussians fitted to features."""

import numpy as np

from keras_gans.metrics.feature_checks import as_rows
from keras_gans.metrics.feature_checks import check_dimensions
from keras_gans.metrics.feature_statistics import FeatureStatistics
from keras_gans.metrics.metric import LOWER
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value
from keras_gans.metrics.stored_statistics import StoredStatistics
from keras_gans.utils.warnings import warn


def frechet_distance(real, fake):
    """|m_r - m_f|^2 + tr(S_r + S_f - 2 (S_r S_f)^(1/2)).

    The squared 2-Wasserstein distance of two Gaussians (Dowson and Landau
    1982). With Inception's features it is the FID of Heusel et al. 2017,
    equation 6.

    The trace of the root is computed as the nuclear norm of A_r^T A_f, where
    S = A A^T. This is real and exact even if a covariance is singular, as with
    fewer samples than dimensions. At most d samples need no eigenvalues: ten of
    2,048 features take 0.2 s instead of a minute.

    Args:
        real: Features of real images, a float array `(n, d)`, or their
            `FeatureStatistics`, or those of `read_statistics`.
        fake: Features of generated images, likewise.

    Returns:
        Float, 0 for equal means and covariances, in the square of the
        features' unit. It has no absolute scale.

    Raises:
        ValueError: On another shape, NaN, different d, or a single sample.
    """
    real, fake = statistics_of("real", real), statistics_of("fake", fake)
    check_dimensions(real=len(real.mean), fake=len(fake.mean))
    warn_of_few(real=real, fake=fake)
    return distance_of_statistics(real, fake)


FID = Metric(
    key="fid",
    title="Frechet distance",
    function=frechet_distance,
    inputs=("real.statistics", "fake.statistics"),
    values=(Value("fid", LOWER, title="FID"),),
)


def statistics_of(name, features):
    """The statistics of features, or those that are given."""
    if isinstance(features, FeatureStatistics | StoredStatistics):
        if features.mean is None:
            raise ValueError(
                f"{name} must be statistics of at least two images; call "
                "update(features) for each batch. Received: statistics of none"
            )
        return features
    return FeatureStatistics(as_rows(name, features))


def warn_of_few(**sides):
    """Warns of statistics of no more images than features."""
    for name, statistics in sides.items():
        d = len(statistics.mean)
        if statistics.count is not None and statistics.count <= d:
            warn(
                f"The covariance of {d} features needs more than {d} images; "
                "with fewer, the distance is biased upwards. "
                f"Received: {statistics.count} {name} images",
            )


def distance_of_statistics(real, fake):
    """The Frechet distance of two statistics of equal dimensions."""
    difference = real.mean - fake.mean
    root = np.linalg.svd(real.factor.T @ fake.factor, compute_uv=False).sum()
    spread = np.trace(real.covariance) + np.trace(fake.covariance)
    # Rounding may leave a little less than 0.
    return float(np.maximum(difference @ difference + spread - 2 * root, 0))
