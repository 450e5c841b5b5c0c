"""Arrays of any library where arrays are taken."""

import keras
import numpy as np
import pytest

import keras_gans as kg
from keras_gans.callbacks.diagnosis.reference import random_images
from keras_gans.images.display import displayed
from keras_gans.images.files import as_rgb
from tests.helpers import SHAPE
from tests.helpers import VARIANTS
from tests.helpers import images


def scattered(x, folder):
    points = x.reshape(-1, 2)[:8]
    return kg.callbacks.SampleScatter(folder, points).real


def covered(x, folder):
    points = x.reshape(-1, 2)
    return kg.metrics.mode_coverage(points, points[:3], 0.1)


def projected(x, folder):
    keras.utils.set_random_seed(0)
    return VARIANTS["gan"]().project(x[0], steps=1, seed=0).image


def recognised(x, folder):
    keras.utils.set_random_seed(0)
    return VARIANTS["dcgan"]().features(x)


@pytest.mark.parametrize(
    "use",
    [
        scattered,
        covered,
        projected,
        recognised,
        lambda x, _: kg.datasets.unscale(x),
        lambda x, _: displayed(x),
        lambda x, _: as_rgb("image", x[0], 4),
        lambda x, _: random_images(x, seed=0),
    ],
)
def test_tensors_that_require_gradients_are_taken(use, tmp_path):
    """As images are that a model of torch returns when it is called."""
    torch = pytest.importorskip("torch")
    x = images(8, SHAPE)
    tensor = torch.tensor(x, requires_grad=True)
    np.testing.assert_array_equal(use(tensor, tmp_path), use(x, tmp_path))
