"""TranslationGrid: the same images, translated after each epoch."""

import numpy as np
import pytest
from PIL import Image

import keras_gans as kg
from keras_gans.images.grids import image_grid
from tests.helpers import assert_same
from tests.helpers import data
from tests.helpers import images
from tests.helpers import quick
from tests.helpers import state


def fit(model, *callbacks, epochs=1):
    model.fit(
        *data(model, 8),
        batch_size=4,
        epochs=epochs,
        verbose=0,
        callbacks=callbacks,
    )


def test_inputs_outputs_and_targets(tmp_path):
    model = quick("pix2pix")
    inputs, targets = data(model, 5, seed=1)
    grid = kg.callbacks.TranslationGrid(tmp_path, (inputs, targets), n=4)
    fit(model, grid, epochs=2)
    names = ["epoch-0000.png", "epoch-0001.png", "epoch-0002.png"]
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        *names,
        "training.webp",
    ]
    inputs, targets = inputs[:4], targets[:4]
    rows = [np.repeat(inputs, 3, axis=-1), model.translate(inputs, seed=0)]
    expected = image_grid(
        np.concatenate([*rows, targets]), 4, ["input", "output", "target"]
    )
    last = Image.open(tmp_path / names[-1])
    np.testing.assert_array_equal(np.asarray(last), np.asarray(expected))


def test_there_and_back(tmp_path):
    model = quick("cyclegan")
    a, b = data(model, 2, seed=1)
    batches = [(a[:1], b[:1]), (a[1:], b[1:])]
    grid = kg.callbacks.TranslationGrid(tmp_path, batches, animation=False)
    fit(model, grid)
    rows = model.grid_rows((a, b), seed=0)
    assert list(rows) == [
        "A",
        "A to B",
        "A to B to A",
        "B",
        "B to A",
        "B to A to B",
    ]
    there = model.translate(b, reverse=True)
    np.testing.assert_array_equal(rows["B to A"], there)
    np.testing.assert_array_equal(rows["B to A to B"], model.translate(there))
    last = Image.open(tmp_path / "epoch-0001.png")
    expected = np.repeat(np.concatenate([*rows.values()]), 3, axis=-1)
    np.testing.assert_array_equal(
        np.asarray(last), np.asarray(image_grid(expected, 2, list(rows)))
    )


@pytest.mark.parametrize("name", ["pix2pix", "cyclegan"])
def test_a_training_does_not_notice(name, tmp_path):
    alone, watched = quick(name), quick(name)
    fit(alone)
    shown = data(watched, 3, seed=1)
    fit(watched, kg.callbacks.TranslationGrid(tmp_path, shown))
    assert_same(state(watched), state(alone))


@pytest.mark.parametrize("pack", [tuple, list, lambda two: [tuple(two)]])
def test_two_arrays_may_be_a_tuple_a_list_or_a_batch(pack, tmp_path):
    model = quick("pix2pix")
    two = data(model, 3, seed=1)
    grid = kg.callbacks.TranslationGrid(tmp_path, pack([*two]), n=2)
    grid.set_model(model)
    grid.on_train_begin()
    for found, given in zip(grid.data, two, strict=True):
        np.testing.assert_array_equal(found, given[:2])


@pytest.mark.parametrize(
    "shown, message",
    [
        (images(2), "two arrays.*batches of two. Received: batches of 1"),
        ([images(2)], "Received: batches of 1"),
        ((images(2),) * 3, "Received: batches of 3"),
        (iter([images(2)]), "Received: batches of 1"),
        (iter([]), "at least one batch. Received: an empty"),
    ],
)
def test_data_that_are_not_two_are_refused(shown, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        fit(quick("cyclegan"), kg.callbacks.TranslationGrid(tmp_path, shown))


def test_what_is_no_data_or_no_translation_is_refused(tmp_path):
    with pytest.raises(TypeError, match="data must be two arrays.*data=None"):
        kg.callbacks.TranslationGrid(tmp_path, None)
    grid = kg.callbacks.TranslationGrid(tmp_path / "a", (images(2),) * 2)
    grid.set_model(quick("gan"))
    with pytest.raises(ValueError, match="use SampleGrid.*Received: GAN"):
        grid.on_train_begin()
    assert not (tmp_path / "a").exists()


def test_rows_of_other_channels_are_drawn_alike(tmp_path):
    """Two channels are red and green; beside RGBA, colour is opaque."""
    inputs, targets = images(3, (8, 6, 2)), images(3, (8, 6, 4), seed=1)
    model = quick("cyclegan")
    model.check_batch = lambda batch: None
    model.grid_rows = lambda batch, seed: dict(zip("ab", batch))
    grid = kg.callbacks.TranslationGrid(tmp_path, (inputs, targets))
    grid.set_model(model)
    grid.on_train_begin()
    grid.draw(tmp_path / "grid.png", {})
    blue, opacity = np.full((2, 3, 8, 6, 1), [[[[[-1]]]], [[[[1]]]]], "float32")
    drawn = np.concatenate([inputs, blue, opacity], axis=-1)
    expected = image_grid(np.concatenate([drawn, targets]), 3, ["a", "b"])
    with Image.open(tmp_path / "grid.png") as found:
        assert found.mode == "RGBA"
        np.testing.assert_array_equal(np.asarray(found), np.asarray(expected))


def test_data_that_do_not_fit_are_refused_before_training(tmp_path):
    model = quick("pix2pix")
    shown = images(2, (8, 8, 3)), images(2, (8, 8, 3))
    with pytest.raises(ValueError, match=r"inputs of shape \(8, 8, 1\)"):
        fit(model, kg.callbacks.TranslationGrid(tmp_path, shown))
    assert int(model.epochs_trained.value) == 0
    with pytest.raises(ValueError, match="Received: n=0"):
        kg.callbacks.TranslationGrid(tmp_path, shown, n=0)
