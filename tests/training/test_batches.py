"""The first examples of data, which begin anew afterwards."""

import numpy as np
import pytest

from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.training.batches import first_batches
from keras_gans.training.batches import first_examples
from keras_gans.training.batches import first_images
from keras_gans.training.batches import set_epoch
from tests.helpers import needs_tensorflow


def test_an_array_is_cut():
    array = np.arange(10.0).reshape(5, 2)
    np.testing.assert_array_equal(first_images(array, 3), array[:3])
    np.testing.assert_array_equal(first_images(array, 9), array)


@pytest.mark.parametrize("n, expected", [(1, 1), (3, 3), (4, 4), (9, 6)])
def test_examples_of_several_batches(n, expected):
    images, labels = np.arange(12.0).reshape(6, 2), np.arange(6)
    data = [(images[i : i + 3], labels[i : i + 3]) for i in (0, 3)]
    found = first_examples(data, n)
    for part, whole in zip(found, (images, labels), strict=True):
        np.testing.assert_array_equal(part, whole[:expected])
    np.testing.assert_array_equal(first_images(data, n), images[:expected])


def test_no_more_batches_are_read_than_needed():
    data = iter([np.zeros((2, 3)), np.ones((2, 3)), np.ones((2, 3))])
    assert len(first_batches(data, 3)) == 2
    assert len(list(data)) == 1


def test_empty_data_are_an_error():
    with pytest.raises(ValueError, match="at least one batch.*empty data set"):
        first_images([], 3)


@needs_tensorflow
def test_a_data_set_is_of_epoch_0_before_and_after():
    array = np.arange(40, dtype="float32").reshape(20, 2) / 40
    data = batches(Source.of_array(array), batch_size=4, seed=3)
    mapped = data.map(lambda x: 2 * x)
    expected = np.concatenate(list(mapped.as_numpy_iterator()))
    set_epoch(mapped, 7)
    np.testing.assert_array_equal(first_images(mapped, 6), expected[:6])
    again = np.concatenate(list(mapped.as_numpy_iterator()))
    np.testing.assert_array_equal(again, expected)
