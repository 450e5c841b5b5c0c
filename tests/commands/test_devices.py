"""`keras-gans train --devices`."""

import contextlib
import os
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from keras_gans import backend
from keras_gans.commands.actions import train
from keras_gans.runs import devices
from tests.commands.helpers import TRAIN
from tests.commands.helpers import call
from tests.commands.helpers import refused
from tests.helpers import BACKEND


def test_devices_that_cannot_be_used_are_refused(tmp_path, monkeypatch):
    arguments = [*TRAIN, "--run-dir", tmp_path / "run"]
    parts = call(*arguments, "--accumulate", 3)
    refused(parts, "a multiple of --accumulate 3: use 255 or 258.")
    arguments.append("--devices")
    result = call(*arguments, "two")
    assert result.exit_code == 2 and "--devices two" in result.stderr
    if BACKEND != "torch":
        refused(call(*arguments, 99), "--devices must be at most", "99")
        return
    monkeypatch.setattr(sys, "argv", ["x", "train", "gan", "--devices", "2"])
    with pytest.raises(Exception) as error:
        train._devices("2")
    assert str(error.value).endswith(
        "torchrun --standalone --nproc-per-node 2 -m keras_gans train gan"
    )


def test_processes_that_train_together_use_all_devices(monkeypatch):
    monkeypatch.setattr(backend, "meeting", contextlib.nullcontext)
    monkeypatch.setattr(backend, "process", lambda: (1, 2))
    monkeypatch.setattr(backend, "seen_devices", lambda: (4, True))
    monkeypatch.setattr(backend, "spread", contextlib.nullcontext)
    with devices.used(None, 8) as number:
        assert number == 4
    with (
        pytest.raises(ValueError, match="4: use 4 or 8.*batch_size=6"),
        devices.used(None, 6),
    ):
        pass


@pytest.mark.skipif(BACKEND != "tensorflow", reason="others join parts")
def test_parts_of_a_batch_are_for_one_device_of_tensorflow(monkeypatch):
    assert devices.number_of(None, 8, 2, 4, True) == 1
    assert devices.number_of(None, 8, 1, 4, True) == 4
    with pytest.raises(ValueError, match="accumulate must be 1.*devices=1"):
        devices.number_of(2, 8, 2, 4, True)


@pytest.mark.slow
@pytest.mark.skipif(
    BACKEND == "tensorflow", reason="its command sees one device of a CPU"
)
def test_a_run_on_two_devices_is_that_of_one(tmp_path):
    options = ["--image-size", "8", "--batch-size", "256", "--epochs", "1"]
    command = ["keras_gans", "train", "r3gan", *options, "--width", "4"]
    many = ["-m", *command, "--run-dir", str(tmp_path / "two")]
    if BACKEND == "torch":
        two = "--standalone --nproc-per-node 2".split()
        many = ["-m", "torch.distributed.run", *two, *many]
    else:
        many += ["--devices", "2"]
    flag = " --xla_force_host_platform_device_count=2"
    flags = os.environ.get("XLA_FLAGS", "") + flag
    outputs = []
    for arguments in (many, ["-m", *command, "--run-dir", tmp_path / "one"]):
        run = subprocess.run(
            [sys.executable, *map(str, arguments)],
            env=os.environ | {"XLA_FLAGS": flags, "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stderr
        outputs.append(run.stdout)
    assert outputs[0].count("Done:") == 1
    one, two = (states(tmp_path / name) for name in ("one", "two"))
    assert one.keys() == two.keys()
    for key in one.keys() - {"header"}:
        np.testing.assert_allclose(one[key], two[key], atol=1e-3, err_msg=key)


def states(run):
    with np.load(run / "checkpoint" / "epoch-00001.npz") as file:
        return dict(file)
