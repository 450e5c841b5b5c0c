"""Training on two devices, in processes that have them."""

import json
import os
import re

import keras
import numpy as np
import pytest

import keras_gans as kg
from keras_gans.training.share import Share
from tests.helpers import BACKEND
from tests.helpers import images
from tests.helpers import run_python

# What is special about several devices, once each; all variants are compared by
# `python -m tests.training.distributed`.
COMPARED = {
    "tensorflow": "gan gan-options ebgan r3gan stylegan2 acgan cyclegan",
    "jax": "gan-options wgangp acgan cyclegan",
    "torch": "gan gan-options lsgan wgangp sngan ebgan began r3gan progan "
    "stylegan2 acgan pix2pix cyclegan",
}[BACKEND].split()


@pytest.mark.slow
def test_two_devices_train_as_one_does():
    flags = os.environ.get("XLA_FLAGS", "")
    two = "--xla_force_host_platform_device_count=2"
    environment = os.environ | {"XLA_FLAGS": f"{flags} {two}"}
    arguments = ["-m", "tests.training.distributed", *COMPARED]
    run = run_python(*arguments, env=environment)
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout.splitlines()[-1])
    assert report.pop("generated") < 1e-6
    assert report.pop("resumed") == 0.0
    assert re.search("2: use 6 or 8.*batch_size=7", report.pop("refused"))
    # Otherwise each device of JAX would do the work of all.
    shapes = report.pop("shapes")
    assert not any(shape.startswith("8,") for shape in shapes), shapes
    assert bool(shapes) == (BACKEND == "jax")
    assert list(report) == COMPARED
    for name, row in report.items():
        assert row["moved"] > 0.01, name
        assert row["differs"] < 1e-5 and row["logs"] < 1e-5, (name, row)
        assert row["copies"] == 0.0, (name, row)


def test_devices_get_a_part_of_each_batch():
    # Two batches of four on two devices, each of which has a process.
    batches = [(np.arange(4),), (np.arange(10, 14),)]
    parts = [Share(2, number, 2).of(batches)[0] for number in (0, 1)]
    np.testing.assert_array_equal(parts, [[0, 1, 10, 11], [2, 3, 12, 13]])
    # One process reads both parts, and one device the batches as they are.
    np.testing.assert_array_equal(
        Share(2).of(batches)[0], np.concatenate(parts)
    )
    np.testing.assert_array_equal(Share().rows([4, 4]), range(8))
    # Batches of other sizes, as at the end of a data set.
    batches = [(np.arange(4),), (np.arange(10, 12),)]
    np.testing.assert_array_equal(Share(2, 1, 2).of(batches)[0], [2, 3, 11])


def test_every_kind_of_data_is_read_in_parts(monkeypatch):
    tf = pytest.importorskip("tensorflow")
    model = kg.GAN((8, 8, 1), 4, width=2, d_steps=2)
    model.compile()
    read = []
    # The second of two processes, each with a device.
    monkeypatch.setattr(type(model), "devices", 2)
    monkeypatch.setattr(type(model), "check_devices", lambda model: None)
    monkeypatch.setattr("keras_gans.backend.process", lambda: (1, 2))
    monkeypatch.setattr(
        keras.Model, "fit", lambda model, x, **kwargs: read.append(x)
    )
    monkeypatch.setattr(type(model), "history", None, raising=False)
    x = images(16)
    model.fit(x, batch_size=4, shuffle=False)
    model.fit(tf.data.Dataset.from_tensor_slices(x).batch(4))
    model.fit(Batches(x))
    rows = [2, 3, 6, 7, 10, 11, 14, 15]
    for data in read:
        if isinstance(data, keras.utils.PyDataset):
            data = [data[i] for i in range(data.num_batches)]
        batches = [np.asarray(batch[0]) for batch in data]
        np.testing.assert_array_equal(np.concatenate(batches), x[rows])


class Batches(keras.utils.PyDataset):
    def __init__(self, x):
        super().__init__()
        self.x = x

    @property
    def num_batches(self):
        return len(self.x) // 4

    def __getitem__(self, index):
        return (self.x[4 * index : 4 * index + 4],)


def test_a_batch_that_devices_cannot_share_is_refused():
    with pytest.raises(ValueError, match="3: use 63 or 66.*batch_size=64"):
        Share(3).check(64)
    with pytest.raises(ValueError, match="8: use 8. "):
        Share(8).check(4)


@pytest.mark.skipif(BACKEND != "torch", reason="torchrun is torch's")
def test_processes_that_would_train_apart_are_refused(monkeypatch):
    monkeypatch.setenv("WORLD_SIZE", "2")
    model = kg.GAN((8, 8, 1), 4, width=2)
    model.compile()
    with pytest.raises(ValueError, match="init_process_group.*a group of 1"):
        model.fit(images(8), batch_size=8)


@pytest.mark.skipif(BACKEND != "tensorflow", reason="TensorFlow's strategies")
@pytest.mark.parametrize(
    "argument",
    [{"jit_compile": True}, {"steps_per_execution": 2}, {"accumulate": 2}],
)
def test_what_replicas_cannot_do_is_refused(argument, monkeypatch):
    import tensorflow as tf

    with tf.distribute.MirroredStrategy(["CPU:0"]).scope():
        model = kg.GAN((8, 8, 1), 4, width=2)
        model.compile(**argument)
    monkeypatch.setattr(type(model), "devices", 2)
    name, value = *argument, *argument.values()
    with pytest.raises(ValueError, match=f"{name} must be.*{name}={value}"):
        model.fit(images(8), batch_size=8)
