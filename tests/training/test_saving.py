"""Saving and loading: whole files, clear errors, nothing lost."""

import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from tests.helpers import SHAPE
from tests.helpers import VARIANTS
from tests.helpers import assert_same
from tests.helpers import data
from tests.helpers import quick
from tests.helpers import state
from tests.helpers import values


@pytest.fixture
def model():
    return quick("gan")


@pytest.mark.slow  # It starts Python.
def test_a_new_process_loads_a_model_by_the_package_alone(model, tmp_path):
    path = tmp_path / "gan.keras"
    model.save(path)
    script = (
        "import sys, numpy as np, keras_gans as kg\n"
        "model = kg.load_model(sys.argv[1])\n"
        "np.save(sys.argv[2], model.generate(3, seed=0))"
    )
    made = tmp_path / "made.npy"
    subprocess.run(
        [sys.executable, "-c", script, path, made],
        check=True,
        cwd=Path(__file__).parents[2],
    )
    np.testing.assert_array_equal(np.load(made), model.generate(3, seed=0))


def saved_files(model, folder):
    model.fit(*data(model, 8), batch_size=8, verbose=0)
    model.save(folder / "model.keras")
    model.save(folder / "folder", zipped=False)
    model.save_weights(folder / "model.weights.h5")
    model.save_weights(folder / "shards.weights.json", max_shard_size=1)


def test_every_way_to_save_restores_all(model, tmp_path):
    saved_files(model, tmp_path)
    assert_same(state(kg.load_model(tmp_path / "model.keras")), state(model))
    assert_same(state(kg.load_model(str(tmp_path / "folder"))), state(model))
    weights = ("model.keras", "model.weights.h5", "shards.weights.json")
    for name in weights:
        other = quick("gan")  # It is untrained.
        other.load_weights(tmp_path / name)
        assert_same(state(other), state(model))
    uncompiled = kg.load_model(tmp_path / "model.keras", compile=False)
    assert not uncompiled.compiled
    assert_same(values(uncompiled.variables), values(model.variables))
    uncompiled.save(tmp_path / "uncompiled.keras")
    again = kg.load_model(tmp_path / "uncompiled.keras")
    assert_same(values(again.variables), values(model.variables))


def test_a_model_of_mixed_bfloat16_is_saved_and_loaded(tmp_path):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = quick("lsgan")
    finally:
        keras.config.set_dtype_policy("float32")
    saved_files(model, tmp_path)
    loaded = kg.load_model(tmp_path / "model.keras")
    assert loaded.generator.layers[-1].compute_dtype == (
        model.generator.layers[-1].compute_dtype
    )
    assert_same(state(loaded), state(model))
    np.testing.assert_array_equal(
        loaded.generate(3, seed=0), model.generate(3, seed=0)
    )


@pytest.mark.parametrize(
    ("make", "name", "value"),
    [
        (kg.WGANGP, "gp_weight", np.int64(3)),
        (kg.GAN, "label_smoothing", np.float32(0.25)),
        (kg.GAN, "d_loss_floor", np.array(0.5)),
        (kg.R3GAN, "gamma", np.float16(2)),
        (kg.Pix2Pix, "l1_weight", np.int32(9)),
        (kg.FastStyleTransfer, "content_weight", np.float32(2)),
    ],
)
def test_settings_may_be_numbers_of_numpy(tmp_path, make, name, value):
    shape = () if make is kg.FastStyleTransfer else (SHAPE,)
    model = make(*shape, width=2, **{name: value})
    model.save(tmp_path / "model.keras")
    loaded = kg.load_model(tmp_path / "model.keras")
    found = loaded.get_config()[name]
    assert found == value and type(found) in (int, float)


@pytest.fixture
def full_disk(monkeypatch):
    """Makes the weights of any file impossible to write."""

    def fail(self, store):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keras.layers.Dense, "save_own_variables", fail)


