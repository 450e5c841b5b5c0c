"""Data-copying test: are samples nearer to training images than new ones?"""

import numpy as np

from keras_gans.metrics.copied_share import with_held_out
from keras_gans.metrics.feature_checks import check_features
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value
from keras_gans.metrics.nearest_neighbours import nearest_neighbours
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed

# Images of each kind in a cell that counts.
FEWEST = 10


def data_copying(real, fake, held=None, cells=10, seed=0):
    """The data-copying statistic C_T, Meehan, Chaudhuri and Dasgupta 2020.

    (arXiv:2004.05675.) Mann and Whitney's U compares the distances of samples
    from the nearest training image with those of held-out images; Z is U in
    standard deviations from its mean for equal distributions. That is done in
    cells of the training images, found by k-means, since a kind of images that
    is copied can hide behind others. C_T is the mean of Z, weighted by the
    held-out images in the cells. Cells of fewer than 10 samples or held-out
    images are left out.

    Args:
        real: Float array `(m, d)`, features of all training images.
        fake: Float array `(n, d)`, features of generated images.
        held: Float array `(h, d)`, features of real images that were not
            trained on; `None` as for `find_copies`.
        cells: Positive integer. Each should hold 20 or more images of each
            kind.
        seed: Integer, seed of k-means.

    Returns:
        Float: near 0 for new images, below about -3 for copies, and above 3
        for images farther from the training set than new ones.

    Raises:
        ValueError: On another shape, NaN, different d, or without a cell that
            counts.
    """
    from sklearn.cluster import KMeans

    check_positive(cells=cells)
    check_seed(seed)
    train, _, held = with_held_out(real, held)
    fake, train, held = check_features(fake=fake, train=train, held=held)
    if cells > len(train):
        raise ValueError(
            "cells must be at most the number of training images that are not "
            f"held out. Received: {cells=} and {len(train)} images"
        )
    means = KMeans(cells, n_init=1, random_state=seed).fit(train)
    in_cells = [means.labels_, means.predict(fake), means.predict(held)]
    weights, scores = [], []
    for cell in range(cells):
        t, q, p = (
            x[labels == cell]
            for x, labels in zip((train, fake, held), in_cells, strict=True)
        )
        if min(len(q), len(p)) >= FEWEST:
            weights.append(len(p))
            scores.append(_z(_nearest(q, t), _nearest(p, t)))
    if not scores:
        raise ValueError(
            f"A cell must hold at least {FEWEST} generated and held-out "
            "images. Use fewer cells, such as cells=1, or more images. "
            f"Received: {cells=}, {len(fake)} generated and {len(held)} "
            "held-out images"
        )
    return float(np.average(scores, weights=weights))


def _nearest(images, train):
    return nearest_neighbours(images, train).distances[:, 0]


def _z(x, y):
    """U of two samples, in standard deviations from its mean."""
    from scipy.stats import mannwhitneyu

    n, m = len(x), len(y)
    u = mannwhitneyu(x, y).statistic
    return (u - n * m / 2) / np.sqrt(n * m * (n + m + 1) / 12)


def _cells(real, fake, held, cells=None, **settings):
    """Settings with a cell for each hundred images, at most 10, by default."""
    if cells is None:
        n_held = len(real) // 4 if held is None else len(held)
        cells = min(max(min(n_held, len(fake)) // 100, 1), 10)
    return {"cells": cells, **settings}


CT = Metric(
    key="ct",
    title="data-copying test",
    function=data_copying,
    inputs=("real.features", "fake.features", "held.features"),
    values=(Value("ct", None, title="C_T"),),
    settings=_cells,
)
