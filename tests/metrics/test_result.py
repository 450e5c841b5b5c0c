import dataclasses
import json

import pytest

from keras_gans.metrics import Result

RESULT = Result(
    metric="fid",
    value=10.0,
    protocol="fid_fid-inception_10k",
    extractor="fid-inception",
    weights="6726825d",
    resize="tf1-bilinear 299",
    reference="mnist test, 10000 images",
    samples=10_000,
    details={"seed": 0, "ema": True},
)


def changed(**changes):
    return dataclasses.replace(RESULT, **changes)


def test_scores_of_one_protocol_compare():
    details = {"seed": 0, "ema": False, "bootstrap": 100}
    other = changed(value=7.5, details=details)
    assert other < RESULT
    assert RESULT > other
    assert min([RESULT, other]) is other
    assert RESULT - other == 2.5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"protocol": "fid_keras-imagenet_10k"}, "protocol: fid_fid-inception"),
        ({"weights": "0"}, "weights: 6726825d and 0"),
        ({"resize": "clean"}, "resize: tf1-bilinear 299 and clean"),
        ({"reference": "mnist train"}, "reference: mnist test"),
        ({"samples": 5000}, "samples: 10000 and 5000"),
        ({"details": {"seed": 1, "ema": True}}, "seed: 0 and 1"),
    ],
)
def test_scores_of_other_protocols_refuse(change, message):
    for compare in (
        lambda a, b: a < b,
        lambda a, b: a > b,
        lambda a, b: a - b,
    ):
        with pytest.raises(ValueError, match=message):
            compare(RESULT, changed(**change))


def test_prints_and_dumps_all_of_it():
    assert str(RESULT) == "fid_fid-inception_10k: 10"
    assert str(changed(std=0.25)) == "fid_fid-inception_10k: 10 ± 0.25"
    splits = changed(std=0.25, std_kind="splits")
    assert str(splits).endswith("10 ± 0.25 (splits)")
    assert splits.interval is None
    resampled = changed(std=0.25, std_kind="bootstrap")
    assert str(resampled).endswith("± 0.25 (bootstrap, 95 %: 9.51 to 10.49)")
    assert resampled.interval == pytest.approx((9.51, 10.49))
    assert Result(**json.loads(RESULT.json())) == RESULT
