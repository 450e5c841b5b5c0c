"""What the table says of seeds, failures and protocols."""

import csv
import io
import math

import pytest

from keras_gans.study import tables
from tests.study.synthetic import make_result


def score(value, protocol="fid_small_1k", **more):
    return {"value": value, "std": None, "protocol": protocol, **more}


def staged(scores, model="gan", logs=None, **changes):
    stages = [{"epochs": 2, "scores": scores, "logs": logs or {}}]
    return make_result(model, stages=stages, **changes)


def bests(table, name):
    return [row.labels["model"] for row in table.rows if name in row.best]


def test_seeds_of_a_configuration_are_one_row():
    results = [make_result(seed=i, fid=fid) for i, fid in enumerate((2, 4, 9))]
    (row,) = tables.summarize(results).rows
    assert (row.done, row.failed, row.epochs) == (3, 0, 2)
    assert row.scores["fid"].mean == 5
    assert row.scores["fid"].std == pytest.approx(math.sqrt(13))


def test_one_seed_has_no_deviation():
    (row,) = tables.summarize([make_result()]).rows
    assert row.scores["fid"].std is None


def test_labels_that_do_not_differ_are_said_once():
    table = tables.summarize([make_result("gan"), make_result("wgan")])
    assert table.labels == ("model",)
    assert table.common == {"dataset": "mnist", "learning_rate": 0.1}
    assert "All runs: mnist, learning rate 0.1." in tables.markdown(table)


def test_of_labels_that_no_run_has_nothing_is_said():
    table = tables.summarize(
        [make_result(model, rate=None) for model in ("gan", "wgan")]
    )
    assert table.common == {"dataset": "mnist"}
    assert "All runs: mnist." in tables.markdown(table)


def test_two_rates_are_a_label_like_any_other():
    results = [make_result(rate=rate) for rate in (2e-4, [4e-4, 1e-4])]
    table = tables.summarize(results + [make_result(rate=2e-4, seed=1)])
    assert [row.done for row in table.rows] == [2, 1]
    assert table.labels == ("learning_rate",)
    assert r"| \[0.0004, 0.0001\] |" in tables.markdown(table)


def test_findings_are_of_the_stage_that_shows_them():
    stages = [{"epochs": n, "scores": {}, "logs": {}} for n in (2, 5, 9)]
    findings = [{"rule": "oscillation", "epoch": n} for n in (3, 5)]
    results = [make_result(stages=stages, diagnosis=findings)]
    results += [make_result(seed=1, stages=stages)]
    rules = [row.rules for row in tables.summarize(results).rows]
    assert rules == [{}, {"oscillation": 1}, {}]


def test_findings_follow_the_table():
    table = tables.summarize([make_result()])
    finding = {
        "claim": "It works|well.",
        "source": "a paper",
        "verdict": "refuted",
        "evidence": "fid 3 against 2",
    }
    last = tables.markdown(table, [finding]).splitlines()[-1]
    assert last == (
        r"| It works\|well. | a paper | **refuted** | fid 3 against 2 |"
    )


def test_each_stage_is_a_row():
    stage = make_result()["stages"][0]
    later = stage | {"epochs": 4, "scores": {"fid": score(3.0)}}
    table = tables.summarize([make_result(stages=[stage, later])])
    assert [row.epochs for row in table.rows] == [2, 4]
    assert table.rows[1].best == {"fid"}


def test_failed_seeds_are_counted_in_stages_they_did_not_reach():
    stage = make_result()["stages"][0]
    stages = [stage, stage | {"epochs": 4}]
    failed = make_result(seed=1, status="failed", stages=[stage])
    rows = tables.summarize([make_result(stages=stages), failed]).rows
    assert [(row.done, row.failed) for row in rows] == [(2, 0), (1, 1)]
    assert tables.seeds(rows[1]) == "1, 1 failed"


def test_a_configuration_without_a_stage_has_a_row():
    failed = make_result(status="failed", stages=[])
    (row,) = tables.summarize([failed]).rows
    assert (row.epochs, row.done, row.failed) == (None, 0, 1)


def test_no_results_make_an_empty_table():
    table = tables.summarize([])
    assert table.rows == () and tables.csv(table) == "\n"
    assert tables.markdown(table)


