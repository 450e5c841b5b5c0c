"""Processes that are stopped from outside, and disks that are full."""

import builtins
import errno
import io
import os
import shutil
import signal
import subprocess
import time

import keras
import numpy as np
import pytest

import keras_gans as kg
from keras_gans.images.files import load_picture
from keras_gans.utils import files
from keras_gans.utils.untrusted import read_arrays
from tests.commands.helpers import TRAIN
from tests.commands.helpers import call
from tests.commands.helpers import command
from tests.commands.helpers import refused
from tests.helpers import run_python


def start(arguments, run):
    """Starts a command and waits until its run has a checkpoint."""
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not list(run.glob("checkpoint/epoch-*.npz")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    return process


@pytest.mark.slow  # Two processes that train.
def test_signals_and_a_second_process(tmp_path):
    """SIGTERM and Ctrl-C end with the command that goes on; nobody else trains
    in the folder meanwhile."""
    run = tmp_path / "run"
    arguments = [*TRAIN, "--epochs", "9999", "--run-dir", run]
    process = start(command(*arguments), run)
    second = call(*arguments, "--resume")
    refused(second, f"Another process is training in {run}")
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate()
    assert process.returncode == 143
    assert f"keras-gans train --resume {run}" in output
    for path in run.glob("checkpoint/epoch-*.npz"):
        read_arrays(path)
    before = max(run.glob("checkpoint/epoch-*.npz"))
    process = subprocess.Popen(
        command(*arguments, "--resume"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while max(run.glob("checkpoint/epoch-*.npz")) == before:
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in output + errors
    assert "--resume" in output


OUT_OF_MEMORY = """
import resource, sys
from pathlib import Path
import keras
import keras_gans_command
from keras_gans.callbacks import Checkpoint

class Limit(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            used = int(Path("/proc/self/statm").read_text().split()[0])
            limit = used * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            self.model.generate(200_000)

from keras_gans.training import model
fit = model.ResumableModel.fit

def limited(self, *args, callbacks=(), **kwargs):
    return fit(self, *args, callbacks=[*callbacks, Limit()], **kwargs)

model.ResumableModel.fit = limited
keras_gans_command.main()
"""


@pytest.mark.slow  # A process that trains.
def test_out_of_memory_loses_no_checkpoint(tmp_path):
    run = tmp_path / "run"
    arguments = [*TRAIN, "--epochs", 3, "--run-dir", run]
    process = run_python("-c", OUT_OF_MEMORY, *arguments)
    # TensorFlow raises an error, or C++ aborts the process.
    assert process.returncode in (1, -signal.SIGABRT), process.stderr
    (path,) = run.glob("checkpoint/*.npz")
    assert path.name == "epoch-00001.npz"
    read_arrays(path)


def train(folder, epochs=2, callbacks=()):
    """Trains a tiny model with all callbacks; returns its weights."""
    keras.utils.set_random_seed(0)
    x = np.random.default_rng(0).uniform(-1, 1, (32, 4, 4, 1))
    gan = kg.GAN((4, 4, 1), 2, width=4, seed=0)
    gan.compile(run_eagerly=True)
    gan.fit(
        x.astype("float32"),
        batch_size=16,
        epochs=epochs,
        verbose=0,
        callbacks=[
            kg.callbacks.SampleGrid(folder / "samples", n=4),
            kg.callbacks.Diagnosis(folder),
            kg.callbacks.TrainingCurves(folder),
            kg.callbacks.Checkpoint(folder / "checkpoint"),
            *callbacks,
        ],
    )
    return gan.get_weights()


class Disk:
    """Is full at a write, counted from 0, and at all that follow."""

    def __init__(self, monkeypatch, full_at):
        self.writes, self.full_at = 0, full_at
        self.sync = os.fsync
        monkeypatch.setattr(files.os, "fsync", self)

    def __call__(self, descriptor):
        if os.path.isfile(f"/proc/self/fd/{descriptor}"):
            self.writes += 1
            if self.writes > self.full_at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.sync(descriptor)


def whole_files(folder):
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.slow  # Trains twice for every other write of a training.
def test_a_disk_that_is_full_at_any_write(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        disk = Disk(patch, full_at=10**9)
        expected = train(tmp_path / "whole")
    whole = whole_files(tmp_path / "whole")
    assert disk.writes > 8
    for i in range(0, disk.writes, 2):
        folder = tmp_path / f"full-{i}"
        with (
            monkeypatch.context() as patch,
            pytest.raises(OSError, match=f"Could not write {folder}.*No space"),
        ):
            Disk(patch, full_at=i)
            train(folder)
        # What is there is whole, and the next training ends as if nothing
        # had been.
        assert not list(folder.rglob(f"{files.PART}*"))
        resumed = train(folder)
        for mine, theirs in zip(resumed, expected, strict=True):
            np.testing.assert_array_equal(mine, theirs)
        assert whole_files(folder).keys() == whole.keys()
        assert (folder / "history.csv").read_bytes() == (
            tmp_path / "whole/history.csv"
        ).read_bytes()


class ReadOnly:
    """Lets nothing be written in a folder from a write on, counted from 0.

    Whoever runs the tests may be root, whom no mode of a folder stops.
    """

    def __init__(self, monkeypatch, folder, writes=0, error=errno.EACCES):
        self.folder, self.writes, self.error = folder, writes, error
        self.count = 0
        for module, name in (
            (builtins, "open"),
            (io, "open"),
            (os, "open"),
            (os, "mkdir"),
            (os, "replace"),
        ):
            function = getattr(module, name)
            monkeypatch.setattr(module, name, self.guarded(name, function))

    def guarded(self, name, function):
        def call(path, *args, **kwargs):
            if self.changes(name, path, *args, **kwargs):
                self.count += 1
                if self.count > self.writes:
                    text = os.strerror(self.error)
                    raise OSError(self.error, text, str(path))
            return function(path, *args, **kwargs)

        return call

    def changes(self, name, path, mode="r", *args, **kwargs):
        if isinstance(path, int) or str(self.folder) not in os.fsdecode(path):
            return False
        if name != "open":
            return True
        if isinstance(mode, int):
            return bool(mode & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        return bool(set(mode) & set("wax+"))


@pytest.mark.slow  # Trains for every fifth write of a training.
def test_a_folder_that_becomes_read_only_at_any_write(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        folder = ReadOnly(patch, tmp_path / "whole", 10**9)
        train(tmp_path / "whole")
    errors = {errno.EACCES: "Permission denied", errno.EROFS: "Read-only file"}
    assert folder.count > 20
    for i in range(0, folder.count, 5):
        run, error = tmp_path / f"read-only-{i}", [*errors][i % 2]
        with (
            monkeypatch.context() as patch,
            pytest.raises(OSError, match=f"Could not write .*{run}") as caught,
        ):
            ReadOnly(patch, run, i, error)
            train(run)
        text = str(caught.value)
        assert errors[error] in text and "\n" not in text
        assert not list(run.rglob(f"{files.PART}*"))
        for path in run.rglob("*.npz"):
            read_arrays(path)
        for path in run.rglob("*.png"):
            load_picture(path)


@pytest.mark.slow  # Commands that train.
def test_commands_end_in_one_line_in_a_read_only_folder(
    tmp_path, monkeypatch, tiny_run
):
    run, new = shutil.copytree(tiny_run, tmp_path / "run"), tmp_path / "new"
    before = whole_files(run)
    one_epoch = [*TRAIN, "--epochs", 1, "--run-dir"]
    with monkeypatch.context() as patch:
        whole = ReadOnly(patch, tmp_path / "whole", 10**9)
        call(*one_epoch, tmp_path / "whole")
    for folder, writes, *arguments in (
        (new, 0, *one_epoch, new),
        (new, whole.count * 2 // 3, *one_epoch, new),
        (run, 0, "train", "--resume", "--run-dir", run, "--epochs", 2),
        (run, 0, "evaluate", run, "--samples", 16, "--metrics", "is"),
        (run, 0, "sample", run, "-o", run / "one.png", "-n", 1),
    ):
        with monkeypatch.context() as patch:
            ReadOnly(patch, folder, writes, errno.EROFS)
            result = call(*arguments)
        refused(result, "Could not write", str(folder), "Read-only file system")
        assert ("Training: " in result.output) == (writes > 0)
    assert whole_files(run) == before
    assert not list(new.rglob(f"{files.PART}*"))
    # What only reads the run works.
    with monkeypatch.context() as patch:
        ReadOnly(patch, run)
        result = call("sample", run, "-o", tmp_path / "one.png", "-n", 1)
    assert result.exit_code == 0, result.output


@pytest.mark.slow
def test_a_folder_that_vanishes_is_made_again(tmp_path):
    """With the files of the epochs that follow; the training goes on."""
    remove = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: (
            epoch == 1 and shutil.rmtree(tmp_path / "run")
        )
    )
    train(tmp_path / "run", callbacks=[remove])
    names = {str(path) for path in whole_files(tmp_path / "run")}
    assert names >= {
        "checkpoint/epoch-00002.npz",
        "samples/epoch-0002.png",
        "samples/training.webp",
        "history.csv",
        "diagnosis.json",
    }


@pytest.mark.slow
def test_a_folder_that_becomes_a_file_is_named(tmp_path):
    def replace(epoch, logs):
        if epoch == 1:
            (tmp_path / "run").rename(tmp_path / "moved")
            (tmp_path / "run").write_text("mine")

    callback = keras.callbacks.LambdaCallback(on_epoch_begin=replace)
    with pytest.raises(OSError, match=f"Could not write {tmp_path / 'run'}"):
        train(tmp_path / "run", callbacks=[callback])
    assert (tmp_path / "run").read_text() == "mine"
    read_arrays(tmp_path / "moved/checkpoint/epoch-00001.npz")
