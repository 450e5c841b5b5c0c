import numpy as np
import pytest

from keras_gans.metrics import linear_probe


def clusters(n, distance, seed=0):
    """Two Gaussians, `distance` sigmas apart in one of 5 dimensions."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(2, size=n)
    features = rng.standard_normal((n, 5))
    features[:, 2] += distance * labels
    return features, labels


@pytest.mark.parametrize("distance", [0, 2, 20])
def test_accuracy_is_that_of_the_best_line(distance):
    from scipy.stats import norm

    train, test = clusters(4000, distance), clusters(4000, distance, seed=1)
    # Bayes' rule cuts half way between the two.
    expected = norm.cdf(distance / 2)
    assert linear_probe(*train, *test) == pytest.approx(expected, abs=0.03)


def test_scale_of_a_feature_does_not_matter():
    train, test = clusters(1000, 3), clusters(1000, 3, seed=1)
    scale = np.array([1e4, 1, 1e-3, 1, 1])
    scaled = linear_probe(train[0] * scale, train[1], test[0] * scale, test[1])
    assert scaled == pytest.approx(linear_probe(*train, *test), abs=0.005)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"train_labels": np.zeros(50, int)}, "at least two classes"),
        (
            {"test_labels": np.zeros(49, int)},
            r"test_labels .* shape \(49,\) for 50",
        ),
        ({"test_labels": np.zeros(50)}, "integers from 0"),
        ({"train_labels": np.full(50, -1)}, "integers from 0"),
        ({"test": np.zeros((50, 4))}, "train: 5, test: 4"),
    ],
)
def test_refuses(change, message):
    features, labels = clusters(50, 1)
    arguments = {
        "train": features,
        "train_labels": labels,
        "test": features,
        "test_labels": labels,
    }
    with pytest.raises(ValueError, match=message):
        linear_probe(**arguments | change)
