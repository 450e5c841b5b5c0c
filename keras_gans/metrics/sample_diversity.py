"""Sample diversity: how different samples are from each other."""

import numpy as np

from keras_gans.metrics.distances import squared_distances
from keras_gans.metrics.feature_checks import check_features


def sample_diversity(features):
    """Mean distance of two different samples.

    Where a generator collapses it falls towards 0. Its unit is that of the
    features: divide it by the diversity of as many real images, 1 for a
    generator as diverse as they are.

    Args:
        features: Float array `(n, d)` of at least two samples; features, or
            flattened pixels.

    Returns:
        Float, at least 0.

    Raises:
        ValueError: On other shapes, NaN, or a single sample.
    """
    (features,) = check_features(features=features)
    n = len(features)
    if n < 2:
        raise ValueError(f"Diversity is of at least two samples. Received: {n}")
    total = 0.0
    for rows, block in squared_distances(features, features):
        np.sqrt(block, out=block)
        # Rounding leaves a little of each one's distance from itself.
        total += block.sum() - np.trace(block[:, rows])
    return float(total / (n * (n - 1)))
