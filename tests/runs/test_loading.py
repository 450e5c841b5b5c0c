"""Models from wherever they are: `kg.load`."""

import shutil
import sys

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import keras_gans as kg
from keras_gans.runs.cards import card_of
from keras_gans.runs.cards import run_config
from keras_gans.runs.loading import kind_of
from tests.helpers import run_python


@pytest.fixture(scope="module")
def saved(tiny_run, tmp_path_factory):
    """The run's model as a file, and as a folder with nothing else known."""
    root = tmp_path_factory.mktemp("saved")
    shutil.copy(tiny_run / "model.keras", root / "gan.keras")
    kg.load_model(root / "gan.keras").save(root / "folder", zipped=False)
    return root


def test_every_source_of_a_model_gives_the_same_images(tiny_run, saved):
    expected = kg.load(tiny_run).generate(3, seed=0)
    sources = tiny_run, tiny_run / "model.keras", saved / "gan.keras"
    for source in (*sources, str(saved / "folder")):
        assert kind_of(source) is kg.DCGAN
        images = kg.load(source).generate(3, seed=0)
        np.testing.assert_array_equal(images, expected)
    assert run_config(tiny_run) == run_config(tiny_run / "model.keras")
    assert run_config(saved / "folder") is None
    card = card_of(tiny_run)
    assert card["epochs"] == 1 and card["data"]["licence"] == "cc-by-4.0"
    assert card_of(saved / "gan.keras") == {}


@pytest.mark.parametrize(
    ("name", "message"),
    {
        "nowhere": "source must be the name of a preset .conditionalgan-dig.*"
        "hf://user/name. Received: source='nowhere', where nothing is",
        "conditionalgan-digit": "Did you mean 'conditionalgan-digits'",
        "no.keras": "where nothing is",
        "notes.txt": "notes.txt: saved models end in .keras",
        "weights.npz": "is not a model",
        "empty": "neither a saved model nor a run, which has its config.json",
        "export": "is an export, which cannot be trained",
        "torn.keras": "damaged, or not a .keras archive",
        "other.keras": "holds 'Sequential', not a model of keras_gans",
        "hf://me": "must be hf://user/name. Received: hf://me",
    }.items(),
)
def test_what_a_source_that_cannot_be_read_is(
    name, message, tmp_path, monkeypatch
):
    import keras

    monkeypatch.chdir(tmp_path)
    for file in ("notes.txt", "weights.npz", "torn.keras"):
        (tmp_path / file).write_text("no model")
    for folder in ("empty", "export"):
        (tmp_path / folder).mkdir()
    (tmp_path / "export/saved_model.pb").touch()
    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    network.save("other.keras")
    with pytest.raises((OSError, ValueError), match=message) as caught:
        kg.load(name)
    assert "\n" not in str(caught.value)


def test_the_hub_needs_its_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(ImportError, match="pip install huggingface_hub"):
        kg.load("hf://me/faces")


def test_presets_load_and_train_on():
    presets = kg.presets()
    assert (
        sum(
            path.stat().st_size for path in kg.pretrained.FOLDER.glob("*.keras")
        )
        < 6 * 10**6
    )
    for name, card in presets.items():
        model = kg.load(name)
        assert type(model).__name__ == card["model"] == kind_of(name).__name__
        assert run_config(name).dataset == card["data"]["name"] != "celeba"
        assert card["command"].startswith("keras-gans train ")
        assert card["licence"] and card["data"]["licence"] and card["scores"]
        assert all("/" not in str(v) for v in card["arguments"].values())
        images = model.generate(20, seed=0)
        # It has learned more than one image.
        assert images.std(axis=0).mean() > 0.1
        labels = (
            [model.labels.cycled(20)]
            if isinstance(model, kg.Conditional)
            else []
        )
    before = model.generate(2, seed=0)
    model.fit(images, *labels, batch_size=10, epochs=1, verbose=0)
    assert np.abs(model.generate(2, seed=0) - before).max() > 1e-4


@pytest.mark.slow  # A process of its own.
def test_keras_alone_names_the_package_that_it_misses(saved):
    code = "import keras, sys; keras.saving.load_model(sys.argv[1])"
    result = run_python("-c", code, saved / "gan.keras")
    assert result.returncode == 1
    last = result.stderr.strip().splitlines()[-1]
    assert "Could not locate class 'DCGAN'" in last
    assert "'module': 'keras_gans.models.dcgan'" in last[:500]
