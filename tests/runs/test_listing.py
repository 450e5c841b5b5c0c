"""The list of runs: states, and what their folders hold."""

import json
import os
import time

import pytest

from keras_gans.pages import run as page
from keras_gans.pages import state
from keras_gans.pages.rendering import HERE
from keras_gans.pages.rendering import render
from keras_gans.runs import listing
from keras_gans.runs.folder import alone
from tests.pages.test_run import make_run

HISTORY = """row,epoch,step,d_loss,fid
step,1,5,0.7,
epoch,1,10,0.5,90.5
epoch,2,20,0.5,
step,3,25,0.6,
"""
ARGUMENTS = {"model": "dcgan", "dataset": "digits", "epochs": 4}
FINDING = {"epoch": 2, "rule": "mode collapse"}


def write_run(folder, **content):
    """A run of the command line in its third epoch, without a page."""
    folder.mkdir(parents=True)
    config = {"arguments": ARGUMENTS, "score_logs": ["fid"], **content}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "history.csv").write_text(HISTORY)
    findings = {"observations": [], "findings": [FINDING]}
    (folder / "diagnosis.json").write_text(json.dumps(findings))
    return folder


def write_page(folder, **changes):
    run = make_run(title="gan on rings", **changes)
    template = HERE / "run.html.jinja"
    text = render(template, run=run, findings=[], frames={}, plots=[])
    (folder / "index.html").write_text(text)


def states(folder):
    return {run.folder.name: run.state for run in listing.runs(folder)}


def test_a_run_is_listed_with_what_it_came_to(tmp_path):
    folder = write_run(tmp_path / "run")
    scores = [{"metric": "is", "value": 7.5}]
    (folder / "metrics.json").write_text(json.dumps(scores))
    (run,) = listing.runs(tmp_path)
    assert listing.runs(folder) == [run]
    assert (run.model, run.dataset) == ("dcgan", "digits")
    assert (run.epoch, run.epochs, run.updates) == (2, 4, 25)
    assert run.scores == {"fid": 90.5, "is": 7.5}
    assert run.findings == {"mode collapse": 2}
    # Resumed for more epochs, of which only the page knows yet.
    write_page(folder, epochs=9, steps=28)
    assert listing.runs(folder)[0].epochs == 9
    # The table has no row of the last updates.
    assert listing.runs(folder)[0].updates == 28


def test_states(tmp_path, monkeypatch):
    write_run(tmp_path / "stopped")
    (write_run(tmp_path / "finished") / "model.keras").touch()
    write_page(write_run(tmp_path / "failed"), state=page.FAILED)
    for name in ("died", "running"):
        write_page(write_run(tmp_path / name), written=time.time())
    # Trainings of Python have a page, and no lock to ask for.
    for name, age in (("fit", 0), ("silent", 1e5)):
        (tmp_path / name).mkdir()
        write_page(tmp_path / name, written=time.time() - age)
    (tmp_path / "empty").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<h1>Mine</h1>")
    expected = dict.fromkeys(("failed", "finished", "running", "stopped"))
    expected = {name: name for name in expected}
    expected |= {"died": "died", "fit": "running", "silent": "died"}
    with alone(tmp_path / "running"):
        assert states(tmp_path) == expected
    (tmp_path / "stopped" / ".training.lock").touch()
    expected |= {"running": "died"}
    assert states(tmp_path) == expected
    plain = {r.folder.name: r for r in listing.runs(tmp_path)}["fit"]
    assert (plain.model, plain.dataset, plain.epochs) == ("gan", "rings", 10)
    # Nobody looks at a lock of another user.
    monkeypatch.setattr(listing, "_is_held", lambda lock: None)
    (tmp_path / "died" / ".training.lock").touch()
    assert states(tmp_path / "died") == {"died": "running"}


@pytest.mark.parametrize(
    "name, text",
    [
        ("config.json", "{"),
        ("config.json", '{"arguments": 3}'),
        ("config.json", "[3]"),
        ("config.json", '{"class_name": "x"}'),
        ("history.csv", "a,b\n1,2\n"),
        ("history.csv", "row,epoch,step\nepoch,many,3\n"),
        ("diagnosis.json", '{"findings": [3]}'),
        ("metrics.json", '{"fid": 3}'),
    ],
)
def test_a_run_that_cannot_be_read_is_named(tmp_path, name, text):
    write_run(tmp_path / "good")
    bad = write_run(tmp_path / "bad")
    (bad / name).write_text(text)
    runs = {run.folder.name: run for run in listing.runs(tmp_path)}
    assert runs["good"].state == "stopped"
    assert runs["bad"].state == "unreadable"
    # More than a key alone.
    assert len(runs["bad"].error.split()) > 2


def test_the_newest_comes_first_and_saved_models_are_none(tmp_path):
    for i, name in enumerate("bac"):
        folder = write_run(tmp_path / name)
        for path in folder.iterdir():
            os.utime(path, (i, i))
    (write_run(tmp_path / "model") / "metadata.json").touch()
    assert [run.folder.name for run in listing.runs(tmp_path)] == list("cab")
    assert state.read(tmp_path) is None
