"""Options of `keras-gans train` about how long, how exactly and on what."""

import json
import os
import shutil
import signal
import sys
import types

import keras
import numpy as np
import pytest
import typer
import yaml

pytest.importorskip("tensorflow")

from keras_gans.commands.backend import choose
from keras_gans.runs import listing
from keras_gans.runs.config import Config
from keras_gans.runs.folder import place_of
from keras_gans.runs.folder import read_config
from tests.commands.helpers import call
from tests.commands.helpers import signalled

SMALL = ["--image-size", 8, "--batch-size", 256, "--width", 4]


def test_a_second_run_of_a_kind_has_a_folder_of_its_own(
    tmp_path, tiny_run, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    for i, folder in enumerate(["runs/dcgan-digits", "runs/dcgan-digits-2"], 2):
        shutil.copytree(tiny_run, folder)
        result = call("train", "dcgan", "--image-size", 8, "--dry-run")
        assert f"runs/dcgan-digits-{i}" in result.output, result.output


@pytest.mark.slow
def test_updates_end_within_an_epoch_and_can_be_raised(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = call("train", "gan", *SMALL, "--updates", 9)
    assert result.exit_code == 0, result.output
    for text in (
        "Device: ",
        "Pictures: 1,792 of digits per epoch.",
        "Model: GAN, 8x8x1; ",
        "Training: 9 updates, 7 per epoch, in batches of 256; 2 epochs.",
        "Ended after 9 updates: 1 epoch and 2 updates of the next.",
        "Model: runs/gan-digits/model.keras",
    ):
        assert text in result.output, result.output
    # One line an epoch, where there is no terminal.
    assert result.output.count("Epoch ") == 1
    assert place_of("runs/gan-digits") == (1, 2)
    assert os.path.isfile("runs/gan-digits/samples/epoch-0002.png")
    again = call("train", "--resume", "runs/gan-digits")
    assert "All 9 updates of runs/gan-digits are trained" in again.output

    result = call("train", "--resume", "runs/gan-digits", "--updates", 10)
    assert result.exit_code == 0, result.output
    assert "Resuming after step 2 of epoch 2 of 2." in result.output
    assert place_of("runs/gan-digits") == (1, 3)
    with_minutes = ["--epochs", 3, "--minutes", 1e-6]
    result = call("train", "--resume", "runs/gan-digits", *with_minutes)
    assert "Ended after 1e-06 minutes" in result.output
    (run,) = listing.runs("runs")
    assert run.state == "stopped"
    command = "Continue: keras-gans train --resume runs/gan-digits"
    assert command in result.output
    assert read_config("runs/gan-digits").updates is None


def test_a_run_without_model_and_resume_is_said(tiny_run):
    result = call("train", "--run-dir", tiny_run)
    assert result.exit_code == 2
    text = " ".join(result.stderr.split())
    assert "MODEL must be given, or --resume" in text


def test_a_file_holds_options_and_a_run_can_be_repeated(tmp_path, tiny_run):
    file = tmp_path / "run.yaml"
    file.write_text(
        "model: gan\nimage-size: 8\nbatch_size: 64\nflip-and-shift: false\n"
        "set:\n  label_smoothing: 0.1\nepochs: 2\n"
    )
    result = call("train", "--config", file, "--epochs", 3, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Model: GAN, 8x8x1;" in result.output
    same = tmp_path / "run.json"
    same.write_text(json.dumps(yaml.safe_load(file.read_text())))
    again = call("train", "--config", same, "--epochs", 3, "--dry-run")
    assert again.output.splitlines()[-6:] == result.output.splitlines()[-6:]
    # As PowerShell writes it.
    same = tmp_path / "same.yaml"
    same.write_text(file.read_text(), "utf-16", newline="\r\n")
    again = call("train", "--config", same, "--epochs", 3, "--dry-run")
    assert again.output.splitlines()[-6:] == result.output.splitlines()[-6:]
    assert "label_smoothing=0.1" in result.output
    assert "84 updates, 28 per epoch, in batches of 64" in result.output
    # What is typed replaces what it names, and nothing else.
    typed = ["--updates", 9, "--set", "saturating=True"]
    for set_, shown in ((), "=0.1"), (["--set", "label_smoothing=0.2"], "=0.2"):
        result = call("train", "--config", file, *typed, *set_, "--dry-run")
        assert f"label_smoothing{shown}." in result.output, result.output
        assert "saturating=True" in result.output
        assert "9 updates, 28 per epoch" in result.output
    # YAML's own lists, for what the command writes in one word.
    file.write_text(
        "model: gan\nimage-size: [8, 16]\nscore: [fid, is]\nepochs: 2\n"
    )
    result = call("train", "--config", file, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Model: GAN, 8x16x1;" in result.output
    options = ["--batch-size", 128, "--run-dir", tmp_path / "run", "--dry-run"]
    for path in (tiny_run, tiny_run / "config.json"):
        result = call("train", "--config", path, *options)
        assert result.exit_code == 0, result.output
        assert "14 updates, 14 per epoch, in batches of 128" in result.output


def test_a_backend_is_chosen_before_keras_is_there(tmp_path, monkeypatch):
    mine = keras.backend.backend()
    assert call("train", "gan", "--backend", mine, "--dry-run").exit_code == 0
    for name, text in (
        ("jx", "Did you mean"),
        ("jax" if mine != "jax" else "torch", f"must be {mine}, which"),
    ):
        with pytest.raises(typer.BadParameter, match=text):
            choose({"backend": name})
    monkeypatch.delitem(sys.modules, "keras")
    monkeypatch.setenv("KERAS_BACKEND", "")
    content = {"versions": {"backend": "torch"}}
    (tmp_path / "config.json").write_text(json.dumps(content))
    nothing = {"backend": None, "run_dir": None, "model": None, "resume": True}
    for parameters, expected in (
        (nothing | {"model": str(tmp_path), "resume": False}, ""),
        (nothing, ""),
        (nothing | {"model": str(tmp_path)}, "torch"),
        ({"backend": "jax"}, "jax"),
    ):
        choose(parameters)
        assert os.environ["KERAS_BACKEND"] == expected


def test_python_m_begins_anew_for_another_backend(monkeypatch):
    """It has imported the package, and so Keras, before any option is read."""
    mine = keras.backend.backend()
    other = "jax" if mine != "jax" else "torch"
    begun = []
    spec = types.SimpleNamespace(name="keras_gans.__main__")
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", spec)
    monkeypatch.setattr(os, "execve", lambda *given: begun.append(given))
    monkeypatch.setattr(sys, "orig_argv", ["python", "-m", "keras_gans", "x"])
    choose({"backend": mine})
    assert not begun
    choose({"backend": other})
    ((program, command, environment),) = begun
    assert [program, *command[1:]] == [sys.executable, "-m", "keras_gans", "x"]
    assert environment["KERAS_BACKEND"] == other


def test_pictures_of_ones_own_are_trained_for_updates():
    arguments = {"data_dir": "pictures"}
    config = Config.with_defaults("dcgan", "image_folder", **arguments)
    assert config.updates == 20_000
    arguments["epochs"] = 3
    config = Config.with_defaults("dcgan", "image_folder", **arguments)
    assert config.updates is None
    assert Config.with_defaults("gan", "digits").updates is None


def test_layers_compute_in_bfloat16_and_weights_are_float32():
    before = keras.config.dtype_policy().name
    options = {"image_size": 8, "precision": "bfloat16"}
    model = Config.with_defaults("dcgan", "digits", **options).make_model()
    assert keras.config.dtype_policy().name == before
    assert model.dtype_policy.name == "mixed_bfloat16"
    assert {v.dtype for v in model.generator.weights} == {"float32"}
    assert model.generate(2).dtype == "float32"


@pytest.mark.slow
def test_scores_are_in_the_table(tmp_path, digits_classifier):
    options = ["--score", "mind,is", "--score-every", 2, "--epochs", 2]
    run = tmp_path / "run"
    result = call("train", "gan", *SMALL, *options, "--run-dir", run)
    assert result.exit_code == 0, result.output
    header, *rows = (run / "history.csv").read_text().splitlines()
    assert {"mind", "inception_score"} <= set(header.split(","))
    last = dict(zip(header.split(","), rows[-1].split(","), strict=True))
    assert float(last["inception_score"]) >= 1
    (listed,) = listing.runs(run)
    assert listed.state == "finished" and listed.epoch == 2
    assert listed.scores.keys() == {"mind", "inception_score"}


@pytest.mark.slow
def test_the_end_of_a_job_is_a_step_and_the_run_goes_on_there(tmp_path):
    options = ["--image-size", 8, "--epochs", 20, "--batch-size", 64]
    part, whole = tmp_path / "part", tmp_path / "whole"
    arguments = ["train", "gan", *options]
    output, errors, status = signalled(signal.SIGTERM, part, *arguments)
    assert status == 143, errors
    assert f"keras-gans train --resume {part}" in output
    assert place_of(part) < (20, 0)
    assert call("train", "--resume", part).exit_code == 0
    assert call("train", "gan", *options, "--run-dir", whole).exit_code == 0
    assert (part / "history.csv").read_text() == (
        whole / "history.csv"
    ).read_text()
    name = "checkpoint/epoch-00020.npz"
    a, b = (np.load(folder / name) for folder in (part, whole))
    for key in set(a.files) - {"header"}:
        np.testing.assert_array_equal(a[key], b[key])
    shutil.rmtree(part)
