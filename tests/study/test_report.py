"""The page's text: what it holds, and that nothing in it is markup."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from keras_gans.study import Claim
from keras_gans.study import report
from tests.study.reading import write
from tests.study.synthetic import NASTY
from tests.study.synthetic import make_result
from tests.study.synthetic import make_results
from tests.study.synthetic import make_study
from tests.study.synthetic import write_runs

CLAIM = Claim(
    claim="Lower rates & smaller losses",
    source="Nobody <1999>",
    better={"model": "none such"},
)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    results = make_results()
    write_runs(results, folder)
    return write(folder, results, claims=[CLAIM], title=f"On {NASTY}")


def test_all_three_files_are_written(tmp_path):
    path = report.write_report(make_study(), make_results(), tmp_path)
    names = {"report.html", "table.md", "table.csv"}
    assert path == tmp_path / "report.html"
    assert {p.name for p in tmp_path.iterdir()} == names


def test_the_page_says_what_was_found(page):
    for words in (
        "Which rate is better?",
        "8 runs, 1 failed , 10 min of training, summed over all runs.",
        "All with mnist.",
        "Lower rates & smaller losses Nobody <1999>",
        "not reached",
        "mode collapse epoch 1 to 2",
        "diversity 0.12 < 0.3",
        "lower the learning rate of G",
        "ValueError: <i>rate</i>",
        "keras 3.15.1",
    ):
        assert words in page.text, words


def test_names_are_text_not_markup(page):
    assert f"{NASTY}, learning rate 0.02" in page.text
    labels = [box.get("aria-label") for box in page.all("input")]
    assert f"show {NASTY}, learning rate 0.1, seed 0, done" in labels
    assert "</script><b>" not in page.source
    assert len(page.all("script")) == 1


def test_nothing_is_loaded_from_elsewhere(page):
    for _, attributes in page.tags:
        for name in ("src", "href", "xlink:href"):
            address = attributes.get(name, "#")
            assert address.startswith(("data:", "#")), address
    assert not re.search(r"@import|url\((?!#)", page.source)


def test_frames_are_the_pictures(page, tmp_path):
    results = [make_result()]
    write_runs(results, tmp_path)
    frames = write(tmp_path, results).frames
    assert [frame["data-epoch"] for frame in frames] == ["0", "1", "2"]
    assert ["hidden" in frame for frame in frames] == [True, True, False]
    encoded = frames[1]["src"].removeprefix("data:image/webp;base64,")
    shown = Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB")
    path = tmp_path / "runs" / results[0]["id"] / "samples" / "epoch-0001.png"
    np.testing.assert_array_equal(shown, Image.open(path).convert("RGB"))


def test_many_frames_are_thinned_and_large_ones_reduced(tmp_path):
    results = [make_result()]
    write_runs(results, tmp_path, epochs=40)
    samples = tmp_path / "runs" / results[0]["id"] / "samples"
    noise = np.random.default_rng(0).integers(0, 256, (480, 240, 3), "uint8")
    large = Image.fromarray(noise).resize((1120, 2240))
    large.save(samples / "epoch-0000.png")
    frames = write(tmp_path, results).frames
    epochs = [int(frame["data-epoch"]) for frame in frames]
    assert epochs == [*range(0, 41, 4)]
    encoded = frames[0]["src"].partition(",")[2]
    shown = Image.open(io.BytesIO(base64.b64decode(encoded)))
    assert shown.width in report.pictures.WIDTHS


def test_many_runs_have_fewer_frames_each(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "FRAMES_IN_ALL", 6)
    results = [make_result(seed=i) for i in range(3)]
    write_runs(results, tmp_path, epochs=4)
    frames = write(tmp_path, results).frames
    assert [frame["data-epoch"] for frame in frames] == ["0", "4"] * 3


def test_runs_without_files_or_with_broken_ones_are_shown(tmp_path):
    results = [make_result(), make_result(seed=1), make_result(seed=2)]
    write_runs(results[1:], tmp_path)
    runs = tmp_path / "runs"
    (runs / results[1]["id"] / "history.csv").write_text("")
    (runs / results[2]["id"] / "samples" / "epoch-0001.png").write_text("")
    page = write(tmp_path, results)
    assert len(page.all("article")) == 3 and "no pictures" in page.text
    assert len(page.frames) == 5


def test_a_study_without_runs_is_a_page(tmp_path):
    assert "0 runs" in write(tmp_path, []).text


def test_the_same_results_make_the_same_bytes(tmp_path):
    results = make_results()
    write_runs(results, tmp_path)
    path = report.write_report(make_study(), results, tmp_path)
    before = path.read_bytes()
    report.write_report(make_study(), results, tmp_path)
    assert path.read_bytes() == before


def test_one_run_of_each_configuration_is_shown_at_first(page):
    chosen = [a["data-run"] for a in page.all("article") if "data-chosen" in a]
    assert chosen == [
        "gan-0.1-s0",
        "gan-0.02-s0",
        "other-0.1-s0",
        "other-0.02-s0",
    ]


def test_dots_lie_between_the_least_and_the_most(page):
    dots = [i["style"] for i in page.all("i") if "style" in i]
    assert dots[0] == "left: 7.1%" and dots[1] == dots[2] == "left: 0.0%"
    assert dots[3] == "left: 100.0%"
