"""Torn and foreign files of every kind that a run's folder holds."""

import io
import json
import os
import shutil

import keras
import numpy as np
import pytest
from PIL import Image

import keras_gans as kg
from keras_gans.commands.errors import expected
from keras_gans.datasets import tfrecords
from keras_gans.metrics.extractors.mnist_classifier import mnist_classifier
from keras_gans.runs.config import Config
from keras_gans.runs.folder import read_config
from keras_gans.runs.folder import write_config
from keras_gans.runs.loading import load
from keras_gans.style.vgg19_weights import load_vgg19
from keras_gans.utils.untrusted import read_model


@pytest.fixture(scope="module")
def config():
    settings = {"width": 4, "latent_dim": 2}
    return Config.with_defaults(
        "gan", "digits", image_size=8, batch_size=256, settings=settings
    )


@pytest.fixture(scope="module")
def gan(config):
    return config.make_model()


@pytest.fixture(scope="module")
def whole(tmp_path_factory, config, gan):
    """A run with whole files of all kinds, as if one epoch were done."""
    folder = tmp_path_factory.mktemp("whole")
    write_config(config, gan, None, folder)
    checkpoint = start(kg.callbacks.Checkpoint(folder / "checkpoint"), gan)
    checkpoint.on_epoch_end(0)
    diagnosis = start(kg.callbacks.Diagnosis(folder), gan)
    diagnosis.on_epoch_begin(0)
    diagnosis.on_epoch_end(0, dict.fromkeys(gan.log_names, 0.5))
    curves = start(kg.callbacks.TrainingCurves(folder), gan)
    curves.on_epoch_begin(0)
    curves.on_epoch_end(0, dict.fromkeys(gan.log_names, 0.5))
    gan.save(folder / "model.keras")
    return folder


def start(callback, model, epochs=2):
    callback.set_model(model)
    callback.set_params({"epochs": epochs, "steps": 1, "verbose": 0})
    callback.on_train_begin()
    return callback


def small_network():
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])


def load_from_checkpoint(run):
    (run / "model.keras").unlink()
    return load(run)


READERS = {
    "config.json": lambda run, gan: read_config(run),
    "model.keras": lambda run, gan: load(run),
    "checkpoint/epoch-00001.npz": lambda run, gan: kg.callbacks.Checkpoint(
        run / "checkpoint"
    ).restore(gan),
    "history.csv": lambda run, gan: start(
        kg.callbacks.TrainingCurves(run), gan
    ).on_epoch_begin(1),
    "diagnosis.json": lambda run, gan: start(
        kg.callbacks.Diagnosis(run), gan
    ).on_epoch_begin(1),
}


def picture():
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return file.getvalue()


DAMAGES = {
    "empty": lambda content: b"",
    "a byte short": lambda content: content[:-1],
    "half": lambda content: content[: len(content) // 2],
    "its head": lambda content: content[:10],
    "zeros": lambda content: bytes(len(content)),
    "random bytes": lambda content: np.random.default_rng(0).bytes(1000),
    "a picture": lambda content: picture(),
    "a list": lambda content: b"[1, 2]",
    "a dictionary": lambda content: b'{"a": 1}',
    "nothing": lambda content: b"null",
    "deep": lambda content: b"[" * 100_000,
}


@pytest.mark.filterwarnings("ignore:.*is damaged or not a checkpoint")
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_is_one_line_and_stays(
    whole, gan, tmp_path, name, damage
):
    run = tmp_path / "run"
    shutil.copytree(whole, run)
    path = run / name
    content = DAMAGES[damage](path.read_bytes())
    path.write_bytes(content)
    try:
        READERS[name](run, gan)
    except (ValueError, OSError) as error:
        assert str(path) in expected(error), error
    else:
        # Text without its end is still a table.
        assert name == "history.csv", "it was read"
        assert damage in ("half", "a byte short")
    assert path.read_bytes() == content


def test_the_files_are_read_where_they_are_whole(whole, gan, tmp_path):
    shutil.copytree(whole, tmp_path / "run")
    for read in READERS.values():
        read(tmp_path / "run", gan)


@pytest.mark.parametrize(
    "change",
    [
        {"model": "no such model"},
        {"model": ["gan"]},
        {"dataset": "no such data"},
        {"epochs": "many"},
        {"batch_size": -1},
        {"image_size": 1e400},
        {"image_size": "8"},
        {"unknown": 1},
    ],
    ids=str,
)
def test_a_configuration_of_other_values_is_one_line(whole, tmp_path, change):
    content = json.loads((whole / "config.json").read_text())
    content["arguments"] |= change
    path = tmp_path / "config.json"
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=f"Could not read {path}"):
        read_config(tmp_path)


