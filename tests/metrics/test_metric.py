"""The records of the scores, and how one is computed from its record."""

import numpy as np
import pytest

from keras_gans import metrics
from keras_gans.metrics import METRICS
from keras_gans.metrics import VALUES
from keras_gans.metrics import Features
from keras_gans.metrics import Metric
from keras_gans.metrics import Value
from keras_gans.metrics.estimate import Estimate
from keras_gans.metrics.metric import HIGHER
from keras_gans.metrics.metric import LOWER
from tests.metrics.conftest import features


def sure(n, confidence, seed=0):
    """Features of n images whose class, in turn, a classifier knows."""
    labels = np.arange(n) % 4
    probabilities = np.full((n, 4), (1 - confidence) / 3)
    probabilities[np.arange(n), labels] = confidence
    return Features(features(n, 6, seed), probabilities, labels)


REAL, GOOD = sure(400, 0.97), sure(400, 0.97, seed=1)
# Half collapsed, elsewhere, unsure, and a third made for another class.
BAD = Features(
    1.5 + np.where(np.arange(400) % 2, 0.1, 1.0)[:, None] * GOOD.features,
    sure(400, 0.5).probabilities,
    np.where(np.arange(400) % 3, GOOD.labels, 3 - GOOD.labels),
)


# Paths and copies are no matter of better images.
OF_IMAGES = [
    key
    for key, metric in METRICS.items()
    if not (metric.needs_model or metric.needs_training_set)
]


@pytest.mark.parametrize("key", OF_IMAGES)
def test_the_direction_is_that_of_better_images(key):
    good = METRICS[key].scores(REAL, GOOD)
    bad = METRICS[key].scores(REAL, BAD)
    assert list(good) == [value.name for value in METRICS[key].values]
    for value in METRICS[key].values:
        lower, higher = good[value.name].value, bad[value.name].value
        if value.better == HIGHER:
            lower, higher = higher, lower
        assert lower < higher, value


def test_the_records_are_listed_by_their_names():
    assert all(metric.key == key for key, metric in METRICS.items())
    names = [v.name for metric in METRICS.values() for v in metric.values]
    assert list(VALUES) == names
    assert VALUES["is"].log == "inception_score"
    assert VALUES["precision"].log == "precision"


def test_values_are_the_fields_of_what_the_function_returns():
    for key, returned in (
        ("pr", metrics.PrecisionRecall),
        ("dc", metrics.DensityCoverage),
    ):
        assert tuple(v.name for v in METRICS[key].values) == returned._fields


def test_what_a_metric_needs():
    needs = {key: (m.needs_real, m.needs_labels) for key, m in METRICS.items()}
    assert needs["is"] == (False, False)
    assert needs["fid"] == (True, False)
    assert needs["la"] == (False, True)


@pytest.mark.parametrize(
    ("key", "settings", "used"),
    [
        ("fid", {}, {}),
        ("is", {"splits": 4}, {"splits": 4, "seed": 2020}),
        ("kid", {}, {"subsets": 100, "subset_size": 200, "seed": 2020}),
        (
            "kid",
            {"seed": 1, "subset_size": 30},
            {"subsets": 100, "subset_size": 30, "seed": 1},
        ),
        ("pr", {"k": 7}, {"k": 7}),
    ],
)
def test_all_settings_are_recorded_in_the_functions_order(key, settings, used):
    for score in METRICS[key].scores(REAL, GOOD, **settings).values():
        assert list(score.settings.items()) == list(used.items())


def spread(fake, power=2):
    return Estimate(float((abs(fake) ** power).mean()), 0.5)


SPREAD = Metric(
    key="spread",
    title="spread",
    function=spread,
    inputs=("fake.features",),
    values=(Value("spread", LOWER),),
)


def test_a_record_is_all_that_a_new_score_needs(monkeypatch):
    monkeypatch.setitem(METRICS, "spread", SPREAD)
    extractor = metrics.Extractor()
    extractor.name = "toy"
    (result,) = metrics.evaluate(
        None, GOOD, extractor, {"spread": {"power": 4}}, reference="toys"
    )
    assert result.value == pytest.approx((GOOD.features**4).mean())
    assert (result.metric, result.std) == ("spread", 0.5)
    assert (result.details, result.reference) == ({"power": 4}, None)
    with pytest.raises(TypeError, match="powers"):
        SPREAD.check({"powers": 2})
