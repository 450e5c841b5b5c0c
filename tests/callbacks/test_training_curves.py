import csv

import keras
import numpy as np
import pytest
from PIL import Image

import keras_gans as kg
from tests.helpers import images
from tests.helpers import quick


class BatchLogs(keras.callbacks.Callback):
    """The running means that Keras shows after each step."""

    def __init__(self):
        super().__init__()
        self.logs = []

    def on_train_batch_end(self, batch, logs=None):
        self.logs.append({name: float(value) for name, value in logs.items()})


def read(folder):
    with open(folder / "history.csv", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_of_steps_and_epochs(tmp_path):
    model, seen = quick("gan"), BatchLogs()
    history = model.fit(
        images(),
        batch_size=4,
        epochs=2,
        verbose=0,
        validation_data=(images(),),
        callbacks=[kg.callbacks.TrainingCurves(tmp_path, every=3), seen],
    ).history
    rows = read(tmp_path)
    # Eight steps an epoch: rows after the third and sixth, and one for all.
    assert [(r["row"], r["epoch"], r["step"]) for r in rows] == [
        ("step", "1", "3"),
        ("step", "1", "6"),
        ("epoch", "1", "8"),
        ("step", "2", "11"),
        ("step", "2", "14"),
        ("epoch", "2", "16"),
    ]
    for name in model.log_names:
        epochs = [float(r[name]) for r in rows if r["row"] == "epoch"]
        np.testing.assert_array_equal(epochs, history[name])
        # A row's mean times its three steps is a difference of Keras's sums.
        expected = (6 * seen.logs[5][name] - 3 * seen.logs[2][name]) / 3
        np.testing.assert_allclose(float(rows[1][name]), expected, rtol=1e-9)
    validation = [r["val_d_loss"] for r in rows if r["row"] == "epoch"]
    np.testing.assert_array_equal(np.float64(validation), history["val_d_loss"])
    assert rows[0]["val_d_loss"] == ""


def test_the_plot_is_a_picture_with_both_panels(tmp_path):
    callback = kg.callbacks.TrainingCurves(tmp_path, every=1)
    quick("gan").fit(
        images(), batch_size=8, epochs=2, verbose=0, callbacks=[callback]
    )
    pixels = np.asarray(Image.open(tmp_path / "curves.png").convert("RGB"))
    assert pixels.shape == (640, 900, 3)
    for panel in np.array_split(pixels, 2):
        coloured = np.ptp(panel.astype(int), axis=-1) > 80
        assert coloured.sum() > 200


def test_a_new_training_starts_a_new_table(tmp_path):
    for _ in range(2):
        callback = kg.callbacks.TrainingCurves(tmp_path, every=100)
        quick("gan").fit(
            images(), batch_size=8, verbose=0, callbacks=[callback]
        )
    assert len(read(tmp_path)) == 1


@pytest.mark.slow
def test_a_resumed_training_goes_on_with_the_table(tmp_path):
    def fit(folder, epochs):
        callbacks = [
            kg.callbacks.TrainingCurves(folder, every=3),
            kg.callbacks.Checkpoint(folder / "checkpoint"),
        ]
        quick("gan").fit(
            images(),
            batch_size=8,
            epochs=epochs,
            verbose=0,
            callbacks=callbacks,
        )
        return (folder / "history.csv").read_text()

    whole = fit(tmp_path / "whole", 3)
    part = fit(tmp_path / "part", 2)
    # Rows of an epoch that a kill cut short.
    (tmp_path / "part" / "history.csv").write_text(
        part + "step,3,11,9,9,9,9,9\n"
    )
    assert fit(tmp_path / "part", 3) == whole


@pytest.mark.parametrize(
    "content",
    [
        "row,epoch,st",
        "row,epoch,step\nstep,1",
        "row,epoch,step,loss\nstep,1,2,a",
    ],
)
def test_a_torn_table_is_named_and_left(content, tmp_path):
    path = tmp_path / "history.csv"
    path.write_text(f"{content}\nstep,1\n")
    before = path.read_text()
    callbacks = [kg.callbacks.TrainingCurves(tmp_path)]
    with pytest.raises(ValueError, match="history.csv must be the table"):
        quick("gan").fit(images(), verbose=0, callbacks=callbacks)
    assert path.read_text() == before
