import numpy as np
import pytest
from scipy.spatial.distance import cdist
from scipy.spatial.distance import pdist

from keras_gans.metrics import distances
from keras_gans.metrics import nearest_neighbours
from keras_gans.metrics import neighbour_grid
from keras_gans.metrics import sample_diversity
from tests.helpers import images
from tests.metrics.conftest import features


@pytest.fixture(autouse=True, params=[1000, 33], ids=["full", "batched"])
def rows(request, monkeypatch):
    monkeypatch.setattr(distances, "ROWS", request.param)


@pytest.mark.parametrize("k", [1, 4, 200])
def test_neighbours_are_those_of_all_distances(k):
    samples, train = features(100, seed=1), features(200)
    found = nearest_neighbours(samples, train, k)
    matrix = cdist(samples, train)
    expected = np.argsort(matrix, axis=1)[:, :k]
    np.testing.assert_array_equal(found.indices, expected)
    np.testing.assert_allclose(
        found.distances, np.take_along_axis(matrix, expected, 1)
    )


def test_copies_are_found():
    train = features(200)
    found = nearest_neighbours(train[[7, 150]], train)
    assert found.indices.ravel().tolist() == [7, 150]
    np.testing.assert_allclose(found.distances, 0, atol=1e-6)


def test_grid_shows_a_sample_beside_its_neighbours():
    train = images(9)
    flat = train.reshape(9, -1)
    found = nearest_neighbours(flat[[4, 2]], flat, k=2)
    picture = neighbour_grid(train[[4, 2]], train, found)
    # 2 rows of 3 images of 8x8, each with a gap of 2, enlarged.
    assert picture.width / picture.height == 3 / 2
    pixels = np.asarray(picture)
    cell = picture.width // 3
    sample, neighbour = pixels[:cell, :cell], pixels[:cell, cell : 2 * cell]
    np.testing.assert_array_equal(sample, neighbour)
    assert (pixels[:cell, 2 * cell :] != sample).any()
    for samples, others in (
        (train[:3], train),
        (train[[4, 2]], train[:3]),
        (train[[4, 2]], images(9, (4, 8, 1))),
    ):
        with pytest.raises(ValueError, match="images that neighbours are of"):
            neighbour_grid(samples, others, found)
    with pytest.raises(TypeError, match="train must be floating.*uint8"):
        neighbour_grid(train[[4, 2]], np.uint8(train), found)


def test_diversity_is_the_mean_of_all_pairs():
    samples = features(90)
    assert sample_diversity(samples) == pytest.approx(pdist(samples).mean())
    assert sample_diversity(3 * samples + 100) == pytest.approx(
        3 * sample_diversity(samples)
    )
    collapsed = np.tile(samples[:1], (90, 1))
    assert sample_diversity(collapsed) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: nearest_neighbours(f, f, 41), "k=41 and 40 images"),
        (lambda f: nearest_neighbours(f, f, 0), "k=0"),
        (lambda f: nearest_neighbours(f, f[:, 1:]), "samples: 20, train: 19"),
        (lambda f: sample_diversity(f[:1]), "two samples. Received: 1"),
        (lambda f: sample_diversity(f * np.nan), "40 of 40 rows"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call(features(40))
