"""Maximum mean discrepancy between features, under a Gaussian kernel."""

import math

import numpy as np

from keras_gans.metrics.distances import squared_distances
from keras_gans.metrics.feature_checks import check_features
from keras_gans.metrics.metric import LOWER
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value
from keras_gans.utils.checks import is_number

# For numbers that are easy to read.
SCALE = 1000


def maximum_mean_discrepancy(real, fake, sigma=10.0):
    """1000 times the unbiased squared MMD under exp(-|x - y|^2 / 2 sigma^2).

    With CLIP's embeddings it is the CMMD of Jayasumana et al. 2024, equations
    3 and 4. The estimate is unbiased: equal distributions give 0 on average
    with any number of samples, so single values may be negative. The authors'
    program computes the biased estimate, whose pairs include each image with
    itself: it is larger by 1000 times the mean of 1 - kernel over the pairs of
    an image set, divided by its size, for each of the two sets.

    Args:
        real: Float array `(n, d)`, features of real images.
        fake: Float array `(m, d)`, features of generated images.
        sigma: Positive float, the kernel's width, in the features' unit.

    Returns:
        Float.

    Raises:
        ValueError: On another shape, NaN, different d, a single sample, or a
            width that is not positive.
    """
    real, fake = check_features(real=real, fake=fake)
    if not is_number(sigma) or not 0 < sigma < math.inf:
        raise ValueError(
            "sigma must be a positive number, such as 10 for embeddings of "
            f"unit length. Received: {sigma=}"
        )
    if min(len(real), len(fake)) < 2:
        raise ValueError(
            "A maximum mean discrepancy needs at least two images of each "
            f"kind. Received: {len(real)} real and {len(fake)} generated images"
        )

    def total(x, y):
        return sum(
            np.exp(block / (-2 * sigma**2)).sum()
            for _, block in squared_distances(x, y)
        )

    def others(x):
        n = len(x)
        # The kernel of an image and itself is 1.
        return (total(x, x) - n) / (n * (n - 1))

    between = total(fake, real) / (len(fake) * len(real))
    return float(SCALE * (others(real) + others(fake) - 2 * between))


CMMD = Metric(
    key="cmmd",
    title="maximum mean discrepancy",
    function=maximum_mean_discrepancy,
    inputs=("real.features", "fake.features"),
    values=(Value("cmmd", LOWER, title="CMMD"),),
)