@pytest.mark.parametrize("value", [None, [], "text", {"generator": 1}])
@pytest.mark.parametrize("name", ["networks", "optimizers"])
def test_networks_of_another_shape_are_one_line(whole, tmp_path, name, value):
    shutil.copytree(whole, tmp_path / "run")
    path = tmp_path / "run/config.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {name: value}))
    with pytest.raises(ValueError, match=f"Could not read {path}"):
        load_from_checkpoint(tmp_path / "run")


def test_a_model_of_another_kind_is_named(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "run")
    small_network().save(tmp_path / "run/model.keras")
    with pytest.raises(ValueError, match="holds 'Sequential', not a model of"):
        load(tmp_path / "run")


def test_the_clock_decides_nothing(whole, tmp_path):
    """The model of more epochs is loaded, whatever the times of the files."""
    run = tmp_path / "run"
    shutil.copytree(whole, run)
    newer = load(run)
    checkpoint = start(kg.callbacks.Checkpoint(run / "checkpoint"), newer)
    newer.epochs_trained.assign(2)
    checkpoint.on_epoch_end(1)
    for path in (run / "checkpoint").iterdir():
        os.utime(path, (1, 1))
    assert int(load(run).epochs_trained) == 2
    newer.epochs_trained.assign(3)
    newer.save(run / "model.keras")
    os.utime(run / "model.keras", (0, 0))
    assert int(load(run).epochs_trained) == 3


@pytest.mark.parametrize("damage", ["empty", "half", "a picture"])
def test_a_torn_classifier_is_named(tmp_path, damage):
    path = tmp_path / "digits-classifier.keras"
    small_network().save(path)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    with pytest.raises(ValueError, match=f"classifier {path}; remove it"):
        mnist_classifier("digits", cache_dir=tmp_path)


def test_a_foreign_classifier_is_named(tmp_path):
    path = tmp_path / "digits-classifier.keras"
    small_network().save(path)
    for text in ("", "[]", '{"accuracy": []}', '{"accuracy": 1.0}'):
        path.with_suffix(".json").write_text(text)
        with pytest.raises(ValueError, match=f"classifier {path}; remove it"):
            mnist_classifier("digits", cache_dir=tmp_path)


def test_a_cache_that_cannot_be_written_ends_no_training(tmp_path, capsys):
    """It is refused before the classifier is trained."""
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="Could not write to .*file") as caught:
        mnist_classifier("digits", cache_dir=tmp_path / "file" / "cache")
    assert "KERAS_HOME" in caught.value.__notes__[0]
    assert "Training" not in capsys.readouterr().out


def test_torn_weights_of_vgg19_are_named(tmp_path):
    path = tmp_path / "vgg.h5"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    with pytest.raises(ValueError, match=f"VGG-19's weights in {path}"):
        load_vgg19(path)


@pytest.mark.parametrize("length", [1, 11, 15, 19])
def test_a_torn_file_of_records_is_named(tmp_path, length):
    path = tmp_path / "a.tfrecord"
    record = (4).to_bytes(8, "little") + bytes(4) + b"data" + bytes(4)
    path.write_bytes(record * 2)
    assert [r.offset for r in tfrecords.index(path)] == [12, 32]
    path.write_bytes(record + record[:length])
    with pytest.raises(ValueError, match=f"{path} ends within a record"):
        list(tfrecords.index(path))


def test_a_missing_model_is_one_line(tmp_path):
    with pytest.raises(ValueError, match="No such file"):
        read_model(tmp_path / "none.keras")
