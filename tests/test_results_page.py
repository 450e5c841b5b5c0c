"""The pages of results follow from their templates and stored results."""

import importlib.util
import shutil
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes

from keras_gans.images.grids import image_grid
from keras_gans.models import MODELS
from keras_gans.study import Study
from keras_gans.study import folders

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture
def page():
    spec = importlib.util.spec_from_file_location(
        "make_results", DOCS / "make_results.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["results.md", "gallery.md"])
def test_a_page_is_that_of_the_results(page, name):
    text = page.render(name)
    assert (DOCS / name).read_text() == text
    for part in text.split("](images/")[1:]:
        assert (DOCS / "images" / part.split(")")[0]).is_file()


def test_the_gallery_shows_each_model_once_and_the_best_first(page):
    shown = [e["model"] for g in page.gallery() for e in g["models"]]
    assert sorted(shown + page.not_shown()) == sorted(MODELS)
    for group in page.gallery():
        scores = [-entry["order"] for entry in group["models"]]
        assert scores == sorted(scores, reverse=True)
    assert shown[0] == "sngan"


def test_a_study_is_taken_in(page, tmp_path, monkeypatch):
    study = Study(
        name="rates",
        about="Which?",
        models=["gan"],
        datasets=["mnist"],
        learning_rates=[0.1, 0.2],
        claims=[
            {
                "claim": "Slower is better.",
                "better": {"learning_rate": 0.1},
                "worse": {"learning_rate": 0.2},
            }
        ],
    )
    folder = tmp_path / "studies/rates"
    for fid, run in zip((3.0, 5.0), study.runs()):
        write(run, fid, folder)
    (folder / "study.json").write_text(page.json.dumps(page.asdict(study)))
    monkeypatch.setattr(page, "DOCS", tmp_path / "docs")
    (tmp_path / "docs/images").mkdir(parents=True)
    page.take_in(folder)
    section = page.section("rates")
    assert "Which?" in section
    assert "keras-gans study run rates --data-dir mnist=DIR" in section
    assert "| 0.1 | 25 | 1 | **3.00** |" in section
    assert (
        "| Slower is better. |  | **reproduced** | FID 3 (1 run) against 5"
        in section
    )
    assert (tmp_path / "docs/images/study-rates.png").is_file()


def test_a_picture_is_of_the_first_seed_that_has_samples(
    page, tmp_path, monkeypatch
):
    study = Study(name="seeds", models=["gan", "dcgan"], seeds=[0, 1])
    for run in study.runs():
        write(run, 1.0, tmp_path)
    # One configuration has samples of its other seed, the other has none.
    first, other, _, third = (r.id for r in study.runs())
    for run_id in (first, other, third):
        shutil.rmtree(folders.run_folder(tmp_path, run_id) / "samples")
    axes = []
    monkeypatch.setattr(Axes, "imshow", lambda ax, _: axes.append(ax))
    results = page.read_results(study, tmp_path)
    page.draw(results, tmp_path / "runs", tmp_path / "page.png")
    assert [ax.get_title() for ax in axes] == ["gan"]


def write(run, fid, folder):
    score = {"value": fid, "protocol": "fid_small", "std": None}
    stages = [{"epochs": 25, "scores": {"fid": score}, "logs": {}}]
    folders.write_run(run, folder)
    folders.write_result(run, folder, error=None, stages=stages)
    samples = folders.run_folder(folder, run.id) / "samples"
    samples.mkdir()
    noise = np.random.default_rng(0).uniform(-1, 1, (4, 8, 8, 1))
    image_grid(noise).save(samples / "epoch-0025.png")
