"""Standard deviations of scores over resamples of the images."""

import numpy as np
import pytest

from keras_gans import metrics
from keras_gans.metrics import METRICS
from keras_gans.metrics import Metric
from keras_gans.metrics import Value
from keras_gans.metrics.bootstrap import bootstrapped
from tests.metrics.test_metric import GOOD
from tests.metrics.test_metric import REAL

MEAN = Metric(
    key="mean",
    title="mean",
    function=lambda fake: float(fake[:, 0].mean()),
    inputs=("fake.features",),
    values=(Value("mean", None),),
)


def test_of_a_mean_is_its_standard_error():
    (score,) = bootstrapped(MEAN, None, GOOD, {}, resamples=2000).values()
    x = GOOD.features[:, 0]
    assert score.value == x.mean()
    # A standard deviation of 2,000 numbers is off by 1.6 %.
    error = np.std(x) / np.sqrt(len(x))
    assert score.std == pytest.approx(error, rel=0.06)


def test_every_score_has_one_on_request_around_the_plain_score():
    extractor = metrics.Extractor()
    extractor.name = "toy"
    # Path lengths and tests of memorisation have errors of their own.
    keys = METRICS.keys() - {"ppl", "copies", "ct"}

    def results(**kwargs):
        return metrics.evaluate(
            REAL,
            GOOD,
            extractor,
            {key: {} for key in sorted(keys)} | {"kid": {"subsets": 3}},
            reference="toys",
            **kwargs,
        )

    kinds = {"is": "splits", "kid": "subsets"}
    for plain, resampled in zip(results(), results(bootstrap=3), strict=True):
        assert plain.std_kind == kinds.get(plain.metric)
        assert resampled.std_kind == "bootstrap"
        assert resampled.details == plain.details | {"bootstrap": 3}
        assert resampled.std >= 0
        low, high = resampled.interval
        assert low + high == pytest.approx(2 * plain.value)
        # They are of one protocol.
        assert resampled - plain == 0


def test_refuses():
    with pytest.raises(ValueError, match="at least 2.* Received: bootstrap=1"):
        metrics.evaluate(
            None, GOOD, metrics.Extractor(), ["is"], reference="", bootstrap=1
        )
