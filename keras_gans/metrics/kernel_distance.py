"""Kernel distance between features, without assuming Gaussians."""

import numpy as np

from keras_gans.metrics.estimate import Estimate
from keras_gans.metrics.feature_checks import check_features
from keras_gans.metrics.metric import LOWER
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value
from keras_gans.utils.checks import check_at_least
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed


def kernel_distance(real, fake, subsets=100, subset_size=1000, seed=2020):
    """Unbiased squared maximum mean discrepancy under (x.y / d + 1)^3.

    With Inception's features it is the KID of Binkowski et al. 2018, section
    4. The estimate is unbiased: equal distributions give 0 on average with any
    number of samples, so single values may be negative.

    Args:
        real: Float array `(n, d)`, features of real images.
        fake: Float array `(m, d)`, features of generated images.
        subsets: Positive integer, number of random subsets to average over.
        subset_size: Integer from 2 to n and m.
        seed: Integer, seed of the subsets. The subsets are torch-fidelity's
            for the same seed and (fake, real) as its two inputs.

    Returns:
        An `Estimate`: mean and standard deviation over the subsets.

    Raises:
        ValueError: On another shape, NaN, different d, or a subset larger
            than the number of samples.
    """
    real, fake = check_features(real=real, fake=fake)
    check_positive(subsets=subsets)
    check_at_least(2, subset_size=subset_size)
    check_seed(seed)
    if subset_size > min(len(real), len(fake)):
        raise ValueError(
            "subset_size must be at most the number of images. "
            f"Received: subset_size={subset_size}, {len(real)} real and "
            f"{len(fake)} generated images"
        )
    random = np.random.RandomState(seed)

    def subset(features):
        chosen = random.choice(len(features), subset_size, replace=False)
        return features[chosen]

    distances = [_mmd(subset(fake), subset(real)) for _ in range(subsets)]
    return Estimate(float(np.mean(distances)), float(np.std(distances)))


def _halved(real, fake, subset_size=None, **settings):
    """Settings with subsets of half the images, at most 1,000, by default."""
    if subset_size is None:
        # Subsets of all images would be the same one every time.
        subset_size = min(1000, min(len(real), len(fake)) // 2)
    return {"subset_size": subset_size, **settings}


KID = Metric(
    key="kid",
    title="kernel distance",
    function=kernel_distance,
    inputs=("real.features", "fake.features"),
    values=(Value("kid", LOWER, title="KID"),),
    settings=_halved,
    std_kind="subsets",
)


def _mmd(x, y):
    n = len(x)
    pairs = n * (n - 1)

    def others(x):
        kernel = _kernel(x, x)
        return (kernel.sum() - np.trace(kernel)) / pairs

    return others(x) + others(y) - 2 * _kernel(x, y).mean()


def _kernel(x, y):
    return (x @ y.T / x.shape[1] + 1) ** 3
