"""Scores that compare with all training images, and paths, of runs."""

import json
import types

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

pytest.importorskip("tensorflow")

import keras_gans as kg
from keras_gans import commands
from keras_gans.metrics import Extractor
from keras_gans.metrics import neighbour_grid
from keras_gans.metrics import perceptual_path_length
from keras_gans.runs import data_images
from keras_gans.runs import evaluation
from keras_gans.runs import scoring


@pytest.fixture(scope="module")
def real():
    data = kg.datasets.digits(1790, image_size=28)
    return next(data.as_numpy_iterator())


@pytest.fixture
def run(monkeypatch, real, digits_classifier):
    """A model of the first 1,500 digits; the others, if `held`, are a split."""

    def start(images, held):
        config = types.SimpleNamespace(
            dataset="digits",
            data_dir=None,
            record=types.SimpleNamespace(has_test_split=held),
        )
        parts = {"train": real[:1500], "test": real[1500:]}
        monkeypatch.setattr(
            data_images,
            "_plain",
            lambda config, split="train", *_, **__: np.array_split(
                parts[split], 10
            ),
        )
        model = kg.GAN((28, 28, 1), 4, width=4, seed=1)
        if images is not None:
            model.generate = lambda n, **_: images[:n]
        monkeypatch.setattr(evaluation, "_config", lambda *_: config)
        monkeypatch.setattr(evaluation, "kind_of", lambda run: kg.GAN)
        monkeypatch.setattr(evaluation, "load", lambda run: model)
        return model

    return start


def test_copies_of_a_run_are_caught_and_drawn(run, real, monkeypatch, tmp_path):
    noise = np.random.default_rng(0).normal(size=(300, 28, 28, 1))
    copies = (real[700:1000] + 0.02 * noise).clip(-1, 1).astype("float32")
    run(copies, held=True)
    drawn = []

    def grid(*arguments):
        drawn.extend(arguments)
        return neighbour_grid(*arguments)

    monkeypatch.setattr(scoring, "neighbour_grid", grid)
    path = tmp_path / "copies.png"
    fid, share, ct = evaluation.evaluate_run(
        "run",
        ["copies", "fid", "ct"],
        samples=300,
        picture=path,
        verbose=False,
    )
    assert share.value > 0.9 and ct.value < -5
    assert share.protocol == "copied_share_digits-classifier_300"
    assert share.interval[0] < share.value <= share.interval[1]
    assert share.reference.startswith("digits train (")
    assert " and digits test (" in share.reference
    assert share.reference.endswith(", 1500 images")
    assert fid.reference.endswith(", 300 images")
    samples, nearest, _, labels = drawn
    assert len(samples) == 24 and np.abs(samples - nearest).max() < 0.2
    nearness = np.float64(labels)
    assert (nearness < 1).all() and (np.diff(nearness) >= 0).all()
    with Image.open(path) as picture:
        assert picture.width > 3 * 2 * 28


def test_new_images_are_not_caught(run, real):
    run(real[1500:], held=False)
    share, ct = evaluation.evaluate_run(
        "run", ["copies", "ct"], samples=290, verbose=False
    )
    assert share.value < 0.05 and abs(ct.value) < 3
    assert ") with a part of it held out, 1500" in share.reference


def test_paths_need_no_samples(run, digits_classifier, monkeypatch):
    model = run(None, held=False)
    model.generate = None
    (score,) = evaluation.evaluate_run(
        "run", {"ppl": {"seed": 3}}, samples=60, verbose=False
    )
    assert score.protocol == "ppl-z-full_digits-classifier_60"
    expected = perceptual_path_length(model, digits_classifier, 60, seed=3)
    assert (score.value, score.std) == expected
    assert score.details["ema"] is False
    # Before any image is generated.
    monkeypatch.setattr(
        evaluation, "make_extractor", lambda *a, **k: Rounding()
    )
    with pytest.raises(ValueError, match="the extractor 'rounding', whose"):
        evaluation.evaluate_run("run", ["ppl", "is"], samples=60)


class Rounding(Extractor):
    name = "rounding"

    def outputs(self, images):
        return np.rint(images).reshape(len(images), -1), None


def test_pictures_in_folders(digits_classifier, real, tmp_path):
    for name, images in (("real", real[:200]), ("fake", real[150:250])):
        (tmp_path / name).mkdir()
        for i, image in enumerate(kg.datasets.unscale(images)[..., 0]):
            Image.fromarray(image).save(tmp_path / name / f"{i:03}.png")
    output = tmp_path / "scores.json"
    arguments = ["evaluate", tmp_path / "fake", tmp_path / "real"]
    arguments += ["--metrics", "copies", "--features", "digits-classifier"]
    result = CliRunner().invoke(
        commands.app, [*map(str, arguments), "-o", str(output)]
    )
    assert result.exit_code == 0, result.output
    (score,) = json.loads(output.read_text())
    # Half are copies; a quarter of what they copy is held out.
    assert 0.25 < score["value"] < 0.5
    assert "scores.copies.png" in result.output
    assert (tmp_path / "scores.copies.png").exists()
