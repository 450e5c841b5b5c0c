"""`keras-gans train --cluster`; benchmarks/kill_processes.py uses Ray itself.

There, each process takes ten seconds to start.
"""

import contextlib
import sys

import pytest
from typer.testing import CliRunner

pytest.importorskip("tensorflow")

from keras_gans import backend
from keras_gans import commands
from keras_gans.commands.actions import on_cluster
from keras_gans.commands.actions import train
from keras_gans.runs.config import Config
from keras_gans.runs.supervision import FAILED
from tests.commands.helpers import TRAIN
from tests.commands.helpers import call
from tests.commands.helpers import refused
from tests.helpers import BACKEND


def test_clusters_that_cannot_train_are_refused(tmp_path, monkeypatch):
    arguments = [*TRAIN, "--run-dir", tmp_path / "run"]
    refused(
        call(*arguments, "--cluster", "local", "--max-failures", -1),
        "--max-failures must be an integer of at least 0",
    )
    result = call(*arguments, "--max-failures", 1)
    assert result.exit_code == 2 and "is for --cluster" in result.stderr
    if BACKEND == "tensorflow":
        result = call(*arguments, "--cluster", "local")
        refused(result, "one machine", "KERAS_BACKEND to jax or torch")
        monkeypatch.setattr(backend, "joining", lambda *place: {})
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "ray", None)
        refused(call(*arguments, "--cluster", "local"), "keras-gans[ray]")
    pytest.importorskip("ray", reason="Ray is not installed")
    for address in ("ray://127.0.0.1:1", "nowhere"):
        refused(
            call(*arguments, "--cluster", address),
            "No Ray cluster answers",
            address,
        )
    assert not (tmp_path / "run").exists()


@pytest.fixture
def work(monkeypatch):
    """A function that does the part of a process, with a stand-in of `used`."""

    def do(job, used):
        monkeypatch.setattr(sys, "argv", ["keras-gans", "train", "--worker"])
        monkeypatch.setattr(on_cluster, "used", used)
        arguments = ["train", "--worker"]
        return CliRunner().invoke(commands.app, arguments, input=f"{job}\n")

    monkeypatch.setattr(on_cluster, "end_with", lambda pipe: None)
    monkeypatch.setattr(sys, "argv", ["keras-gans", "train", "dcgan"])
    return do


def test_a_process_gets_the_whole_job(tmp_path, monkeypatch, work):
    settings = {"width": 4}
    config = Config.with_defaults(
        "dcgan", "digits", image_size=[8, 8], settings=settings
    )
    monkeypatch.chdir(tmp_path)
    job = on_cluster._job(config, "run", 2.5)
    assert "\n" not in job
    calls = []
    monkeypatch.setattr(train, "run", lambda *a, **k: calls.append((a, k)))
    result = work(job, lambda *devices: contextlib.nullcontext("making"))
    assert result.exit_code == 0, result.output
    how = {"resume": True, "minutes": 2.5, "making": "making"}
    assert calls == [((config, tmp_path / "run"), how)]
    # What messages of the process repeat.
    assert sys.argv == ["keras-gans", "train", "dcgan"]


@pytest.mark.parametrize(
    ("error", "status"), [(ValueError("a bug"), FAILED), (OSError("full"), 1)]
)
def test_only_errors_that_may_pass_are_tried_again(error, status, work):
    def used(*devices):
        raise error

    config = Config.with_defaults("dcgan", "digits")
    result = work(on_cluster._job(config, "run", None), used)
    assert result.exit_code == status
    assert str(error) in result.stderr
