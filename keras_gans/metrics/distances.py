"""Distances between many features, a block of rows at a time."""

import numpy as np

# Rows of a block: 80 MB of distances to 10,000 features.
ROWS = 1000


def squared_distances(a, b):
    """Blocks of rows of the matrix of squared distances.

    Args:
        a: Float64 array `(n, d)`.
        b: Float64 array `(m, d)`.

    Yields:
        Slices of the n rows, and arrays `(rows, m)` of these rows' squared
        Euclidean distances.
    """
    # Offsets from a centre in their midst keep the digits of the differences.
    centre = b.mean(axis=0)
    a, b = a - centre, b - centre
    b_squares = np.einsum("ij,ij->i", b, b)
    for start in range(0, len(a), ROWS):
        rows = slice(start, start + ROWS)
        squares = np.einsum("ij,ij->i", a[rows], a[rows])
        block = a[rows] @ b.T
        block *= -2
        block += squares[:, None]
        block += b_squares
        yield rows, np.maximum(block, 0, out=block)


def squared_radii(features, k):
    """Squared distance of each feature from the k-th nearest other one."""
    radii = np.empty(len(features))
    for rows, block in squared_distances(features, features):
        # The nearest of all is the feature itself.
        radii[rows] = np.partition(block, k, axis=1)[:, k]
    return radii
