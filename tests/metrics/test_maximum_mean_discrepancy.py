import numpy as np
import pytest

from keras_gans.metrics import distances
from keras_gans.metrics import maximum_mean_discrepancy
from tests.metrics.conftest import features


def unit(x):
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def test_agrees_with_torch_fidelity(published_kid):
    real, fake = features(300), features(300, seed=1, shift=0.2)
    options = {"kid_kernel": "rbf", "kid_kernel_rbf_sigma": 10.0}
    mean, _ = published_kid(real, fake, subsets=1, **options)
    found = maximum_mean_discrepancy(real, fake)
    assert found == pytest.approx(1000 * mean, abs=1e-10)


def test_is_the_formula_written_out(monkeypatch):
    monkeypatch.setattr(distances, "ROWS", 3)
    real, fake = features(8, 3), features(5, 3, seed=1)

    def kernel(x, y):
        return np.exp(-np.square(x - y).sum() / (2 * 2**2))

    def others(x):
        n = range(len(x))
        return np.mean([kernel(x[i], x[j]) for i in n for j in n if i != j])

    between = np.mean([kernel(x, y) for x in real for y in fake])
    assert maximum_mean_discrepancy(real, fake, sigma=2) == pytest.approx(
        1000 * (others(real) + others(fake) - 2 * between)
    )


def test_of_two_gaussians():
    """Of N(0, 1) and N(m, 1): a Gaussian kernel has closed expectations."""
    d, m, sigma = 3, 1.5, 2.0
    rng = np.random.default_rng(0)
    found = [
        maximum_mean_discrepancy(
            rng.normal(size=(400, d)), rng.normal(size=(400, d)) + m, sigma
        )
        for _ in range(20)
    ]
    level = (sigma**2 / (sigma**2 + 2)) ** (d / 2)
    expected = 2000 * level * (1 - np.exp(-d * m**2 / (2 * (sigma**2 + 2))))
    error = np.std(found) / np.sqrt(len(found))
    assert abs(np.mean(found) - expected) < 4 * error
    assert error < 0.02 * expected


def test_equal_distributions_score_0_on_average():
    scores = [
        maximum_mean_discrepancy(
            unit(features(100, seed=2 * i)), unit(features(100, seed=2 * i + 1))
        )
        for i in range(100)
    ]
    assert abs(np.mean(scores)) < 4 * np.std(scores) / np.sqrt(len(scores))
    assert min(scores) < 0 < max(scores)


def test_embeddings_of_unit_length_are_compared_by_their_means():
    """The trap that docs/metrics.md names: the kernel is nearly linear."""
    wide = features(1000, 50)
    real, fake = unit(3 + wide), unit(3.3 + 1.2 * features(1000, 50, seed=1))
    distance = np.square(real.mean(axis=0) - fake.mean(axis=0)).sum()
    spreads = [
        (1 - np.square(x.mean(axis=0)).sum()) / (len(x) - 1)
        for x in (real, fake)
    ]
    assert maximum_mean_discrepancy(real, fake) == pytest.approx(
        10 * (distance - sum(spreads)), rel=0.03
    )


@pytest.mark.parametrize(
    ("count", "sigma", "message"),
    [
        (1, 10, "at least two .* 500 real and 1 generated"),
        (9, 0, "sigma must be .* Received: sigma=0"),
        (9, np.inf, "sigma=inf"),
    ],
)
def test_refuses(count, sigma, message):
    with pytest.raises(ValueError, match=message):
        maximum_mean_discrepancy(features(500), features(count), sigma)
