"""Which classes are asked of a model, and which models are refused."""

import types

import numpy as np
import pytest

from keras_gans.metrics import Extractor
from keras_gans.metrics.samples import check_same_classes
from keras_gans.metrics.samples import requested_classes
from keras_gans.models.labels import Attributes
from keras_gans.models.labels import Classes


class Model:
    """It shows the label that it is asked for."""

    image_shape = (2, 2, 1)

    def __init__(self, labels):
        self.labels = labels

    def generate(self, n, *, seed, labels=None):
        if labels is None:
            return f"{n} images of seed {seed}"
        return np.tile(np.reshape(labels, (-1, 1, 1, 1)), self.image_shape)


class Shown(Extractor):
    name = "shown"

    def outputs(self, images):
        return images[:, 0, 0], np.eye(3)[images[:, 0, 0, 0].astype(int)]


def test_a_metric_of_labels_asks_for_all_classes_in_turn():
    model = Model(Classes(3))
    labels = requested_classes(["fid", "la"], model, 7)
    np.testing.assert_array_equal(labels, [0, 1, 2, 0, 1, 2, 0])
    images = model.generate(7, seed=1, labels=labels)
    np.testing.assert_array_equal(images[:, 1, 1, 0], labels)


def test_other_metrics_ask_for_no_labels():
    for model in (Model(Classes(3)), Model(Attributes(3)), object()):
        assert requested_classes(["fid"], model, 7) is None


@pytest.mark.parametrize(
    ("model", "received"),
    [
        (Model(Attributes(3)), "a Model of attributes"),
        (types.SimpleNamespace(), "a SimpleNamespace without classes"),
    ],
)
def test_models_without_classes_are_refused_by_name(model, received):
    with pytest.raises(ValueError, match=f"'la' is for .* {received}"):
        requested_classes(["fid", "la"], model, 7)


def test_the_classifier_must_know_as_many_classes_as_the_model():
    check_same_classes(Model(Classes(3)), Shown())
    with pytest.raises(ValueError, match="of 10 classes and .*'shown' of 3"):
        check_same_classes(Model(Classes(10)), Shown())
