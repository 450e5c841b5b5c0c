"""Nothing is written outside the folder of a run or a study."""

import dataclasses
import os

import pytest

from keras_gans import study as studies
from keras_gans.runs.config import Config
from keras_gans.runs.run import train
from keras_gans.study.combinations import combine
from keras_gans.utils.files import replacing
from keras_gans.utils.untrusted import check_links


@pytest.fixture
def outside(tmp_path):
    """A folder with a file that nobody may touch."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "epoch-00009.npz").write_text("mine")
    yield folder
    assert os.listdir(folder) == ["epoch-00009.npz"]
    assert (folder / "epoch-00009.npz").read_text() == "mine"


LINKS = {
    "checkpoint": "",
    "samples": "",
    "config.json": "epoch-00009.npz",
    "history.csv": "epoch-00009.npz",
    ".training.lock": "epoch-00009.npz",
    ".lock": "none",
    "model.keras": "../../outside/epoch-00009.npz",
}


@pytest.mark.parametrize("name", LINKS)
def test_a_run_with_a_link_that_leads_out(tmp_path, outside, name):
    run = tmp_path / "run"
    run.mkdir()
    (run / name).symlink_to(outside / LINKS[name])
    config = Config.with_defaults("gan", "digits", image_size=8)
    for resume in (True, False):
        with pytest.raises(ValueError, match=f"no link.*{run / name}, a link"):
            train(config, run, resume=resume)


@pytest.mark.parametrize("name", ["log.txt", ".lock", "samples"])
def test_a_study_with_a_link_that_leads_out(tmp_path, outside, name):
    study = studies.Study("s", ["gan"])
    run = tmp_path / "study/runs" / study.runs()[0].id
    run.mkdir(parents=True)
    (run / name).symlink_to(outside / "epoch-00009.npz")
    with pytest.raises(ValueError, match=f"no link.*{run / name}, a link"):
        studies.run(study, tmp_path / "study")


def test_links_inside_and_above_are_usual(tmp_path):
    (tmp_path / "disk/run/samples").mkdir(parents=True)
    (tmp_path / "disk/run/last").symlink_to("samples")
    (tmp_path / "run").symlink_to(tmp_path / "disk/run")
    check_links(tmp_path / "run")
    (tmp_path / "run/loop").symlink_to("loop")
    check_links(tmp_path / "run")


def test_a_file_replaces_a_link_and_not_its_target(tmp_path, outside):
    path = tmp_path / "sample.png"
    path.symlink_to(outside / "epoch-00009.npz")
    with replacing(path) as aside:
        aside.write_text("new")
    assert path.read_text() == "new"
    assert not path.is_symlink()


@pytest.mark.parametrize("name", ["../../trace", "/trace", "..", "a\0b", "\n"])
def test_the_folder_of_a_run_is_in_the_study(name):
    study = studies.Study("s", ["gan"], cases=[{name: {"batch_size": 8}}])
    (run,) = combine(study)
    assert os.path.basename(run.id) == run.id
    assert run.id.isprintable()
    assert run.id.lstrip(".")
    assert dataclasses.asdict(run)["labels"]["case"] == name
