"""The text of a run's page, from files as callbacks leave them."""

import pytest
from PIL import Image

from keras_gans.pages import run as page
from tests.study.reading import Reader
from tests.study.synthetic import COLLAPSE
from tests.study.synthetic import NASTY
from tests.study.synthetic import make_result
from tests.study.synthetic import write_runs

OPTIMIZER = {"name": NASTY, "beta_1": 0.5, "nested": {"on": True}}


def make_run(**changes):
    values = {
        "folder": "runs/x",
        "title": NASTY,
        "state": page.RUNNING,
        "done": 2.5,
        "epochs": 10,
        "steps": 1234,
        "seconds": 300.0,
        "epoch_seconds": 120.0,
        "interval": 30.0,
        "is_growing": False,
        "error": None,
        "commands": {"Resume it": "keras-gans train --resume"},
        "configuration": {"model": NASTY, "optimizer": OPTIMIZER},
        "written": 1e9,
    }
    return page.Run(**values | changes)


@pytest.fixture
def folder(tmp_path):
    result = make_result()
    write_runs([result], tmp_path)
    run = tmp_path / "runs" / result["id"]
    Image.new("RGB", (8, 8)).save(run / page.REAL)
    return run


def read(folder, run, findings=()):
    page.write(folder, run, findings)
    return Reader((folder / "index.html").read_text(encoding="utf-8"))


def test_the_page_shows_the_training(folder):
    findings = [{"epoch": n} | COLLAPSE for n in (1, 2)]
    reader = read(folder, make_run(), findings)
    for words in (
        "running epoch 3 of 10, about 15 min left.",
        "1,234 updates, 2 min per epoch, 5 min in all since",
        "mode collapse epoch 1 to 2",
        "lower the learning rate of G",
        "keras-gans train --resume",
        f"name {NASTY}, beta_1 0.5, nested on true",
        "real pictures",
    ):
        assert words in reader.text, words
    assert [img["data-epoch"] for img in reader.frames] == ["0", "1", "2"]
    plots = [a["aria-label"] for _, a in reader.tags if a.get("role") == "img"]
    assert plots[0] == "Losses over 2 epochs" and len(plots) == 3
    assert "</script><b>" not in reader.source and NASTY in reader.text
    assert len(reader.all("script")) == 1
    for _, attributes in reader.tags:
        for name in ("src", "href", "xlink:href"):
            assert attributes.get(name, "#").startswith(("data:", "#"))


@pytest.mark.parametrize(
    "changes,words",
    [
        ({"done": 10.0, "state": page.FINISHED}, "finished 10 epochs."),
        ({"state": page.STOPPED}, "stopped after 2 of 10 epochs."),
        ({"state": page.FAILED, "error": "OOM <b>"}, "Error OOM <b>"),
        ({"epoch_seconds": None}, "the time left is not known yet."),
        ({"is_growing": True}, "at least 15 min left."),
    ],
)
def test_the_page_says_how_the_training_is(tmp_path, changes, words):
    reader = read(tmp_path, make_run(**changes))
    assert words in reader.text
    assert "no pictures yet" in reader.text
    refreshes = [a for a in reader.all("meta") if "refresh" in str(a)]
    is_running = "state" not in changes
    assert len(refreshes) == is_running
