"""The curves of a report's runs, as elements of its page."""

import re

import pytest

from tests.study.reading import write
from tests.study.synthetic import make_result
from tests.study.synthetic import make_results
from tests.study.synthetic import write_history
from tests.study.synthetic import write_runs


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    results = make_results()
    write_runs(results, folder)
    return write(folder, results)


def test_ids_are_unique_and_refer_to_each_other(page):
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids)) > 100
    used = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', page.source)
    assert {a or b for a, b in used} <= set(ids)


def test_curves_take_the_colours_of_the_page(page):
    assert "stroke: var(--line-1)" in page.source
    assert "currentColor" in page.source
    assert "<metadata" not in page.source
    assert "#0103" not in page.source and "#010203" not in page.source


def test_there_is_a_plot_of_each_kind(page):
    plots = [a["aria-label"] for _, a in page.tags if a.get("role") == "img"]
    done = ["Losses", "Output of D", "Diversity"]
    assert plots[:3] == [f"{name} over 2 epochs" for name in done]
    assert len(plots) == 3 * 8


def test_a_training_that_stopped_in_its_first_epoch_has_curves(tmp_path):
    result = make_result(status="failed", stages=[], error="OOM")
    path = tmp_path / "runs" / result["id"] / "history.csv"
    path.parent.mkdir(parents=True)
    write_history(path, 1)
    path.write_text("".join(path.read_text().splitlines(True)[:-1]))
    assert "Losses over 1 epochs" in write(tmp_path, [result]).source


def test_scores_of_several_stages_are_plotted(tmp_path):
    stage = make_result()["stages"][0]
    shares = {
        n: {"value": 0.5, "protocol": "p"} for n in ("precision", "recall")
    }
    scores = stage["scores"] | shares
    stages = [stage | {"epochs": n, "scores": scores} for n in (2, 4)]
    page = write(tmp_path, [make_result(stages=stages)])
    plots = [a["aria-label"] for _, a in page.tags if a.get("role") == "img"]
    assert plots == ["FID over 4 epochs", "Fidelity and variety over 4 epochs"]


def test_long_histories_are_thinned(tmp_path):
    result = make_result()
    path = tmp_path / "runs" / result["id"] / "history.csv"
    path.parent.mkdir(parents=True)
    write_history(path, 4, steps=1000)
    assert write(tmp_path, [result]).source.count("L ") < 6000
