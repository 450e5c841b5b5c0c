"""`keras-gans train`, as a process and in this one."""

import json
import os
import re
import shutil
import signal
import sys
import time
import types
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")

from keras_gans.commands.actions import dry_run
from keras_gans.models import DCGAN
from keras_gans.runs import folder as runs
from keras_gans.runs.folder import alone
from keras_gans.runs.loading import load
from keras_gans.runs.progress import Progress
from keras_gans.training.loading import load_model
from tests.commands.helpers import TRAIN
from tests.commands.helpers import call
from tests.commands.helpers import refused
from tests.commands.helpers import signalled
from tests.helpers import assert_same
from tests.helpers import run_python
from tests.helpers import state


def test_a_run_leaves_everything_it_should(tmp_path):
    run = tmp_path / "run"
    result = call(*TRAIN, "--epochs", 2, "--run-dir", run)
    assert result.exit_code == 0, result.output
    for name in (
        "config.json",
        "checkpoint/epoch-00002.npz",
        "model.keras",
        "samples/epoch-0002.png",
        "training.webp",
        "history.csv",
        "curves.png",
        "index.html",
    ):
        assert (run / name).is_file(), name
    config = json.loads((run / "config.json").read_text())
    assert config["arguments"]["dataset"] == "digits"
    assert config["arguments"]["image_size"] == 8
    assert {"keras", "keras-gans", "tensorflow", "python"} <= set(
        config["versions"]
    )

    for output in ("grid.png", "each"):
        path = tmp_path / output
        result = call("sample", run, "-n", 12, "--seed", 3, "-o", path)
        assert result.exit_code == 0, result.output
    assert len(list((tmp_path / "each").glob("*.png"))) == 12
    expected = load(run).generate(12, seed=3)
    image = np.asarray(Image.open(tmp_path / "each" / "05.png"))
    np.testing.assert_array_equal(
        image, np.rint((expected[5, ..., 0] + 1) * 127.5)
    )


def test_a_run_that_is_there_is_not_overwritten(tiny_run, monkeypatch):
    arguments = [*TRAIN, "--run-dir", str(tiny_run)]
    monkeypatch.setattr(sys, "argv", ["keras-gans", *arguments])
    refused(
        call(*arguments),
        f"{tiny_run} already holds a run",
        f"To continue it: keras-gans train --resume {tiny_run} ",
        # Both can be copied.
        f"To train another one: keras-gans {' '.join(TRAIN)} --run-dir "
        f"{tiny_run}-2",
    )


