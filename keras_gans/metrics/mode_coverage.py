"""Mode coverage: how many modes of a known mixture are generated."""

import dataclasses
import math

import numpy as np

from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import is_number


@dataclasses.dataclass(frozen=True)
class ModeCoverage:
    """How samples are distributed over the modes of a mixture.

    Attributes:
        modes: Number of modes with at least one high-quality sample.
        total: Number of all modes.
        high_quality: Share of samples within three sigma of the nearest mode,
            in [0, 1].
        kl: Kullback-Leibler divergence, in nats, from the distribution of the
            high-quality samples over the modes to the uniform one: 0 if all
            modes have equally many, log `total` if one mode has all, and
            infinity if there are no such samples.
    """

    modes: int
    total: int
    high_quality: float
    kl: float

    def __str__(self):
        return (
            f"{self.modes}/{self.total} modes, "
            f"{100 * self.high_quality:.1f} % high quality, KL {self.kl:.3f}"
        )


def mode_coverage(samples, centers, sigma):
    """Counts the modes that samples reach, and the samples near a mode.

    The measures of Srivastava et al. 2017 (VEEGAN) and Lin et al. 2018
    (PacGAN). In two dimensions, a share of 1 - exp(-4.5) = 0.989 of samples of
    the mixture itself is of high quality.

    Args:
        samples: Float array `(n, d)`.
        centers: Float array `(k, d)`, the modes, with equal weights.
        sigma: Positive float, standard deviation of a mode in each dimension.

    Returns:
        A `ModeCoverage`.

    Raises:
        ValueError: On another shape, or values that are not finite.
    """
    samples = to_numpy(samples).astype("float64")
    centers = to_numpy(centers).astype("float64")
    if (
        samples.ndim != 2
        or samples.shape[1:] != centers.shape[1:]
        or not samples.size
        or not centers.size
    ):
        raise ValueError(
            "samples and centers must be of shapes (n, d) and (k, d), not "
            f"empty. Received: shapes {samples.shape} and {centers.shape}"
        )
    for name, points in (("samples", samples), ("centers", centers)):
        bad = np.count_nonzero(~np.isfinite(points).all(axis=1))
        if bad:
            raise ValueError(
                f"{name} must be finite. Received: {bad} of {len(points)} "
                "points with NaN or infinity"
            )
    if not is_number(sigma) or not 0 < sigma < math.inf:
        raise ValueError(
            f"sigma must be a positive and finite number. Received: {sigma=}"
        )
    distances = np.stack(
        [np.linalg.norm(samples - center, axis=1) for center in centers]
    )
    near = distances.min(axis=0) <= 3 * sigma
    counts = np.bincount(distances.argmin(axis=0)[near], minlength=len(centers))
    return ModeCoverage(
        modes=int(np.count_nonzero(counts)),
        total=len(centers),
        high_quality=float(near.mean()),
        kl=kl_to_uniform(counts),
    )


def kl_to_uniform(counts):
    """KL divergence, in nats, from counts of modes to equal counts."""
    if not counts.any():
        return math.inf
    shares = counts[counts > 0] / counts.sum()
    return float(np.sum(shares * np.log(shares * len(counts))))
