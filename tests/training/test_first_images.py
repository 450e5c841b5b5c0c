"""The first images of an epoch, from arrays and from batches."""

import numpy as np
import pytest

from keras_gans.metrics.extractors.features import take
from tests.helpers import images


@pytest.mark.parametrize("n", [1, 7, 10])
def test_arrays_and_batches_have_the_same_first_images(n):
    x = images(10)
    batches = [x[:4], (x[4:8], np.zeros(4)), x[8:]]
    for data in (x, batches, iter(batches)):
        np.testing.assert_array_equal(take(data, n), x[:n])


def test_fewer_images_are_all_there_are():
    assert len(take([images(3)], 7)) == 3
    assert len(take([], 7)) == 0


def test_they_are_of_epoch_0_wherever_the_data_were():
    class Epochs(list):
        def set_epoch(self, epoch):
            self.epoch = epoch
            self[:] = [images(4, seed=epoch)]

    data = Epochs()
    data.set_epoch(3)
    np.testing.assert_array_equal(take(data, 2), images(4, seed=0)[:2])
    assert data.epoch == 0
