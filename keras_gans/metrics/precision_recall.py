"""Precision and recall: are samples realistic, and are they complete?"""

import typing

import numpy as np

from keras_gans.metrics.distances import squared_distances
from keras_gans.metrics.distances import squared_radii
from keras_gans.metrics.feature_checks import check_features
from keras_gans.metrics.feature_checks import check_neighbours
from keras_gans.metrics.metric import HIGHER
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value


class PrecisionRecall(typing.NamedTuple):
    """Precision and recall, two shares in [0, 1].

    Attributes:
        precision: Share of generated images in the region of real ones.
        recall: Share of real images in the region of generated ones.
    """

    precision: float
    recall: float


def precision_recall(real, fake, k=3):
    """Improved precision and recall, Kynkaanniemi et al. 2019, section 2.

    The region of a set of points is the union of a ball around each; its
    radius is the distance to the k-th nearest other point of the set.

    Args:
        real: Float array `(n, d)`, features of real images.
        fake: Float array `(m, d)`, features of generated images. Use n = m:
            the region of more points is larger.
        k: Integer from 1, less than n and m. The paper's is 3.

    Returns:
        A `PrecisionRecall`.

    Raises:
        ValueError: On another shape, NaN, different d, or k out of range.
    """
    real, fake = check_features(real=real, fake=fake)
    check_neighbours(k, real=real, fake=fake)
    real_radii, fake_radii = squared_radii(real, k), squared_radii(fake, k)
    precise = np.empty(len(fake), bool)
    recalled = np.zeros(len(real), bool)
    for rows, block in squared_distances(fake, real):
        precise[rows] = (block <= real_radii).any(axis=1)
        recalled |= (block <= fake_radii[rows, None]).any(axis=0)
    return PrecisionRecall(float(precise.mean()), float(recalled.mean()))


PR = Metric(
    key="pr",
    title="precision and recall",
    function=precision_recall,
    inputs=("real.features", "fake.features"),
    values=(
        Value("precision", HIGHER, plot="Fidelity and variety"),
        Value("recall", HIGHER, plot="Fidelity and variety"),
    ),
)
