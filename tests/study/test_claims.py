"""Verdicts on claims."""

import pytest

from keras_gans.study import Study
from keras_gans.study.claims import judge


def result(rate, fid, seed=0, rules=(), stages=(10,), epoch=10):
    return {
        "status": "done",
        "labels": {"learning_rate": rate},
        "seed": seed,
        "stages": [
            {"epochs": epochs, "scores": {"fid": {"value": fid * 10 / epochs}}}
            for epochs in stages
        ],
        "diagnosis": [{"rule": rule, "epoch": epoch} for rule in rules],
    }


def verdict(results, **claim):
    study = Study(name="x", models=["gan"], claims=[{"claim": "So."} | claim])
    (finding,) = judge(study, results)
    return finding["verdict"], finding["evidence"]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ((3, 4), (5, 6), "reproduced"),
        ((5, 6), (3, 4), "refuted"),
        ((3, 6), (5, 4), "not reached"),
        ((3,), (), "not reached"),
    ],
)
def test_a_score_must_be_better_for_every_seed(low, high, expected):
    results = [result(0.1, fid) for fid in low]
    results += [result(0.2, fid) for fid in high]
    outcome, _ = verdict(
        results, better={"learning_rate": 0.1}, worse={"learning_rate": "2e-1"}
    )
    assert outcome == expected


def test_the_evidence_holds_mean_and_deviation():
    results = [result(0.1, fid) for fid in (3, 5)] + [result(0.2, 9)]
    _, evidence = verdict(
        results, better={"learning_rate": 0.1}, worse={"learning_rate": 0.2}
    )
    assert evidence == "FID 4 ± 1.4 (2 runs) against 9 (1 run)"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"epochs": 10}, {"epochs": 5}),
        ({"learning_rate": 0.1}, {"epochs": "first"}),
    ],
)
def test_stages_of_one_run_compare(better, worse):
    results = [result(0.1, 8, stages=(5, 10))]
    found = verdict(results, better=better, worse=worse)
    assert found == ("reproduced", "FID 8 (1 run) against 16 (1 run)")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [(3, "reproduced"), (2, "reproduced"), (1, "not reached"), (0, "refuted")],
)
def test_a_failure_must_show_in_most_runs(shown, expected):
    results = [
        result(0.1, 3, rules=["mode collapse"] * (i < shown)) for i in range(3)
    ]
    outcome, evidence = verdict(results, rule="mode collapse")
    assert (outcome, evidence) == (
        expected,
        f"mode collapse in {shown} of 3 runs",
    )


def test_a_failure_counts_in_its_stage():
    results = [result(0.1, 8, rules=["mode collapse"], stages=(5, 10), epoch=5)]
    outcome, _ = verdict(results, rule="mode collapse")
    assert outcome == "refuted"
    outcome, _ = verdict(
        results, better={"epochs": "first"}, rule="mode collapse"
    )
    assert outcome == "reproduced"


def test_failed_runs_prove_nothing():
    results = [result(0.1, 3) | {"status": "failed"}, result(0.2, 9)]
    outcome, _ = verdict(
        results, better={"learning_rate": 0.1}, worse={"learning_rate": 0.2}
    )
    assert outcome == "not reached"


def test_a_failure_that_comes_late_is_not_refuted_before():
    outcome, evidence = verdict(
        [result(0.1, 3)], better={"epochs": 150}, rule="mode collapse"
    )
    assert outcome == "not reached"
    assert evidence.endswith("0 of 1 runs, after 10 of 150 epochs")


@pytest.mark.parametrize("rate", [0.1, 0.2])
def test_a_score_that_is_not_a_number_proves_nothing(rate):
    results = [result(0.1, 3), result(0.2, 9), result(rate, 4, seed=1)]
    results[-1]["stages"][0]["scores"]["fid"]["value"] = None
    assert verdict(
        results, better={"learning_rate": 0.1}, worse={"learning_rate": 0.2}
    ) == ("not reached", "FID is not a number in some runs")
