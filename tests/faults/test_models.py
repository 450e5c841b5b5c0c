"""Model files of strangers: nothing in them is run, nothing is unpacked."""

import io
import json
import tempfile
import zipfile

import keras
import pytest

import keras_gans as kg
from keras_gans.utils import untrusted
from keras_gans.utils.untrusted import read_model


@pytest.fixture
def trace(tmp_path):
    """A file that would exist if a hostile file had had its way."""
    return tmp_path / "trace"


def pack(path, config, **members):
    """A .keras archive with this configuration."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        text = config if isinstance(config, str) else json.dumps(config)
        archive.writestr("config.json", text)
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.15"}))
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def dense(**arguments):
    """The configuration of a network of one layer."""
    layer = keras.layers.Dense(1, name="a").get_config() | arguments
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, 2]}}
    layers = [first, {"class_name": "Dense", "config": layer}]
    for layer in layers:
        layer |= {"module": "keras.layers", "registered_name": None}
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": "s", "layers": layers},
        "registered_name": None,
    }


def foreign(module, name, config, kind="class"):
    """The configuration of an object of any module."""
    names = {"class_name": name, "config": config}
    if kind == "function":
        names = {"class_name": "function", "config": name}
    return {"module": module, "registered_name": name, **names}


def test_a_lambda_is_not_run(tmp_path, trace):
    path = tmp_path / "lambda.keras"
    place = str(trace)
    layer = keras.layers.Lambda(lambda x: open(place, "w").close() or x)
    network = keras.Sequential([keras.Input((2,)), layer])
    network.save(path)
    trace.unlink()
    keras.saving.load_model(path, safe_mode=False)
    trace.unlink()  # The file is as hostile as it looks.
    with pytest.raises(ValueError, match=f"Could not read the model {path}"):
        read_model(path)
    assert not trace.exists()


def test_nor_is_it_in_the_network_of_a_gan(tmp_path, trace):
    """The package builds networks from a configuration itself."""
    config = kg.GAN((2,), 2, width=4).get_config()
    code = foreign("builtins", "__lambda__", {"value": "eA=="})
    layer = foreign("keras.layers", "Lambda", {"name": "l", "function": code})
    config["generator"]["config"]["layers"][-1] = layer
    with pytest.raises(ValueError, match="lambda"):
        kg.GAN.from_config(config)


@pytest.mark.parametrize(
    "activation",
    [
        foreign("os", "system", None, "function"),
        foreign("subprocess", "Popen", {"args": "touch trace", "shell": True}),
        foreign("keras.src.utils.file_utils", "get_file", None, "function"),
        foreign("keras.saving", "load_model", None, "function"),
        foreign("keras.config", "enable_unsafe_deserialization", {}),
        foreign("tests.faults.test_models", "pack", None, "function"),
    ],
    ids=lambda config: config["registered_name"],
)
def test_names_of_other_modules_are_refused(tmp_path, activation):
    path = pack(tmp_path / "foreign.keras", dense(activation=activation))
    with pytest.raises(ValueError, match=f"Could not read the model {path}"):
        read_model(path)


def test_a_bomb_is_refused_by_its_size(tmp_path):
    size = untrusted.SMALL
    path = pack(tmp_path / "bomb.keras", " " * size)
    assert path.stat().st_size < size / 100
    with pytest.raises(ValueError, match=rf"would unpack to {size + 25}"):
        read_model(path)


def test_names_that_lead_upwards_are_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    path = tmp_path / "up.keras"
    network.save(path)
    with zipfile.ZipFile(path, "a") as archive:
        for name in ("../trace", "../../trace", "/tmp/trace-of-keras-gans"):
            archive.writestr(f"assets/{name}", "x")
            archive.writestr(name, "x")
    try:
        read_model(path)
    except ValueError:
        pass
    assert not (tmp_path / "trace").exists()
    assert not (tmp_path / "temporary/trace").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "temporary",
        "up.keras",
    ]


@pytest.mark.slow  # TensorFlow waits ten seconds for memory.
def test_a_model_larger_than_memory_is_one_line(tmp_path):
    path = pack(tmp_path / "large.keras", dense(units=2**45))
    with pytest.raises(ValueError, match=f"Could not read the model {path}"):
        read_model(path)


def test_a_model_whose_weights_point_at_another_file(tmp_path):
    h5py = pytest.importorskip("h5py")
    path = tmp_path / "pointer.keras"
    secret = tmp_path / "secret"
    secret.write_bytes(bytes(8))
    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    network.save(path)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    weights = io.BytesIO(members["model.weights.h5"])
    with h5py.File(weights, "a") as file:
        place = file["layers/dense/vars"]
        del place["0"]
        place.create_dataset(
            "0", (2, 1), "float32", external=[(str(secret), 0, 8)]
        )
    members["model.weights.h5"] = weights.getvalue()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(ValueError, match=f"Could not read the model {path}"):
        read_model(path)
