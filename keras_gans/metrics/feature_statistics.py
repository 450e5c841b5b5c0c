"""FeatureStatistics: mean and covariance of features in batches."""

import numpy as np

from keras_gans.metrics.distances import ROWS
from keras_gans.metrics.feature_checks import as_rows
from keras_gans.metrics.feature_checks import check_dimensions


class FeatureStatistics:
    """Mean and covariance of features, updated batch by batch.

    Memory is one d x d matrix in float64 for any number of features, and up to
    d features. Each batch is centred by its own mean and merged as in Chan,
    Golub and LeVeque 1983, since sums of squares lose the digits of a small
    covariance.

    Args:
        features: Float array `(n, d)`, the first batch; `None` to start empty.

    Attributes:
        count: Number of features so far.
        mean: Float64 array `(d,)`.
    """

    def __init__(self, features=None):
        self.count = 0
        self.mean = None
        self._scatter = None
        # All features while they are at most d; see `factor`.
        self._few = None
        self._factor = None
        if features is not None:
            self.update(features)

    def update(self, features):
        """Adds a batch.

        Args:
            features: Float array `(n, d)`.

        Raises:
            ValueError: On another shape, NaN, or another d than before.
        """
        features = as_rows("features", features)
        d = features.shape[1]
        if self.mean is None:
            self.mean, self._scatter = np.zeros(d), np.zeros((d, d))
            self._few = np.empty((0, d))
        check_dimensions(batch=d, earlier_batches=len(self.mean))
        for start in range(0, len(features), ROWS):
            self._merge(np.asarray(features[start : start + ROWS], "float64"))

    def _merge(self, features):
        n = len(features)
        mean = features.mean(axis=0)
        centred = features - mean
        delta = mean - self.mean
        total = self.count + n
        self._scatter += centred.T @ centred
        self._scatter += np.outer(delta, delta * (self.count * n / total))
        self.mean = self.mean + delta * (n / total)
        self.count = total
        self._factor = None
        if self._few is not None:
            few = np.concatenate([self._few, features])
            self._few = few if total <= len(self.mean) else None

    @property
    def covariance(self):
        """Float64 array `(d, d)`, divided by n - 1.

        Raises:
            ValueError: With fewer than two features.
        """
        if self.count < 2:
            raise ValueError(
                "A covariance needs at least two features. "
                f"Received: {self.count}"
            )
        return self._scatter / (self.count - 1)

    @property
    def factor(self):
        """Float64 array A `(d, r)` with A A^T the covariance.

        At most d features are a factor themselves, once they are centred. That
        is exact, and far faster than the eigenvalues of a large matrix.

        Raises:
            ValueError: With fewer than two features.
        """
        if self._factor is None:
            self._factor = self._new_factor()
        return self._factor

    def _new_factor(self):
        covariance = self.covariance
        if self._few is not None and len(self._few) == self.count:
            return (self._few - self.mean).T / np.sqrt(self.count - 1)
        return square_root(covariance)

    @property
    def statistics(self):
        """These statistics, as `Features` have theirs."""
        return self


def square_root(covariance):
    """Float64 array A `(d, d)` with A A^T a covariance `(d, d)`."""
    values, vectors = np.linalg.eigh(covariance)
    # Rounding leaves zero eigenvalues about this far from 0.
    noise = len(values) * np.finfo("float64").eps * values[-1]
    return vectors * np.sqrt(np.where(values > noise, values, 0))
