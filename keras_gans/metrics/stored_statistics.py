"""StoredStatistics: mean and covariance of features, from a file."""

import dataclasses
import functools

import numpy as np

from keras_gans.metrics.feature_statistics import square_root
from keras_gans.utils.untrusted import read_arrays

# Rounding in float32 makes a covariance this unlike its transpose, relative to
# its standard deviations.
ROUNDING = 1e-4


@dataclasses.dataclass(frozen=True, eq=False)
class StoredStatistics:
    """Mean and covariance of features, without the features themselves.

    Attributes:
        mean: Float64 array `(d,)`.
        covariance: Float64 array `(d, d)`.
        count: `None`: a file does not tell of how many features it is.
    """

    mean: np.ndarray
    covariance: np.ndarray
    count = None

    @functools.cached_property
    def factor(self):
        """Float64 array A `(d, d)` with A A^T the covariance."""
        return square_root(self.covariance)

    @property
    def statistics(self):
        """These statistics, as `Features` have theirs."""
        return self


def read_statistics(path):
    """Statistics of real images in the format of pytorch-fid.

    `np.savez(path, mu=statistics.mean, sigma=statistics.covariance)` writes
    such a file of `FeatureStatistics`. They compare only with features of the
    same extractor.

    Args:
        path: `.npz` file of the arrays `mu` `(d,)` and `sigma` `(d, d)`.

    Returns:
        `StoredStatistics`, for `frechet_distance` and `evaluate`.

    Raises:
        OSError: If the file cannot be opened.
        ValueError: If it is not such a file: arrays are missing, or have other
            shapes, or are no mean and covariance. The message names it.
    """
    arrays = read_arrays(path)
    if missing := {"mu", "sigma"} - arrays.keys():
        raise ValueError(
            "A file of statistics must hold the arrays mu and sigma, as "
            f"pytorch-fid writes them. Received: {path} without "
            f"{' and '.join(sorted(missing))}; it holds "
            f"{', '.join(sorted(arrays)) or 'nothing'}"
        )
    mean, covariance = arrays["mu"], arrays["sigma"]
    if reason := _problem(mean, covariance):
        raise ValueError(
            "A file of statistics must hold the mean mu (d,) of features and "
            f"their covariance sigma (d, d). Received: {path}, where {reason}"
        )
    return StoredStatistics(
        mean.astype("float64"), covariance.astype("float64")
    )


def _problem(mean, covariance):
    """Why two arrays are not a mean and a covariance, or an empty text."""
    shapes = mean.shape, covariance.shape
    if mean.ndim != 1 or not mean.size or shapes[1] != 2 * shapes[0]:
        return f"they have the shapes {shapes[0]} and {shapes[1]}"
    for name, array in (("mu", mean), ("sigma", covariance)):
        if array.dtype.kind not in "fiu":
            return f"{name} holds {array.dtype}, not real numbers"
        if not np.isfinite(array).all():
            return f"{name} holds NaN or infinity"
    variances = np.diagonal(covariance).astype("float64")
    if (variances < 0).any():
        return "sigma has negative variances on its diagonal"
    # A correlation is at most 1.
    largest = np.sqrt(np.outer(variances, variances))
    if (np.abs(covariance - covariance.T) > ROUNDING * largest).any():
        return "sigma is not symmetric"
    if (np.abs(covariance) > (1 + ROUNDING) * largest).any():
        return "sigma has correlations above 1"
    return ""
