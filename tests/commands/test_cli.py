"""The command line, as processes and in this one."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")

from typer.testing import CliRunner

from keras_gans.commands import cli
from keras_gans.images.grids import sample_grid
from keras_gans.runs import run as runs

TINY = ["--image-size", "8", "--batch-size", "256"]
TRAIN = ["train", "dcgan", *TINY]


def call(*arguments):
    return CliRunner().invoke(cli.app, [str(a) for a in arguments])


def command(*arguments):
    code = "from keras_gans_command import main; main()"
    return [sys.executable, "-c", code, *map(str, arguments)]


def test_a_run_leaves_everything_it_should(tmp_path):
    run = tmp_path / "run"
    result = call(*TRAIN, "--epochs", 2, "--run-dir", run)
    assert result.exit_code == 0, result.output
    for name in (
        "config.json",
        "checkpoint/epoch-00002.npz",
        "model.keras",
        "samples/epoch-0002.png",
        "training.gif",
        "history.csv",
        "curves.png",
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
    expected = runs.load_model(run).generate(12, seed=3)
    image = np.asarray(Image.open(tmp_path / "each" / "05.png"))
    np.testing.assert_array_equal(
        image, np.rint((expected[5, ..., 0] + 1) * 127.5)
    )


def test_a_run_that_is_there_is_not_overwritten(tiny_run):
    result = call(*TRAIN, "--epochs", 1, "--run-dir", tiny_run)
    assert result.exit_code == 1
    assert "already holds a run. --resume goes on" in result.output


def test_resume_takes_the_same_arguments_but_more_epochs(tmp_path, tiny_run):
    run = ["--run-dir", shutil.copytree(tiny_run, tmp_path / "run")]
    result = call(*TRAIN, "--epochs", 2, "--seed", 5, *run, "--resume")
    assert result.exit_code == 1
    assert "seed: 0 before, 5 now" in result.output
    result = call(*TRAIN, "--epochs", 2, *run, "--resume")
    assert result.exit_code == 0, result.output
    assert "Resuming after epoch 1 of 2" in result.output
    whole = ["--run-dir", tmp_path / "whole"]
    assert call(*TRAIN, "--epochs", 2, *whole).exit_code == 0
    histories = [
        (tmp_path / name / "history.csv").read_text()
        for name in ("run", "whole")
    ]
    assert histories[0] == histories[1]


@pytest.mark.slow
def test_ctrl_c_says_how_to_resume_and_its_run_can_be_used(tmp_path):
    run = tmp_path / "run"
    arguments = [*TRAIN, "--epochs", 10_000, "--run-dir", run]
    # Of a shell's background jobs, the children too would ignore it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        command(*arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not list(run.glob("checkpoint/epoch-*.npz")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped." in output and "--resume" in output
    assert "Traceback" not in output + errors
    assert "oneDNN" not in errors and "cudart" not in errors, errors
    assert call("sample", run, "-n", 4).exit_code == 0
    assert (run / "sample.png").is_file()


def test_dry_run_says_what_would_be_done_and_does_nothing(tmp_path):
    result = call(
        *TRAIN, "--epochs", 3, "--run-dir", tmp_path / "run", "--dry-run"
    )
    assert result.exit_code == 0, result.output
    # 1,797 digits make 7 batches of 256.
    for text in (
        "Total params",
        "Adam, learning rate 0.0002",
        "7 an epoch, 21 in all",
    ):
        assert text in result.output
    assert os.listdir(tmp_path) == []


def test_list_names_models_and_data_sets():
    output = call("list").output
    for name in ("gan", "dcgan", "digits", "mnist", "celeba", "image_folder"):
        assert re.search(rf"^  {name} ", output, re.M)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["train", "dcgn"], "Did you mean 'dcgan'? Received: 'dcgn'"),
        (["train", "gan", "--dataset", "mnits"], "Did you mean 'mnist'?"),
        (
            ["train", "dcgan", "--image-size", 30],
            "Received: image_shape=(30, 30, 1)",
        ),
        (["train", "gan", "--batch-size", 0], "Received: batch_size=0"),
        (["train", "gan", "--batch-size", 5000], "at least one batch"),
        (["train", "gan", "--epochs", -1], "Received: epochs=-1"),
        (
            ["train", "gan", "--dataset", "image_folder"],
            "Error: --data-dir must be a folder",
        ),
        (["sample", "nowhere"], "A run's folder holds config.json"),
    ],
)
def test_bad_arguments_are_said_in_a_line(
    arguments, message, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert result.exit_code == 1
    assert message in result.output
    assert "Traceback" not in result.output
    assert not list(tmp_path.rglob("config.json"))


def test_a_data_set_that_cannot_be_downloaded(tmp_path, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    began = time.monotonic()
    arguments = ["--data-dir", tmp_path / "data", "--run-dir", tmp_path / "run"]
    result = call("train", "gan", "--dataset", "cifar10", *arguments)
    assert result.exit_code == 1
    assert str(tmp_path / "data") in result.output
    assert "--dataset digits" in result.output
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
    arguments = [*TRAIN, "--epochs", "2", "--run-dir", str(run)]
    result = subprocess.run(
        [sys.executable, "-c", FULL_DISK, *arguments],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    assert re.search(
        r"Error: .*Could not write .*: File too large", result.stderr
    )
    assert "Traceback" not in result.stderr
    assert not list(run.rglob(".*")), "a torn file was left"


def test_a_conditional_run_and_samples_of_a_label(tmp_path):
    run = tmp_path / "run"
    train = ["train", "acgan", *TINY, "--epochs", 1, "--run-dir", run]
    dry = call(*train, "--dry-run")
    assert dry.exit_code == 0 and "(256, 8, 8, 1)" in dry.output, dry.output
    result = call(*train)
    assert result.exit_code == 0, result.output
    model = runs.load_model(run)
    assert model.label_names == tuple("0123456789")
    options = ["-n", 10, "--seed", 3, "-o", tmp_path / "each"]
    assert call("sample", run, "--label", 7, *options).exit_code == 0
    expected = model.generate(10, seed=3, labels=7)
    image = np.asarray(Image.open(tmp_path / "each" / "5.png"))
    np.testing.assert_array_equal(
        image, np.rint((expected[5, ..., 0] + 1) * 127.5)
    )
    assert call("sample", run).exit_code == 0
    grid = sample_grid(model, 64, seed=3)
    with Image.open(run / "sample.png") as picture:
        assert picture.size == grid.size
    result = call("sample", run, "--label", 10)
    assert result.exit_code == 1
    assert "from 0 to 9. Received: values from 10 to 10" in result.output


def test_a_stopped_run_makes_samples_without_its_data(tmp_path):
    run, data = tmp_path / "run", tmp_path / "data"
    for name in ("cats", "dogs"):
        (data / name).mkdir(parents=True)
        for i in range(4):
            grey = (10 * i,) * 3
            Image.new("RGB", (8, 8), grey).save(data / name / f"{i}.png")
    tiny = ["--image-size", 8, "--batch-size", 8, "--epochs", 1]
    options = ["--dataset", "image_folder", "--data-dir", data]
    result = call("train", "acgan", *options, *tiny, "--run-dir", run)
    assert result.exit_code == 0, result.output
    trained = runs.load_model(run)
    (run / "model.keras").unlink()
    data.rename(tmp_path / "moved")
    result = call("sample", run, "--label", "dogs")
    assert result.exit_code == 0, result.output
    stopped = runs.load_model(run)
    assert stopped.label_names == ("cats", "dogs")
    expected = trained.generate(4, seed=3, labels=1)
    found = stopped.generate(4, seed=3, labels="dogs")
    np.testing.assert_array_equal(found, expected)


def test_labels_are_for_conditional_runs(tiny_run):
    for command, message in (
        (
            ["sample", tiny_run, "--label", 7],
            "--label is for conditional models",
        ),
        (["evaluate", tiny_run, "--metrics", "la"], "is for models of classes"),
    ):
        result = call(*command)
        assert result.exit_code == 1
        assert message in result.output
