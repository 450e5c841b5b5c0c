import numpy as np
import pytest
from sklearn.datasets import load_digits

from keras_gans.datasets import digits
from keras_gans.datasets import unscale

pytest.importorskip("tensorflow")


def only_batch(**kwargs):
    (batch,) = digits(1797, shuffle=False, **kwargs).as_numpy_iterator()
    return batch


def test_the_images_are_those_of_scikit_learn():
    images, labels = only_batch(image_size=8, labels=True)
    assert images.shape == (1797, 8, 8, 1)
    expected = np.rint(load_digits().images * 255 / 16)
    np.testing.assert_array_equal(unscale(images)[..., 0], expected)
    assert labels.dtype == np.int32
    np.testing.assert_array_equal(labels, load_digits().target)


def test_they_are_grey_and_32_pixels_wide_by_default():
    dataset = digits()
    assert dataset.element_spec.shape == (64, 32, 32, 1)
    assert len(dataset) == 1797 // 64


def test_enlarged_digits_look_like_the_small_ones():
    images = only_batch()
    small = images.reshape(1797, 8, 4, 8, 4).mean((2, 4))
    expected = load_digits().images
    assert np.corrcoef(small.ravel(), expected.ravel())[0, 1] > 0.98


def test_in_colour_they_are_still_grey():
    images = only_batch(image_size=8, channels=3)
    assert images.shape == (1797, 8, 8, 3)
    np.testing.assert_array_equal(
        images, only_batch(image_size=8).repeat(3, -1)
    )
