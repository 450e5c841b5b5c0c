"""Real and generated images in one training set."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")

import keras_gans as kg
from keras_gans.datasets import augment_dataset
from keras_gans.models.labels import Classes
from tests.helpers import images


class Painter(kg.Conditional):
    """Paints images of a label's grey, and notes what it was asked for."""

    def __init__(self, image_shape=(4, 4, 1), num_classes=2):
        self.image_shape = image_shape
        self.labels = Classes(num_classes)

    def generate(self, n, seed, labels):
        self.asked = (n, seed, labels)
        greys = labels.astype("float32")[:, None, None, None]
        return np.tile(greys, (1, 4, 4, 1))


def real(labels=True):
    import tensorflow as tf

    x, y = images(24, (4, 4, 1)) / 2, np.repeat([0, 1], [18, 6]).astype("int32")
    pairs = (x, y) if labels else x
    return x, y, tf.data.Dataset.from_tensor_slices(pairs).batch(4)


def all_of(dataset):
    parts = zip(*dataset.as_numpy_iterator(), strict=True)
    return [np.concatenate(part) for part in parts]


def test_all_real_and_n_generated_images_with_their_labels():
    gan, (x, y, dataset) = Painter(), real()
    found = augment_dataset(gan, dataset, 40, seed=3)
    assert found.element_spec[0].shape == (4, 4, 4, 1)
    pixels, labels = all_of(found)
    n, seed, asked = gan.asked
    assert (n, seed) == (40, 3)
    assert sorted(labels) == sorted([*y, *asked])
    # Real images keep their labels; the others are what was painted.
    by_image = {image.tobytes(): label for image, label in zip(x, y)}
    known = [by_image.pop(image.tobytes(), None) for image in pixels]
    assert not by_image
    for image, label, true in zip(pixels, labels, known, strict=True):
        assert label == (image[0, 0, 0] if true is None else true)
    assert [label is None for label in known] != sorted(
        label is None for label in known
    )


def test_labels_are_as_frequent_as_the_real_ones():
    gan = Painter()
    augment_dataset(gan, real()[2], 4000)
    assert np.mean(gan.asked[2] == 0) == pytest.approx(0.75, abs=0.03)


def test_epochs_have_orders_of_their_own_and_repeat_by_seed():
    first, again = (augment_dataset(Painter(), real()[2], 8) for _ in range(2))
    orders = [all_of(first)[0], all_of(first)[0], all_of(again)[0]]
    assert not np.array_equal(orders[0], orders[1])
    np.testing.assert_array_equal(orders[0], orders[2])


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="Received: n=0"):
        augment_dataset(Painter(), real()[2], 0)
    with pytest.raises(ValueError, match="pairs of images and labels"):
        augment_dataset(Painter(), real(labels=False)[2], 4)
    with pytest.raises(ValueError, match="at least one batch.*none"):
        augment_dataset(Painter(), real()[2].take(0), 4)


@pytest.mark.parametrize(
    "gan, message",
    [
        (object(), "needs a conditional model.*Received: object"),
        (Painter((8, 8, 1)), r"shape \(8, 8, 1\).*shape \(24, 4, 4, 1\)"),
        (Painter(num_classes=1), "from 0 to 0.*from 0 to 1"),
    ],
)
def test_models_of_other_data_are_refused_before_generating(gan, message):
    with pytest.raises(ValueError, match=message):
        augment_dataset(gan, real()[2], 4)
    assert not hasattr(gan, "asked")
