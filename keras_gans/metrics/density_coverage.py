"""Density and coverage: precision and recall, robust to outliers."""

import typing

import numpy as np

from keras_gans.metrics.distances import squared_distances
from keras_gans.metrics.distances import squared_radii
from keras_gans.metrics.feature_checks import check_features
from keras_gans.metrics.feature_checks import check_neighbours
from keras_gans.metrics.metric import HIGHER
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value
from keras_gans.utils.warnings import warn


class DensityCoverage(typing.NamedTuple):
    """How generated images fill the neighbourhoods of real ones.

    Attributes:
        density: Mean number of real images whose neighbourhood contains a
            generated image, divided by k: 1 on average for equal
            distributions, and possibly more.
        coverage: Share of real images, in [0, 1], with a generated image in
            their neighbourhood: about 1 - 2^-k for equal distributions.
    """

    density: float
    coverage: float


def density_coverage(real, fake, k=5):
    """Density and coverage, Naeem et al. 2020, equations 5 and 6.

    As in the authors' code, a neighbourhood holds what is nearer than the k-th
    nearest other image. So a real image with k copies has an empty one: it is
    never covered and adds nothing to the density, even of equal images. A
    warning counts such images.

    Args:
        real: Float array `(n, d)`, features of real images.
        fake: Float array `(m, d)`, features of generated images.
        k: Integer from 1, less than n: a neighbourhood reaches to the k-th
            nearest other real image. The paper's is 5.

    Returns:
        A `DensityCoverage`.

    Raises:
        ValueError: On another shape, NaN, different d, or k out of range.
    """
    real, fake = check_features(real=real, fake=fake)
    check_neighbours(k, real=real)
    radii = squared_radii(real, k)
    _warn_of_copies(real, radii, k)
    inside = 0
    covered = np.zeros(len(real), bool)
    for _, block in squared_distances(fake, real):
        near = block < radii
        inside += np.count_nonzero(near)
        covered |= near.any(axis=0)
    return DensityCoverage(
        density=float(inside / (k * len(fake))), coverage=float(covered.mean())
    )


def _warn_of_copies(real, radii, k):
    # Rounding leaves the distance of copies about this far from 0.
    noise = 100 * np.finfo("float64").eps * np.square(real).sum(axis=1).max()
    copied = np.count_nonzero(radii <= noise)
    if copied:
        warn(
            f"Real images with k={k} copies or more have empty neighbourhoods "
            "and are never covered; remove the copies. "
            f"Received: {copied} such images of {len(real)}",
        )


DC = Metric(
    key="dc",
    title="density and coverage",
    function=density_coverage,
    inputs=("real.features", "fake.features"),
    values=(
        Value("density", HIGHER, plot="Fidelity and variety"),
        Value("coverage", HIGHER, plot="Fidelity and variety"),
    ),
)
