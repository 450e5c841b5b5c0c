import keras
import numpy as np
import pytest

from keras_gans.metrics.extractors import vgg16_distance
from keras_gans.metrics.extractors.vgg16_distance import LAYERS
from keras_gans.metrics.extractors.vgg16_distance import _at_most
from keras_gans.metrics.extractors.vgg16_distance import cosine_distance
from keras_gans.metrics.extractors.vgg16_distance import feature_maps
from keras_gans.metrics.extractors.vgg16_distance import vgg16_distances
from tests.helpers import images


def test_it_is_two_minus_two_cosines_of_each_layer():
    random = np.random.default_rng(0)
    a, b = (
        [random.normal(size=(2, *s)).astype("float32") for s in shapes]
        for shapes in 2 * [[(4, 3, 5), (2, 1, 7)]]
    )
    expected = np.zeros(2)
    for x, y in zip(a, b, strict=True):
        lengths = np.linalg.norm(x, axis=-1) * np.linalg.norm(y, axis=-1)
        cosines = (x * y).sum(axis=-1) / lengths
        expected += (2 - 2 * cosines).mean(axis=(1, 2))
    found = keras.ops.convert_to_numpy(cosine_distance(a, b))
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.fixture(scope="module")
def network():
    return keras.applications.VGG16(weights=None, include_top=False)


def test_distances_are_of_the_last_maps_of_each_block(network, monkeypatch):
    monkeypatch.setattr(vgg16_distance, "AT_ONCE", 2)
    maps = feature_maps(network)
    maps.compile(run_eagerly=True)  # That starts faster.
    assert [x.shape[-1] for x in maps.outputs] == [64, 128, 256, 512, 512]
    a, b = images(3, (20, 18, 3)), images(3, (20, 18, 3), seed=1)
    distances = vgg16_distances(maps, a, b)  # In two passes.
    whole = keras.Model(
        network.inputs[0], [network.get_layer(name).output for name in LAYERS]
    )
    whole.compile(run_eagerly=True)
    means = np.array([103.939, 116.779, 123.68])
    seen = [
        whole.predict_on_batch(127.5 * (x[..., ::-1] + 1) - means)
        for x in (a, b)
    ]
    expected = keras.ops.convert_to_numpy(cosine_distance(*seen))
    np.testing.assert_allclose(distances, expected, rtol=1e-3)
    # They see steps that rounding hides, and are quadratic in small ones.
    step = 1e-4 * b
    assert vgg16_distances(maps, 0.5 * a, 0.5 * a).max() == 0
    near = vgg16_distances(maps, 0.5 * a, 0.5 * a + step)
    far = vgg16_distances(maps, 0.5 * a, 0.5 * a + 3 * step)
    np.testing.assert_allclose(far / near, 9, rtol=0.1)


def test_images_are_averaged_down_as_the_authors_do():
    x = images(2, (13, 9, 3))
    small = _at_most(4, x)
    expected = x[:, :12].reshape(2, 4, 3, 3, 3, 3).mean(axis=(2, 4))
    np.testing.assert_allclose(small, expected, rtol=1e-6)
    assert _at_most(8, x) is x
