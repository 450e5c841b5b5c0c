"""Checks of features that metrics share."""

import numpy as np


def check_features(**arrays):
    """Checks arrays of features and casts them to float64.

    Args:
        **arrays: Finite float arrays `(n, d)` with the same d, by their names
            in messages.

    Returns:
        A list of the arrays, in float64.

    Raises:
        ValueError: On another rank, no rows, NaN or infinity, or different d.
    """
    for name, array in arrays.items():
        check_finite(name, array)
    check_dimensions(**{name: np.shape(a)[1] for name, a in arrays.items()})
    return [np.asarray(array, "float64") for array in arrays.values()]


def check_finite(name, array):
    """Raises `ValueError` unless an array is `(n, d)`, finite, not empty."""
    array = np.asarray(array)
    if array.ndim != 2 or not array.size:
        raise ValueError(
            f"{name} must be of shape (n, d), not empty. "
            f"Received: shape {array.shape}"
        )
    bad = np.count_nonzero(~np.isfinite(array).all(axis=1))
    if bad:
        raise ValueError(
            f"{name} must be finite. Received: {bad} of {len(array)} rows "
            "with NaN or infinity"
        )


def check_dimensions(**dimensions):
    """Raises `ValueError` unless all numbers of dimensions are equal."""
    if len(set(dimensions.values())) > 1:
        received = ", ".join(f"{n}: {d}" for n, d in dimensions.items())
        raise ValueError(
            "Features must have the same number of dimensions; compute all "
            f"with one extractor. Received: {received}"
        )


def check_neighbours(k, **arrays):
    """Raises `ValueError` unless each row has k other rows."""
    for name, array in arrays.items():
        if not 1 <= k < len(array):
            raise ValueError(
                f"k must be at least 1 and less than the number of {name}. "
                f"Received: k={k} and {len(array)} {name}"
            )
