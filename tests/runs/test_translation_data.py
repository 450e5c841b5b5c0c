"""What translation is trained on and shown."""

import numpy as np
import pytest

from keras_gans import datasets
from keras_gans.datasets import unscale
from keras_gans.datasets.pairs import PALETTE
from keras_gans.runs import translation_data
from tests.runs.test_config import config

tf = pytest.importorskip("tensorflow")


def test_shown_maps_are_of_the_classes_of_the_training(monkeypatch):
    def load(name, split="train", **kwargs):
        greys = np.linspace(-1, 0, 64) if split == "train" else np.zeros(64)
        images = np.broadcast_to(greys[:, None, None, None], (64, 8, 8, 1))
        return tf.data.Dataset.from_tensors(images.astype("float32"))

    monkeypatch.setattr(datasets, "load", load)
    run = config("pix2pix", "mnist", task="label_map")
    shown = translation_data.shown(run, translation_data.load(run))
    ((maps, _),) = shown.as_numpy_iterator()
    # Of the brightest of five classes.
    assert (unscale(maps) == PALETTE[4]).all()