@pytest.mark.parametrize(
    "metric,best", [("fid", "a"), ("kid", "a"), ("is", "b"), ("recall", "b")]
)
def test_the_best_is_the_lowest_distance_or_the_highest_score(metric, best):
    results = [staged({metric: score(i)}, m) for i, m in enumerate("ab")]
    assert bests(tables.summarize(results), metric) == [best]


def test_neither_losses_nor_diversity_have_a_best():
    results = [
        staged({"diversity": score(i)}, model, {"d_loss": i})
        for i, model in enumerate("ab")
    ]
    table = tables.summarize(results)
    assert table.logs == ("d_loss",)
    assert all(not row.best for row in table.rows)


def test_one_value_is_the_best_of_nothing():
    assert not bests(tables.summarize([make_result()]), "fid")


@pytest.mark.parametrize(
    "changed",
    [{"protocol": "fid_large_1k"}, {"weights": "b1"}, {"reference": "test"}],
)
def test_protocols_do_not_compare(changed):
    results = [staged({"fid": score(i)}, m) for i, m in enumerate("abc", 1)]
    results += [
        staged({"fid": score(10 * i) | changed}, m)
        for i, m in enumerate("de", 1)
    ]
    table = tables.summarize(results)
    assert bests(table, "fid") == ["a", "d"]
    assert "Not all values of fid can be compared" in tables.markdown(table)


def test_seeds_of_several_protocols_have_no_mean():
    results = [staged({"fid": score(1)}), staged({"fid": score(3, "other")})]
    (row,) = tables.summarize(results).rows
    assert math.isnan(row.scores["fid"].mean)


def test_data_sets_do_not_compare():
    results = []
    for i, (model, data) in enumerate([("a", 1), ("b", 1), ("a", 2), ("b", 2)]):
        result = staged({"fid": score(i)}, model)
        results.append(
            result | {"labels": {"model": model, "dataset": f"set {data}"}}
        )
    table = tables.summarize(results)
    assert [bool(row.best) for row in table.rows] == [True, False] * 2
    assert "The best of each data set is marked." in table.notes


@pytest.mark.parametrize("value", [None, math.nan])
def test_a_seed_without_a_number_is_not_left_out_of_the_mean(value):
    results = [staged({"fid": score(v)}, "a") for v in (1.0, value)]
    results += [staged({"fid": score(5.0)}, m) for m in "bc"]
    table = tables.summarize(results)
    assert bests(table, "fid") == ["b", "c"]
    assert "| nan |" in tables.markdown(table)


def test_the_diagnosis_counts_seeds_not_epochs():
    findings = [{"rule": "mode collapse", "epoch": n} for n in (1, 2)]
    results = [make_result(diagnosis=findings), make_result(seed=1)]
    (row,) = tables.summarize(results).rows
    assert tables.diagnosis(row) == "mode collapse (1 of 2 seeds)"


def test_markdown_has_the_best_in_bold_and_shows_every_character():
    results = [make_result("a|b\n*c*", fid=1.0), make_result("<d>", fid=2.0)]
    lines = tables.markdown(tables.summarize(results)).splitlines()
    assert lines[0] == (
        "| model | epochs | seeds | FID ↓ | D loss | diagnosis |"
    )
    assert lines[2] == r"| a\|b \*c\* | 2 | 1 | **1.00** | 0.500 |  |"
    assert lines[3].startswith(r"| \<d\> | 2 | 1 | 2.00 |")


def test_csv_holds_all_labels_and_exact_numbers():
    results = [make_result("a,b", seed=i, fid=1 / 3 + i) for i in range(2)]
    failed = make_result("c", status="failed", stages=[])
    text = tables.csv(tables.summarize([*results, failed]))
    first, second = csv.DictReader(io.StringIO(text))
    assert first["model"] == "a,b" and first["dataset"] == "mnist"
    assert float(first["fid"]) == 1 / 3 + 0.5
    assert float(first["fid_std"]) == pytest.approx(math.sqrt(0.5))
    assert first["fid_protocol"] == "fid_small_1k"
    assert second["failed"] == "1" and second["fid"] == second["epochs"] == ""


@pytest.mark.parametrize(
    "value,shown",
    [
        (5.126, "5.13"),
        (4.7, "4.70"),
        (123.4, "123"),
        (99.96, "100"),
        (12345.6, "12346"),
        (0.00012345, "0.000123"),
        (-0.5, "-0.500"),
        (math.inf, "inf"),
    ],
)
def test_numbers_have_three_digits(value, shown):
    assert tables.number(value) == shown
