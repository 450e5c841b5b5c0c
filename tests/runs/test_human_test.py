"""Real and generated pictures, mixed."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import keras_gans as kg
from keras_gans.images.display import displayed
from keras_gans.runs import human_test
from keras_gans.runs.human_test import GENERATED
from keras_gans.runs.human_test import REAL
from keras_gans.runs.human_test import HumanTest
from tests.helpers import VARIANTS


@pytest.fixture(scope="module")
def model(tiny_run):
    return kg.load(tiny_run)


@pytest.fixture(scope="module")
def drawer(model, tiny_run):
    return HumanTest(model, tiny_run)


def test_half_are_real_and_both_kinds_are_alike(drawer, model):
    pictures, kinds = drawer.mixed(20, seed=3)
    assert pictures.dtype == np.uint8 and pictures.shape == (20, 8, 8, 3)
    assert kinds.count(REAL) == kinds.count(GENERATED) == 10
    data = kg.datasets.digits(1797, image_size=8, shuffle=False)
    data = displayed(next(data.as_numpy_iterator()))
    made = displayed(model.generate(10, seed=3))
    for picture, kind in zip(pictures, kinds):
        of_data = (picture == data).all(axis=(1, 2, 3)).any()
        of_model = (picture == made).all(axis=(1, 2, 3)).any()
        assert (of_data, of_model) == (kind == REAL, kind == GENERATED)


def test_a_seed_determines_pictures_and_order(drawer):
    (one, order), (same, again), (other, _) = (
        drawer.mixed(10, seed) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, same)
    assert order == again
    assert not (one == other).all(axis=(1, 2, 3)).any()
    # No place is more often real.
    kinds = np.array([drawer.mixed(4, seed).kinds for seed in range(40)])
    assert ((kinds == REAL).mean(axis=0) > 0.2).all()
    assert ((kinds == REAL).mean(axis=0) < 0.8).all()


def test_test_images_and_labels_of_real_ones(monkeypatch):
    model, asked = VARIANTS["conditionalgan"](), {}

    def examples(config, split, n, labels):
        asked.update(dataset=config.dataset, split=split, wants=labels)
        return np.zeros((6, 28, 28, 1), "float32"), np.full(6, 7)

    def generate(n, labels, seed):
        asked["labels"] = labels
        return np.zeros((n, 28, 28, 1), "float32")

    monkeypatch.setattr(human_test, "data_set_examples", examples)
    monkeypatch.setattr(model, "generate", generate)
    drawer = HumanTest(model, "conditionalgan-mnist")
    assert drawer.mixed(12, seed=0).pictures.shape == (12, 28, 28, 3)
    assert asked.pop("labels").tolist() == [7] * 6
    assert asked == {"dataset": "mnist", "split": "test", "wants": True}
    with pytest.raises(ValueError, match="at most 12.*Received: n=14"):
        drawer.mixed(14, seed=0)


def test_refuses(drawer, model, tiny_run, tmp_path):
    for n in (0, -2, 3, 2.0):
        with pytest.raises(ValueError, match=f"n must be .*n={n}"):
            drawer.mixed(n, seed=0)
    with pytest.raises(ValueError, match="seed must be"):
        drawer.mixed(2, seed=-1)
    model.save(tmp_path / "alone.keras")
    with pytest.raises(ValueError, match="a run or a model with a card"):
        HumanTest(model, tmp_path / "alone.keras")
    with pytest.raises(ValueError, match="data_dir is not for digits"):
        HumanTest(model, tiny_run, data_dir="pictures")
    with pytest.raises(ValueError, match="which translates images"):
        HumanTest(VARIANTS["pix2pix"](), tiny_run)
