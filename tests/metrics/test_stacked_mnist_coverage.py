import math

import numpy as np
import pytest

from keras_gans.metrics import Features
from keras_gans.metrics import stacked_mnist_coverage


def oracle(images):
    """Reads the digit from the first pixel, and is unsure where one is 0.5."""
    first = images[:, 0, 0, 0]
    digits = np.rint((first + 1) * 4.5).astype(int)
    sure = images[:, 0, 1, 0] < 0.5
    p = np.where(sure[:, None], np.eye(10)[digits], 0.05)
    p[np.arange(len(p)), digits] += np.where(sure, 0, 0.5)
    return Features(np.zeros((len(images), 1)), p)


def images(modes):
    digits = np.stack([np.asarray(modes) // d % 10 for d in (100, 10, 1)], -1)
    x = np.zeros((len(digits), 4, 4, 3), "float32")
    x[:, 0, 0] = digits / 4.5 - 1
    return x


def test_all_modes():
    coverage = stacked_mnist_coverage(images(range(1000)), oracle)
    assert (coverage.modes, coverage.total) == (1000, 1000)
    assert coverage.kl == pytest.approx(0, abs=1e-12)
    assert coverage.high_quality == 1


def test_channels_are_told_apart():
    coverage = stacked_mnist_coverage(images([12, 120, 201, 12]), oracle)
    assert coverage.modes == 3
    expected = sum(p * math.log(1000 * p) for p in (0.5, 0.25, 0.25))
    assert coverage.kl == pytest.approx(expected)


def test_random_draws_miss_what_chance_misses():
    modes = np.random.default_rng(0).integers(1000, size=2000)
    coverage = stacked_mnist_coverage(images(modes), oracle)
    assert coverage.modes == len(set(modes))
    # About (k - 1) / 2n nats, and a little more with so few.
    assert 0.2 < coverage.kl < 0.35


def test_quality_is_the_share_with_three_sure_digits():
    x = images([5, 6, 7, 8])
    x[0, 0, 1, 2] = 0.5
    assert stacked_mnist_coverage(x, oracle).high_quality == 0.75


def test_refuses_grey_images():
    with pytest.raises(ValueError, match="3 channels. Received: 1"):
        stacked_mnist_coverage(images([1, 2])[..., :1], oracle)
