"""Checks of features that metrics share."""

import numpy as np

from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_positive


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
    arrays = {name: as_rows(name, array) for name, array in arrays.items()}
    check_dimensions(**{name: a.shape[1] for name, a in arrays.items()})
    return [array.astype("float64", copy=False) for array in arrays.values()]


def as_rows(name, array):
    """Returns an array or tensor as NumPy's, `(n, d)`, finite, not empty.

    Raises:
        ValueError: If it is not such an array.
    """
    if hasattr(array, "probabilities"):
        raise ValueError(
            f"{name} must be an array (n, d): pass .features or .probabilities "
            "of what an extractor returns. "
            f"Received: {name} of type {type(array).__name__}"
        )
    array = to_numpy(array)
    # bfloat16 has NumPy's kind "V".
    if array.dtype.kind not in "fiubV":
        raise ValueError(
            f"{name} must hold real numbers. Received: dtype {array.dtype}"
        )
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
    return array


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
    check_positive(k=k)
    for name, array in arrays.items():
        if k >= len(array):
            raise ValueError(
                f"k must be less than the number of {name} images. "
                f"Received: k={k} and {len(array)} {name} images"
            )
