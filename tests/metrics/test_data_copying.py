import pytest
from scipy.spatial.distance import cdist
from scipy.stats import mannwhitneyu
from scipy.stats import norm

from keras_gans.metrics import METRICS
from keras_gans.metrics import Features
from keras_gans.metrics import data_copying
from tests.metrics.conftest import features

TRAIN, HELD, NEW = features(500), features(250, seed=1), features(300, seed=2)


def nearest(images):
    return cdist(images, TRAIN).min(axis=1)


def test_one_cell_is_mann_and_whitneys_test():
    z = data_copying(TRAIN, NEW, HELD, cells=1)
    outcome = mannwhitneyu(
        nearest(NEW), nearest(HELD), use_continuity=False, alternative="less"
    )
    assert norm.cdf(z) == pytest.approx(outcome.pvalue, rel=1e-6)


def test_cells_are_weighted_by_their_held_out_images():
    # Two kinds far apart, which are the cells: one is copied.
    def kinds(n, seed):
        x = features(n, seed=seed)
        x[: n // 5] += 100
        return x

    train, held, fake = kinds(500, 0), kinds(250, 1), kinds(300, 2)
    fake[:60] = train[:60] + 0.01 * features(60)
    z = [
        data_copying(train[a:b], fake[c:d], held[e:f], cells=1)
        for a, b, c, d, e, f in [
            (0, 100, 0, 60, 0, 50),
            (100, 500, 60, 300, 50, 250),
        ]
    ]
    assert z[0] < -8 and abs(z[1]) < 3
    expected = 0.2 * z[0] + 0.8 * z[1]
    assert data_copying(train, fake, held, cells=2) == pytest.approx(expected)


def test_copies_are_below_minus_three_and_new_images_are_near_zero():
    assert abs(data_copying(TRAIN, NEW, HELD)) < 2
    assert abs(data_copying(TRAIN, NEW)) < 2
    copies = TRAIN[:300] + 0.1 * features(300, seed=3)
    assert data_copying(TRAIN, copies, HELD) < -4
    assert data_copying(TRAIN, copies) < -3
    assert data_copying(TRAIN, 2 * NEW, HELD) > 3


def test_by_default_there_is_a_cell_for_a_hundred_images():
    sides = [Features(x, None) for x in (TRAIN, NEW, HELD)]
    for held, cells in ((sides[2], 2), (None, 1)):
        score = METRICS["ct"].scores(*sides[:2], held=held)["ct"]
        assert score.settings == {"cells": cells, "seed": 0}


def test_refuses_what_fills_no_cell():
    with pytest.raises(ValueError, match="such as cells=1.* 9 generated"):
        data_copying(TRAIN, NEW[:9], HELD, cells=1)
