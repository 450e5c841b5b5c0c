"""Scores extrapolated to infinitely many images."""

import numpy as np
import pytest

from keras_gans.metrics import METRICS
from keras_gans.metrics import Features
from keras_gans.metrics import StoredStatistics
from keras_gans.metrics import frechet_distance
from keras_gans.metrics import frechet_distance_infinity
from keras_gans.metrics import inception_score
from keras_gans.metrics import inception_score_infinity
from keras_gans.metrics.extrapolation import extrapolated
from tests.metrics.conftest import features

SETS = 100


def errors(plain, infinite, truth):
    """Errors of means over sets of samples, in standard errors."""
    return [
        (np.mean(scores) - truth) / (np.std(scores) / np.sqrt(len(scores)))
        for scores in (plain, infinite)
    ]


def test_frechet_distance_has_no_bias_of_few_images():
    d, scale = 16, 0.8
    exact = StoredStatistics(np.zeros(d), np.eye(d))
    random = np.random.default_rng(0)
    sets = [scale * random.normal(size=(1000, d)) for _ in range(SETS)]
    plain, infinite = errors(
        [frechet_distance(exact, fake) for fake in sets],
        [frechet_distance_infinity(exact, fake, 5, 100) for fake in sets],
        truth=d * (1 - scale) ** 2,
    )
    assert plain > 10 and abs(infinite) < 3


def test_inception_score_has_no_bias_of_few_images():
    random = np.random.default_rng(0)
    sets = [np.eye(5)[random.integers(5, size=400)] for _ in range(SETS)]
    plain, infinite = errors(
        [inception_score(p, splits=1).mean for p in sets],
        [inception_score_infinity(p, 5, 100) for p in sets],
        truth=5,  # A classifier that is sure, and equally frequent classes.
    )
    assert plain < -10 and abs(infinite) < 3


def test_the_line_is_that_of_least_squares_over_1_by_n():
    seen = []

    def score(subset):
        seen.append((len(subset), 3 + 5 / len(subset) + subset.mean()))
        return seen[-1][1]

    found = extrapolated(score, features(400, 3), 7, 40, seed=1)
    n, y = np.array(seen).T
    assert list(n) == [40, 100, 160, 220, 280, 340, 400]
    x = 1 / n
    slope = np.sum((x - x.mean()) * (y - y.mean())) / np.sum(
        np.square(x - x.mean())
    )
    assert found == pytest.approx(y.mean() - slope * x.mean())
    line = extrapolated(lambda x: 3 + 5 / len(x), features(400, 3), 7, 40, 1)
    assert line == pytest.approx(3)


@pytest.mark.parametrize(("n", "smallest"), [(1000, 100), (60, 21), (30, 15)])
@pytest.mark.filterwarnings("ignore:Scores are linear")
def test_the_smallest_subset_suits_the_images(n, smallest):
    fake = Features(features(n, 20, 1), np.full((n, 20), 0.05))
    real = Features(features(300, 20), None)
    for key in ("fid-inf", "is-inf"):
        (score,) = METRICS[key].scores(real, fake).values()
        assert score.settings == {
            "points": 15,
            "smallest": smallest,
            "seed": 2020,
        }
        assert np.isfinite(score.value) and score.std is None


def test_few_images_warn_and_wrong_settings_are_refused():
    real, fake = features(100, 20), features(100, 20, 1)
    with pytest.warns(UserWarning, match="20; .*smallest=42.*smallest=20 of"):
        frechet_distance_infinity(real, fake, smallest=20)
    with pytest.warns(UserWarning, match="covariance of 20 .* 15 real images"):
        frechet_distance_infinity(real[:15], fake, smallest=30)
    for settings, message in (
        ({}, "smallest=5000 and 100 images"),
        ({"smallest": 1}, "at least 2. .*smallest=1"),
        ({"smallest": 50, "points": 1}, "points=1"),
    ):
        with pytest.raises(ValueError, match=message):
            frechet_distance_infinity(real, fake, **settings)
