"""A run whose training comes to NaN."""

import keras
import numpy as np
import pytest

from keras_gans.runs import run as runs
from keras_gans.runs.config import Config
from keras_gans.runs.loading import load


class Diverge(keras.callbacks.Callback):
    """Puts NaN into the generator in the third epoch."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 2:
            weight = self.model.generator.trainable_variables[0]
            weight.assign(weight * np.nan)


@pytest.mark.slow
# Grids turn NaN into integers.
@pytest.mark.filterwarnings("ignore:invalid value encountered in cast")
def test_it_stops_and_keeps_its_last_finite_state(tmp_path, monkeypatch):
    monkeypatch.setattr(runs.callbacks, "TrainingCurves", lambda _: Diverge())
    config = Config(
        model="gan",
        dataset="digits",
        epochs=6,
        batch_size=256,
        image_size=8,
        channels=1,
    )
    with (
        pytest.warns(UserWarning, match="holds NaN or infinity"),
        pytest.raises(
            ValueError, match="reached NaN .*checkpoints.* are finite"
        ),
    ):
        runs.train(config, tmp_path)
    assert not (tmp_path / "model.keras").exists()
    checkpoints = sorted(p.name for p in (tmp_path / "checkpoint").iterdir())
    assert checkpoints == ["epoch-00001.npz", "epoch-00002.npz"]
    assert not (tmp_path / "samples" / "epoch-0004.png").exists()
    images = load(tmp_path).generate(4, seed=0)
    assert np.isfinite(images).all()
