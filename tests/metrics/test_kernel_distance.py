import numpy as np
import pytest

from keras_gans.metrics import kernel_distance
from tests.metrics.conftest import features


def test_agrees_with_torch_fidelity(published_kid):
    real, fake = features(700), features(600, seed=1, shift=0.2)
    distance = kernel_distance(real, fake, subsets=20, subset_size=300)
    expected = published_kid(real, fake, subsets=20)
    assert distance == pytest.approx(expected, abs=1e-12)


def test_is_the_formula_written_out():
    real, fake = features(6, 3), features(6, 3, seed=1)

    def kernel(x, y):
        return (np.dot(x, y) / 3 + 1) ** 3

    def others(x):
        pairs = [(i, j) for i in range(6) for j in range(6) if i != j]
        return np.mean([kernel(x[i], x[j]) for i, j in pairs])

    between = np.mean([kernel(x, y) for x in real for y in fake])
    expected = others(real) + others(fake) - 2 * between
    distance = kernel_distance(real, fake, subsets=3, subset_size=6)
    assert distance.mean == pytest.approx(expected)
    assert distance.std == pytest.approx(0, abs=1e-12)


def test_is_unbiased():
    # Equal distributions: 0 within the error of the mean of independent sets.
    distances = [
        kernel_distance(
            features(100, seed=2 * i), features(100, seed=2 * i + 1), 1, 100
        ).mean
        for i in range(200)
    ]
    error = np.std(distances) / np.sqrt(200)
    assert abs(np.mean(distances)) < 4 * error
    assert min(distances) < 0 < max(distances)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"subset_size": 501}, "subset_size=501, 600 real and 500 generated"),
        ({"subset_size": 1}, "at least 2"),
        ({"subset_size": 10, "subsets": 0}, "subsets=0"),
    ],
)
def test_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        kernel_distance(features(600), features(500), **arguments)
