"""Codes: points of a latent space, with the labels of conditional models."""

import numpy as np


def codes_of(points, labels):
    """Codes, as `LatentSpace.decode` takes them, of points and label vectors.

    Args:
        points: Float array `(n, dim)`.
        labels: List that is empty, or holds label vectors `(1 or n, k)`.
    """
    rows = [np.broadcast_to(x, (len(points), x.shape[1])) for x in labels]
    return (points, *rows) if rows else points
