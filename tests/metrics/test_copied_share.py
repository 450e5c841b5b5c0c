import numpy as np
import pytest
from scipy.spatial.distance import cdist

from keras_gans.metrics import copied_share
from keras_gans.metrics import find_copies
from keras_gans.metrics.copied_share import with_held_out
from tests.metrics.conftest import features

TRAIN, HELD, NEW = features(600), features(300, seed=1), features(400, seed=2)


def noisy(images, size, seed=3):
    return images + size * features(len(images), seed=seed)


def test_nearness_is_the_ratio_over_that_of_held_out_images():
    found = find_copies(TRAIN, NEW, HELD, alpha=0.1, k=2)

    def ratios(images):
        distances = cdist(images, TRAIN)
        nearest = distances.argmin(axis=1)
        own = np.sort(cdist(TRAIN, TRAIN), axis=1)[nearest, 2]
        return distances.min(axis=1) / own, nearest

    ratio, nearest = ratios(NEW)
    threshold = np.sort(ratios(HELD)[0])[29]  # The 30th of 300.
    np.testing.assert_allclose(found.nearness, ratio / threshold)
    np.testing.assert_array_equal(found.neighbours, nearest)
    assert found.expected == 30 / 301
    share = copied_share(TRAIN, NEW, HELD, alpha=0.1, k=2)
    p = (ratio < threshold).mean()
    assert share == (p, np.sqrt(p * (1 - p) / 400)) and p == found.share


@pytest.mark.parametrize("held", [HELD, None], ids=["held out", "a quarter"])
def test_copies_are_caught_and_new_images_are_not(held):
    new = find_copies(TRAIN, NEW, held)
    assert new.share < 0.03 and new.p_value > 0.05
    half = np.concatenate([noisy(TRAIN[:200], 0.05), NEW[:200]])
    copies = find_copies(TRAIN, half, held)
    seen = 0.5 if held is not None else 0.5 * 0.75
    assert copies.share == pytest.approx(seen, abs=0.04)
    assert copies.p_value < 1e-9
    # The most suspicious are copies, and they name what they copy.
    worst = np.argsort(copies.nearness)[:50]
    np.testing.assert_array_equal(copies.neighbours[worst], worst)


def test_the_p_value_is_uniform_whatever_the_distribution():
    random = np.random.default_rng(0)
    p = []
    for _ in range(500):
        train, held, new = np.split(random.gamma(2.0, size=(300, 3)), 3)
        p.append(find_copies(train, new, held, alpha=0.2).p_value)
    # At most as often below a level as the level says; counts are discrete.
    for level in (0.05, 0.2, 0.5):
        assert np.mean(np.less_equal(p, level)) < level + 0.05
    assert np.mean(p) == pytest.approx(0.5, abs=0.05)


def test_common_images_are_not_accused_nor_hide_duplicates_copies():
    # One in five images is of a kind that is ten times as dense.
    def kinds(n, seed):
        x = features(n, seed=seed)
        x[::5] = 5 + 0.1 * x[::5]
        return x

    train, held = kinds(800, 0), kinds(800, 1)
    common = kinds(2000, 2)[::5]
    distances = cdist(held, train).min(axis=1)
    plain = cdist(common, train).min(axis=1) < np.quantile(distances, 0.01)
    assert plain.mean() > 0.04
    assert find_copies(train, common, held).share < 0.025
    twice = np.concatenate([train, noisy(train[:100], 0.001, 4)])
    copies = noisy(train[:100], 0.01, 5)
    assert find_copies(twice, copies, held, k=1).share < 0.05
    assert find_copies(twice, copies, held).share > 0.95


def test_a_part_is_held_out_where_nothing_else_is():
    train, rows, held = with_held_out(TRAIN)
    assert len(train) == 450 and len(held) == 150
    np.testing.assert_array_equal(train, TRAIN[rows])
    together = np.sort(np.concatenate([train, held]), axis=0)
    np.testing.assert_array_equal(together, np.sort(TRAIN, axis=0))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"alpha": 0.6}, "alpha=0.6"),
        ({"k": 600}, "k=600 and 600 real"),
        ({"real": TRAIN[:7]}, "at least 8 training images. Received: 7"),
        ({"held": HELD[:, 1:]}, "held: 19"),
    ],
)
def test_refuses(arguments, message):
    arguments = {"real": TRAIN, "fake": NEW, "held": HELD} | arguments
    with pytest.raises(ValueError, match=message):
        find_copies(**arguments)