def test_a_full_disk_keeps_the_old_files(model, tmp_path, full_disk):
    files = ["model.keras", "model.weights.h5"]
    for name in files:
        (tmp_path / name).write_bytes(b"old")
    with pytest.raises(OSError, match="Could not write .*keras: No space"):
        model.save(tmp_path / "model.keras")
    with pytest.raises(OSError, match="Could not write .*h5: No space"):
        model.save_weights(tmp_path / "model.weights.h5")
    with pytest.raises(OSError, match="Could not write .*folder: No space"):
        model.save(tmp_path / "folder", zipped=False)
    # By Keras's own callback, too.
    callback = keras.callbacks.ModelCheckpoint(tmp_path / "model.keras")
    with pytest.raises(OSError, match="Could not write .*keras: No space"):
        model.fit(
            *data(model, 8), batch_size=8, verbose=0, callbacks=[callback]
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == files
    assert all((tmp_path / name).read_bytes() == b"old" for name in files)


def test_an_existing_file_is_replaced_only_by_consent(
    model, tmp_path, monkeypatch
):
    path = tmp_path / "model.keras"
    path.write_bytes(b"old")
    monkeypatch.setattr("builtins.input", lambda question: "n")
    model.save(path, overwrite=False)
    assert path.read_bytes() == b"old"
    monkeypatch.setattr("builtins.input", lambda question: "y")
    model.save(str(path), overwrite=False)
    assert_same(state(kg.load_model(path)), state(model))


@pytest.mark.parametrize("method", ["save", "save_weights"])
def test_what_a_link_points_to_is_written(model, tmp_path, method):
    name = "a.keras" if method == "save" else "a.weights.h5"
    disk, link = tmp_path / "disk" / name, tmp_path / name
    disk.parent.mkdir()
    link.symlink_to(disk)
    for _ in range(2):  # Nothing is there first, then a file.
        getattr(model, method)(link)
        assert link.is_symlink() and disk.is_file()
    assert [p.name for p in sorted(tmp_path.iterdir())] == [name, "disk"]


def test_nobody_may_be_there_to_consent(model, tmp_path, monkeypatch):
    path = tmp_path / "model.keras"
    path.write_text("old")

    def no_answer(question):
        raise EOFError

    monkeypatch.setattr("builtins.input", no_answer)
    with pytest.raises(FileExistsError, match="model.keras exists, and over"):
        model.save(path, overwrite=False)
    assert path.read_text() == "old"


def test_optimizers_are_not_left_out_in_silence(model, tmp_path):
    with pytest.raises(ValueError, match="include_optimizer must be True"):
        model.save(tmp_path / "model.keras", include_optimizer=False)
    assert not list(tmp_path.iterdir())


def test_a_torn_file_of_weights_is_named(model, tmp_path):
    path = tmp_path / "model.weights.h5"
    model.save_weights(path)
    path.write_bytes(path.read_bytes()[:3000])
    with pytest.raises(ValueError, match="read the weights in .*weights.h5"):
        model.load_weights(path)


def test_weights_that_are_refused_change_nothing(model, tmp_path):
    other = kg.GAN(
        model.image_shape,
        4,
        generator=kg.networks.mlp_generator(model.image_shape, 4, hidden=(4,)),
        discriminator=kg.networks.mlp_discriminator(
            model.image_shape, hidden=(5,)
        ),
    )
    other.save_weights(tmp_path / "other.weights.h5")
    before = state(model)
    with pytest.raises(ValueError, match="Could not load the weights"):
        model.load_weights(tmp_path / "other.weights.h5")
    assert_same(state(model), before)


def test_weights_without_an_average_name_the_argument(model, tmp_path):
    model.save_weights(tmp_path / "w.weights.h5")
    averaged = quick("gan")
    networks = {
        "generator": averaged.generator,
        "discriminator": averaged.discriminator,
    }
    other = kg.GAN(model.image_shape, 4, **networks, ema=0.9)
    with pytest.raises(ValueError, match="such as those of ema= .* saved mod"):
        other.load_weights(tmp_path / "w.weights.h5")


def test_a_folder_of_other_files_is_not_replaced(model, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="other files; .*/model"):
        model.save(tmp_path, zipped=False)
    # Such as a run of the command line, which has a config.json too.
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(FileExistsError, match="other files; .*/model"):
        model.save(tmp_path, zipped=False)
    assert len([*tmp_path.iterdir()]) == 2


@pytest.mark.parametrize(
    "name, message",
    {
        "gan.h5": "as .*gan.keras does. HDF5 .* Received: filepath='.*gan.h5'",
        "gan": "as .*gan.keras does. `save_weights`",
        "gan.weights.h5": "as .*gan.weights.keras does.*`save_weights`",
        "gan.pb": "`export` writes what other programs read",
    }.items(),
)
def test_other_endings_are_refused_with_the_remedy(
    model, tmp_path, name, message
):
    with pytest.raises(ValueError, match=message):
        model.save(tmp_path / name)
    with pytest.raises(ValueError, match=r"must end in .weights.h5. Received"):
        model.save_weights(tmp_path / "gan.keras")
    assert not list(tmp_path.iterdir())


def test_keras_writes_no_hdf5_file_that_could_not_be_loaded(model, tmp_path):
    for name in ("gan.h5", "gan.hdf5"):
        with pytest.raises(ValueError, match="two optimizers. `model.save"):
            keras.saving.save_model(model, tmp_path / name)
    keras.saving.save_model(model, tmp_path / "gan.keras")
    assert_same(state(kg.load_model(tmp_path / "gan.keras")), state(model))


def refused(path, message, error=ValueError, **arguments):
    with pytest.raises(error, match=message):
        kg.load_model(path, **arguments)


@pytest.mark.parametrize("path", [None, 5])
def test_what_is_no_path_is_named(path):
    model = VARIANTS["gan"]()
    reads = model.save, model.save_weights, model.load_weights, model.export
    for read in (*reads, kg.load_model):
        with pytest.raises(TypeError, match="filepath must be a path, a text"):
            read(path)
    with pytest.raises(TypeError, match="source must be a path, a text"):
        kg.load(path)


@pytest.mark.parametrize("name", ["a.keras", "a.weights.h5"])
def test_weights_of_a_damaged_file_are_refused(name, tmp_path):
    (tmp_path / name).write_text("no archive")
    with pytest.raises(ValueError, match="Could not .* the weights .*a\\."):
        VARIANTS["gan"]().load_weights(tmp_path / name)


def test_files_that_are_no_models_are_named(model, tmp_path):
    saved_files(model, tmp_path)
    path = tmp_path / "model.keras"
    refused(tmp_path / "no.keras", "no model at .*no.keras", FileNotFoundError)
    whole = path.read_bytes()
    for n in (0, len(whole) // 2):
        path.write_bytes(whole[:n])
        refused(path, "Could not read the model .*model.keras: damaged")
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 255
    path.write_bytes(changed)
    refused(path, "Could not read the model .*model.keras")
    refused(tmp_path / "model.weights.h5", "weights alone.*load_weights")
    np.savez(tmp_path / "epoch-00001.npz", a=1)
    refused(tmp_path / "epoch-00001.npz", "Checkpoint.folder..restore")
    refused(tmp_path, "lacks the config.json of a run.*: .*model.keras")
    (tmp_path / "config.json").write_text('{"arguments": {}}')
    refused(tmp_path, "is a run, which `keras_gans.load` reads")
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", "neither a saved model nor a run")
    (tmp_path / "export").mkdir()
    (tmp_path / "export/saved_model.pb").touch()
    refused(tmp_path / "export", "tf.saved_model.load")
    keras.Sequential([layers.Input((2,)), layers.Dense(1)]).save(path)
    refused(path, "'Sequential', not a model of keras_gans.*keras.saving.load")


def test_a_model_of_a_later_version_says_so(model, tmp_path, monkeypatch):
    path = tmp_path / "model.keras"
    monkeypatch.setattr(kg.training.saving, "FORMAT_VERSION", 7)
    model.save(path)
    monkeypatch.undo()
    refused(path, "reads .* format 1. .*Received: format_version=7")


def test_weights_of_other_networks_are_refused(model, tmp_path):
    path = tmp_path / "gan.weights.h5"
    kg.GAN((8, 8, 1), 4, width=3).save_weights(path)
    with pytest.raises(ValueError, match="with the arguments of the saved one"):
        VARIANTS["gan"]().load_weights(path)
    with pytest.raises(FileNotFoundError, match="no weights at no.weights.h5"):
        VARIANTS["gan"]().load_weights("no.weights.h5")


def test_a_home_may_be_written_as_a_tilde(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    model, other = quick("gan"), quick("gan")
    weight = model.generator.weights[0]
    weight.assign(weight.value + 1)
    model.save_weights("~/gan.weights.h5")
    other.load_weights("~/gan.weights.h5")
    assert_same(values(other.weights), values(model.weights))


class Halving(layers.Layer):
    def call(self, x):
        return x / 2


def test_what_is_not_registered_is_named_when_it_is_missing(tmp_path):
    generator = keras.Sequential(
        [layers.Input((4,)), Halving(), layers.Dense(2, activation="tanh")]
    )
    model = kg.GAN((2,), 4, width=2, generator=generator)
    with pytest.warns(UserWarning, match="custom_objects={'Halving': Halving}"):
        model.compile()
    path = tmp_path / "model.keras"
    model.save(path)
    refused(path, "custom_objects={'Halving': Halving}")
    loaded = kg.load_model(
        path, custom_objects={"Halving": Halving}, compile=False
    )
    np.testing.assert_array_equal(
        loaded.generate(3, seed=0), model.generate(3, seed=0)
    )


def test_without_optimizers_their_classes_need_not_be_known(tmp_path):
    class Mine(keras.optimizers.SGD):
        pass

    model = kg.GAN((2,), 4, width=2)
    model.compile(d_opt=Mine(0.1))
    path = tmp_path / "model.keras"
    model.save(path)
    refused(path, "custom_objects={'Mine': Mine}")
    loaded = kg.load_model(path, compile=False)
    np.testing.assert_array_equal(
        loaded.generate(3, seed=0), model.generate(3, seed=0)
    )


def test_a_lambda_is_loaded_only_if_its_file_is_trusted(tmp_path):
    generator = keras.Sequential(
        [
            layers.Input((4,)),
            layers.Dense(2),
            layers.Lambda(lambda x: x / 2, output_shape=(2,)),
        ]
    )
    model = kg.GAN((2,), 4, width=2, generator=generator, ema=0.9)
    path = tmp_path / "model.keras"
    model.save(path)
    refused(path, "safe_mode=False")
    loaded = kg.load_model(path, safe_mode=False)
    np.testing.assert_array_equal(
        loaded.generate(3, seed=0), model.generate(3, seed=0)
    )


def test_a_folder_has_no_ending_of_a_file(model, tmp_path):
    path = tmp_path / "model.keras"
    with pytest.raises(ValueError, match=f"zipped=False.*Received: {path}"):
        model.save(path, zipped=False)
    assert not path.exists()


@pytest.mark.parametrize("name", ("r3gan", "acgan", "cyclegan"))
def test_a_weights_file_restores_a_model_that_is_not_compiled(name, tmp_path):
    model = VARIANTS[name]()
    model.save_weights(tmp_path / "model.weights.h5")
    other = VARIANTS[name]()
    other.load_weights(tmp_path / "model.weights.h5")
    assert_same(values(other.variables), values(model.variables))
