"""What callbacks write goes on when `fit` is called again.

Ctrl-C in the middle of a training, and then another `fit` of the same model, as
in a notebook.
"""

import csv
import json

import keras
import pytest
from PIL import Image

import keras_gans as kg
from tests.helpers import assert_same
from tests.helpers import images
from tests.helpers import quick


class Interrupt(keras.callbacks.Callback):
    """Ctrl-C in the third epoch."""

    def on_train_batch_end(self, batch, logs=None):
        if int(self.model.optimizer.iterations) == 5:
            raise KeyboardInterrupt


class Scored(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        trained = int(self.model.epochs_trained)
        logs["fid"] = {1: 9.0, 2: 4.0, 3: 6.0, 4: 3.0}.get(trained, 9.0)


def fit(model, folder, epochs, *others, every=1, **kwargs):
    callbacks = [
        Scored(),
        kg.callbacks.Diagnosis(folder, every=every),
        # No two frames are alike, which the format would join.
        kg.callbacks.SampleGrid(folder / "grids", n=4, every=every),
        kg.callbacks.TrainingCurves(folder, every=1),
        kg.callbacks.BestGenerator(folder / "best.keras", "fid"),
        *others,
    ]
    model.fit(
        images(16),
        batch_size=8,
        epochs=epochs,
        verbose=0,
        callbacks=callbacks,
        **kwargs,
    )


def grids(folder):
    return sorted(path.name for path in (folder / "grids").glob("*.png"))


def frames(folder):
    with Image.open(folder / "grids" / "training.webp") as film:
        return film.n_frames


def table(folder):
    with open(folder / "history.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(r["row"], int(r["epoch"]), int(r["step"])) for r in rows]


def epochs_in(folder, name="observations"):
    content = json.loads((folder / "diagnosis.json").read_text())
    return [entry["epoch"] for entry in content[name]]


def moving():
    """A model that learns so fast that no two of its pictures are alike."""
    return quick("gan", g_opt=keras.optimizers.SGD(10.0))


def pngs(*numbers):
    return [f"epoch-{i:04d}.png" for i in numbers]


def test_after_ctrl_c_the_files_are_there_and_a_second_fit_goes_on(tmp_path):
    model = moving()
    with pytest.raises(KeyboardInterrupt):
        fit(model, tmp_path, 5, Interrupt())
    assert grids(tmp_path) == pngs(0, 1, 2)
    assert frames(tmp_path) == 3
    assert table(tmp_path)[-2:] == [("epoch", 2, 4), ("step", 3, 5)]
    first = (tmp_path / "grids" / "epoch-0001.png").read_bytes()

    fit(model, tmp_path, 2)
    assert grids(tmp_path) == pngs(0, 1, 2, 3, 4)
    assert (tmp_path / "grids" / "epoch-0001.png").read_bytes() == first
    assert frames(tmp_path) == 5
    epochs = [row[1:] for row in table(tmp_path) if row[0] == "epoch"]
    assert epochs == [(1, 2), (2, 4), (3, 6), (4, 8)]
    assert epochs_in(tmp_path) == [0, 1, 2, 3, 4]
    best = json.loads((tmp_path / "best.json").read_text())
    assert best == {"fid": 3.0, "epoch": 4}


def test_restored_weights_do_not_set_back_the_count_of_epochs(tmp_path):
    model, checkpoint = moving(), kg.callbacks.Checkpoint(tmp_path / "saved")
    # The scores are 9, 4 and 6: the weights of the second epoch come back.
    early = keras.callbacks.EarlyStopping(
        "fid", mode="min", patience=1, restore_best_weights=True
    )
    seen = []
    look = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append(model.get_weights()),
        on_train_begin=lambda logs: seen.append(model.get_weights()),
    )
    fit(model, tmp_path, 5, look, early, checkpoint)
    assert len(seen) == 4 and int(model.epochs_trained) == 3
    fit(model, tmp_path, 1, checkpoint, look)
    counter = [v is model.epochs_trained for v in model.weights].index(True)
    again, second = seen[4], seen[2]
    assert (int(again.pop(counter)), int(second.pop(counter))) == (3, 2)
    assert_same(again, second)
    assert grids(tmp_path) == pngs(0, 1, 2, 3, 4)
    epochs = [row[1:] for row in table(tmp_path) if row[0] == "epoch"]
    assert epochs == [(1, 2), (2, 4), (3, 6), (4, 8)]


@pytest.mark.slow
def test_initial_epoch_and_every_second_epoch_count_all_epochs(tmp_path):
    model = moving()
    fit(model, tmp_path, 2, every=2)
    fit(model, tmp_path, 5, every=2, initial_epoch=2)
    fit(model, tmp_path, 2, every=2)
    # The last epoch of each call, and each even one.
    assert grids(tmp_path) == pngs(0, 2, 4, 5, 6, 7)
    assert frames(tmp_path) == 6
    assert epochs_in(tmp_path) == [0, 2, 4, 5, 6, 7]
    assert table(tmp_path)[-1] == ("epoch", 7, 14)
    # A score of an earlier call is not displaced by a worse one.
    assert json.loads((tmp_path / "best.json").read_text())["epoch"] == 4


def test_another_training_in_the_folder_is_not_mixed_with_the_first(tmp_path):
    fit(moving(), tmp_path, 3)
    fit(moving(), tmp_path, 1)
    assert frames(tmp_path) == 2
    assert [row[1] for row in table(tmp_path)] == [1, 1, 1]
    assert epochs_in(tmp_path) == [0, 1]


@pytest.mark.slow
def test_a_trained_model_in_a_new_folder_has_a_picture_of_its_start(tmp_path):
    model = moving()
    fit(model, tmp_path / "first", 2)
    fit(model, tmp_path / "second", 1)
    assert grids(tmp_path / "second") == pngs(2, 3)
    assert epochs_in(tmp_path / "second") == [2, 3]
