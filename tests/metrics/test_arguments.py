"""What users pass to the scores: other types, and settings out of range."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans as kg
from keras_gans import metrics
from keras_gans.metrics import METRICS
from keras_gans.metrics import Features
from tests.helpers import images
from tests.helpers import needs_tensorflow
from tests.helpers import quick
from tests.metrics.conftest import features

REAL, FAKE = features(60, 3), features(50, 3, 1)
ROWS = np.full((50, 3), 1 / 3)
SIDES = Features(REAL, np.full((60, 3), 1 / 3)), Features(FAKE, ROWS)


class Toy(metrics.Extractor):
    """Three pixels as features, and classes that are always the same."""

    name = "toy"

    def outputs(self, images):
        flat = images.reshape(len(images), -1)
        return flat[:, :3], np.full((len(flat), 3), 1 / 3)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (SIDES[1], "fake must be an array .* Received: fake of type Features"),
        (images(9), r"fake must be of shape \(n, d\), .*\(9, 8, 8, 1\)"),
        ("fake.npz", "fake must hold real numbers. Received: dtype <U8"),
        (np.full((9, 3), np.nan), "fake must be finite. Received: 9 of 9 rows"),
    ],
)
def test_what_is_no_array_of_features_is_named(wrong, message):
    for score in (
        metrics.frechet_distance,
        metrics.precision_recall,
        metrics.copied_share,
    ):
        with pytest.raises(ValueError, match=message):
            score(REAL, wrong)


@pytest.mark.parametrize("convert", [np.ndarray.tolist, ops.convert_to_tensor])
def test_features_may_be_lists_and_tensors(convert):
    for score in (
        metrics.frechet_distance,
        metrics.precision_recall,
        metrics.copied_share,
    ):
        real, fake = REAL.astype("float32"), FAKE.astype("float32")
        assert score(convert(real), convert(fake)) == score(real, fake)


@pytest.mark.parametrize(
    ("key", "settings", "message"),
    [
        ("kid", {"subset_size": 10.0}, "subset_size=10.0"),
        ("kid", {"seed": -1}, "seed=-1"),
        ("pr", {"k": 2.5}, "k=2.5"),
        ("dc", {"k": True}, "k=True"),
        ("is", {"splits": "2"}, "splits='2'"),
        ("is", {"seed": 1.5}, "seed=1.5"),
        ("fid-inf", {"smallest": 10.5}, "smallest=10.5"),
        ("mind", {"seed": -1}, "seed=-1"),
        ("copies", {"k": 3.0}, "k=3.0"),
        ("ct", {"cells": 50}, "cells=50 and 45 images"),
        ("ct", {"seed": -1}, "seed=-1"),
    ],
)
def test_settings_out_of_range_are_named(key, settings, message):
    with pytest.raises(ValueError, match=f"must be .* Received: {message}"):
        METRICS[key].scores(*SIDES, **settings)


def test_other_settings_are_refused_with_those_there_are():
    for settings, message in (
        ({"subset_sise": 9}, "Did you mean 'subset_size'. .* 'subset_sise'"),
        (None, "a dictionary of settings, .* subsets, .* Received: None"),
    ):
        with pytest.raises(TypeError, match=message):
            metrics.evaluate(*SIDES, Toy(), {"kid": settings}, reference="r")


def test_one_metric_may_be_a_text():
    (result,) = metrics.evaluate(*SIDES, Toy(), "fid", reference="r")
    assert result.value == metrics.frechet_distance(REAL, FAKE)
    with pytest.raises(ValueError, match="one of .* Received: {'fid': {}}"):
        metrics.evaluate(*SIDES, Toy(), [{"fid": {}}], reference="r")


def test_sides_that_are_no_features_are_refused():
    for sides, message in (
        ((SIDES[0], FAKE), "fake must be the Features .* type ndarray"),
        ((REAL, SIDES[1]), "real must be Features, .* type ndarray"),
    ):
        with pytest.raises(TypeError, match=message):
            metrics.evaluate(*sides, Toy(), ["fid"], reference="r")


@pytest.mark.parametrize(
    "wrong", [None, "pictures", {"image": images(4)}, [{"image": images(4)}], 3]
)
def test_an_extractor_names_what_is_no_image(wrong):
    with pytest.raises(
        TypeError, match="images must be .* of type (None|str|dict|int)"
    ):
        Toy()(wrong)


def flat(images):
    return images.reshape(len(images), -1)


@pytest.mark.parametrize(
    "outputs",
    [
        flat,
        lambda x: (flat(x),),
        lambda x: (x, None),
        lambda x: (None, flat(x)),
        lambda x: (flat(x)[:2], None),
        lambda x: (flat(x), x[:, 0, 0, 0]),
    ],
)
def test_outputs_of_an_extractor_of_ones_own_are_checked(outputs):
    extractor = Toy()
    extractor.outputs = outputs
    with pytest.raises(ValueError, match="Toy.outputs must return two arrays"):
        extractor(images(5))


def test_an_extractor_of_ones_own_may_know_no_classes():
    extractor = Toy()
    extractor.outputs = lambda x: (ops.convert_to_tensor(flat(x)), None)
    seen = extractor(images(5))
    np.testing.assert_array_equal(seen.features, flat(images(5)))
    assert seen.probabilities is None


def test_labels_are_checked_by_the_extractor():
    x = images(6)
    assert Toy()(x, labels=[0, 1, 2, 0, 1, 2]).labels.dtype.kind == "i"
    for data in (x, [x[:3], x[3:]]):
        with pytest.raises(ValueError, match=r"labels .* shape \(2,\) for 6"):
            Toy()(data, labels=[0, 1])


def test_images_from_0_to_1_are_warned_of():
    x = images(20)
    with pytest.warns(UserWarning, match=r"20 images have no .* in \[0, 1\]"):
        Toy()((x + 1) / 2)
    Toy()((x[:8] + 1) / 2)  # So few may be bright by chance.


def test_path_lengths_need_latents_and_an_extractor():
    model = keras.Sequential()
    with pytest.raises(ValueError, match="latents. Received: a Sequential"):
        metrics.perceptual_path_length(model, Toy(), 3)
    with pytest.raises(TypeError, match="extractor must be a network"):
        metrics.perceptual_path_length(model, model, 3)


@needs_tensorflow
def test_data_without_an_end_are_refused_where_all_are_read():
    import tensorflow as tf

    endless = tf.data.Dataset.from_tensors(np.zeros((2, 4, 4, 1), "f")).repeat()
    with pytest.raises(ValueError, match="images must have an end.*take"):
        Toy()(endless)
    gan = quick("conditionalgan")
    pairs = tf.data.Dataset.zip((endless, endless))
    with pytest.raises(ValueError, match="dataset must have an end"):
        kg.datasets.augment_dataset(gan, pairs, 4)