@pytest.mark.slow
def test_what_is_not_given_is_the_runs_own(tmp_path, tiny_run, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(tiny_run, tmp_path / "runs/dcgan-digits")
    before = (tmp_path / "runs/dcgan-digits/config.json").read_text()
    for arguments in (
        ["--resume", "--run-dir", "runs/dcgan-digits"],
        ["dcgan", "--resume"],
        ["dcgan", "--resume", "--epochs", 1],
    ):
        result = call("train", *arguments)
        assert result.exit_code == 0, result.output
        assert "All 1 epochs of runs/dcgan-digits are trained" in result.output
        assert "Done:" not in result.output
    assert (tmp_path / "runs/dcgan-digits/config.json").read_text() == before
    result = call("train", "dcgan", "--resume", "--seed", 5)
    refused(result, "--seed: 0 before, 5 now", "--from runs/dcgan-digits")

    result = call("train", "dcgan", "--resume", "--epochs", 2)
    assert result.exit_code == 0, result.output
    assert "Resuming after epoch 1 of 2" in result.output
    whole = ["--run-dir", tmp_path / "whole"]
    assert call(*TRAIN, "--epochs", 2, *whole).exit_code == 0
    folders = tmp_path / "runs/dcgan-digits", whole[1]
    histories = [(folder / "history.csv").read_text() for folder in folders]
    assert histories[0] == histories[1]
    name = "checkpoint/epoch-00002.npz"
    a, b = (np.load(folder / name) for folder in folders)
    for key in set(a.files) - {"header"}:
        np.testing.assert_array_equal(a[key], b[key])

    # With two runs of one model, the one that has not ended is meant.
    shutil.copytree(tiny_run, tmp_path / "runs/dcgan-2")
    refused(
        call("train", "dcgan", "--resume"),
        "--run-dir must say which run of dcgan to resume",
        "runs/dcgan-2, runs/dcgan-digits",
    )


@pytest.mark.slow
def test_a_run_begins_with_the_weights_of_another(tmp_path, tiny_run):
    run = tmp_path / "run"
    options = ["--batch-size", 64, "--run-dir", run, "--dry-run"]
    for source in (tiny_run, tiny_run / "model.keras"):
        result = call("train", "--from", source, *options)
        assert result.exit_code == 0, result.output
        assert "8x8x1" in result.output
        assert "in batches of 64;" in result.output
        assert f"those of {source}" in result.output
    few = ["--augment", "ada", "--freeze-d", 1]
    result = call("train", "--from", tiny_run, *few, *options)
    assert result.exit_code == 0, result.output
    assert "Augmentation: ada." in result.output
    refused(
        call("train", "--from", tiny_run, "--image-size", 16, *options),
        "with --image-size: 8 there, 16 here",
    )


def test_a_folder_of_pictures_is_what_is_trained_on(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "mine").mkdir()
    for i in range(4):
        Image.new("RGB", (8, 8)).save(tmp_path / f"mine/{i}.png")
    tiny = ["--image-size", 8, "--batch-size", 2, "--dry-run"]
    for folder in ("mine", "~/mine"):
        result = call("train", "dcgan", f"--data-dir={folder}", *tiny)
        assert result.exit_code == 0, result.output
        assert f"4 in {tmp_path}/mine; 4 per epoch" in result.output
        assert "Model: DCGAN, 8x8x3;" in result.output
        assert "runs/dcgan-image_folder" in result.output
    shape = ["--image-size", "6x10", "--channels", 4, "--fit", "pad"]
    shape += ["--batch-size", 2, "--dry-run"]
    result = call("train", "gan", "--data-dir", "mine", *shape)
    assert result.exit_code == 0, result.output
    assert "Model: GAN, 6x10x4;" in result.output


@pytest.mark.slow
def test_a_first_epoch_that_is_stopped_leaves_the_folder(tmp_path, monkeypatch):
    def interrupt(self, batch, logs=None):
        raise KeyboardInterrupt

    run = ["--run-dir", str(tmp_path / "run")]
    arguments = [*TRAIN, "--epochs", "1", *run]
    monkeypatch.setattr(sys, "argv", ["keras-gans", *arguments])
    with monkeypatch.context() as patch:
        name = "keras_gans.callbacks.TrainingCurves.on_train_batch_end"
        patch.setattr(name, interrupt)
        result = call(*arguments)
    assert result.exit_code == 130
    assert "Nothing was saved. To start again:" in result.output
    assert f"keras-gans {' '.join(arguments)}\n" in result.output
    options = ["--epochs", 1, "--batch-size", 512, "--resume"]
    result = call("train", "dcgan", "--image-size", 8, *options, *run)
    assert result.exit_code == 0, result.output
    assert "holds no run yet: training starts at epoch 1" in result.output
    assert runs.read_config(tmp_path / "run").batch_size == 512


def test_a_second_process_is_refused_before_training(tiny_run, tmp_path):
    run = shutil.copytree(tiny_run, tmp_path / "run")
    with alone(run):
        result = call("train", "--resume", "--epochs", 9, "--run-dir", run)
    refused(result, f"Another process is training in {run}", "Wait until")


@pytest.mark.slow
def test_ctrl_c_says_how_to_resume_and_its_run_can_be_used(tmp_path):
    run = tmp_path / "run"
    # The children of a shell's background jobs would ignore it too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    arguments = [*TRAIN, "--epochs", 10_000]
    output, errors, status = signalled(signal.SIGINT, run, *arguments)
    assert status == 130
    assert "Stopped." in output and "--resume" in output
    assert "Traceback" not in output + errors
    assert "oneDNN" not in errors and "cudart" not in errors, errors
    assert call("sample", run, "-n", 4).exit_code == 0
    assert (run / "sample.png").is_file()


@pytest.mark.slow  # Trains and resumes by the command.
def test_a_signal_behind_the_last_step_costs_no_model(tmp_path, monkeypatch):
    """Nor does a kill: who resumes gets it."""
    run = tmp_path / "run"
    with monkeypatch.context() as patch:
        patch.setattr(
            Progress,
            "on_epoch_end",
            lambda *_: os.kill(os.getpid(), signal.SIGTERM),
        )
        result = call(*TRAIN, "--epochs", 1, "--run-dir", run)
    assert result.exit_code == 143
    for text in ("Done: 1 epoch.", f"Model: {run}/model.keras"):
        assert text in result.output, result.output
    assert "Stopped" not in result.output
    model = load_model(run / "model.keras")
    assert int(model.epochs_trained) == 1
    # A kill leaves no model, or that of a shorter training.
    for spoil in (Path.unlink, lambda path: os.utime(path, (0, 0))):
        spoil(run / "model.keras")
        result = call("train", "--resume", run)
        assert result.exit_code == 0, result.output
        for text in ("All 1 epochs are done.", f"Model: {run}/model.keras"):
            assert text in result.output, result.output
        again = load_model(run / "model.keras")
        assert_same(state(again), state(model))
    result = call("train", "--resume", run)
    assert f"All 1 epochs of {run} are trained." in result.output


def test_dry_run_says_what_would_be_done_and_does_nothing(tmp_path):
    result = call(
        *TRAIN, "--epochs", 3, "--run-dir", tmp_path / "run", "--dry-run"
    )
    assert result.exit_code == 0, result.output
    # 1,797 digits make 7 batches of 256.
    for text in (
        "Total params",
        "Adam, learning rate 0.0002",
        "Pictures: 1,792 of digits per epoch.",
        "Training: 21 updates, 7 per epoch, in batches of 256; 3 epochs.",
    ):
        assert text in result.output
    assert os.listdir(tmp_path) == []


def test_dry_run_says_which_settings_are_recommended(monkeypatch):
    recommended = {"digits": {"width": 4}}
    monkeypatch.setattr(DCGAN, "recommended", recommended, raising=False)
    for dataset, line in (
        ("digits", "width=4, DCGAN recommends it for digits"),
        ("mnist", "the defaults of DCGAN"),
    ):
        config = types.SimpleNamespace(
            model="dcgan", dataset=dataset, settings={}, start_from=None
        )
        assert list(dry_run.settings(config)) == [line]
    config.settings = {"width": 8}
    assert list(dry_run.settings(config)) == ["width=8"]


def test_the_settings_of_the_paper_can_be_chosen():
    arguments = ["train", "sngan", "--dry-run"]
    ours = call(*arguments).output
    assert "d_steps=1, SNGAN recommends it for digits" in ours
    papers = call(*arguments, "--config", "paper").output
    assert "d_steps" not in papers
    assert "Adam, learning rate 0.0002" in papers
    resumed = call(*arguments, "--config", "paper", "--resume").output
    assert "Adam, learning rate 0.0002" in resumed


def test_a_data_set_that_cannot_be_downloaded(tmp_path, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    began = time.monotonic()
    arguments = ["--data-dir", tmp_path / "data", "--run-dir", tmp_path / "run"]
    result = call("train", "gan", "--dataset", "cifar10", *arguments)
    refused(result, str(tmp_path / "data"), "--data-dir", "'digits' needs no")
    assert time.monotonic() - began < 20


FULL_DISK = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from keras_gans_command import main
main()
"""


@pytest.mark.slow
def test_a_full_disk_stops_with_the_file_and_the_reason(tmp_path):
    run = tmp_path / "run"
    arguments = [*TRAIN, "--epochs", 2, "--run-dir", run]
    result = run_python("-c", FULL_DISK, *arguments)
    assert result.returncode == 1
    assert re.search(
        r"Error: .*Could not write .*: File too large", result.stderr
    )
    assert "Traceback" not in result.stderr
    assert not list(run.rglob(".*")), "a torn file or a lock was left"
