"""Distances between many features, computed in blocks of rows."""

import numpy as np

# Rows in a block: 80 MB of distances to 10,000 features.
ROWS = 1000


def squared_distances(a, b):
    """Yields the matrix of squared distances in blocks of rows.

    Args:
        a: Float64 array `(n, d)`.
        b: Float64 array `(m, d)`.

    Yields:
        A slice of the n rows, and an array `(rows, m)` of their squared
        Euclidean distances.
    """
    # Centring avoids cancellation in the differences of large squares.
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


def squared_radii(features, k, rows=slice(None)):
    """Squared distance of features from the k-th nearest other one.

    Args:
        features: Float64 array `(n, d)`.
        k: Positive integer, less than n.
        rows: Slice, or int array of rows, which may repeat; all by default.

    Returns:
        Float64 array, one number for each row.
    """
    wanted, back = np.unique(
        np.arange(len(features))[rows], return_inverse=True
    )
    radii = np.empty(len(wanted))
    for part, block in squared_distances(features[wanted], features):
        # The nearest feature is the feature itself.
        radii[part] = np.partition(block, k, axis=1)[:, k]
    return radii[back]
