"""Sample diversity: how much samples differ from each other."""

import numpy as np

from keras_gans.metrics.distances import squared_distances
from keras_gans.metrics.feature_checks import check_features


def sample_diversity(features):
    """Mean distance of two different samples.

    It falls towards 0 as a generator collapses. It has the unit of the
    features: divide it by the diversity of as many real images to get 1 for a
    generator that is as diverse as they are.

    Args:
        features: Float array `(n, d)`, features or flattened pixels of at
            least two samples.

    Returns:
        Float, at least 0.

    Raises:
        ValueError: On another shape, NaN, or a single sample.
    """
    (features,) = check_features(features=features)
    n = len(features)
    if n < 2:
        raise ValueError(
            f"features must be of at least two samples. Received: {n}"
        )
    total = 0.0
    for rows, block in squared_distances(features, features):
        np.sqrt(block, out=block)
        # Rounding makes a sample's distance from itself slightly positive.
        total += block.sum() - np.trace(block[:, rows])
    return float(total / (n * (n - 1)))
