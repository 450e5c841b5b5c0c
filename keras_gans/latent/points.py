"""Points of a latent space: arrays of finite numbers."""

import numpy as np

from keras_gans.utils.arrays import to_array


def finite(name, points, shape=None):
    """Returns points as a NumPy array of float64.

    Args:
        name: Text, what errors call the points.
        points: Array, tensor or list of numbers.
        shape: The shape that the points must have, a tuple of integers and,
            for what may be any number from 1 on, names: `("n", 8)`. `None`
            allows every shape.

    Raises:
        ValueError: If the points are no array of finite numbers, or of another
            shape.
    """
    if isinstance(points, tuple) and len({np.shape(x) for x in points}) > 1:
        raise ValueError(
            f"{name} must be one array. The codes of a conditional model are "
            "two, latents and labels. "
            f"Received: {name} of {len(points)} arrays"
        )
    array = to_array(name, points).astype("float64")
    if shape is not None and not _fits(array.shape, shape):
        raise ValueError(
            f"{name} must be of shape ({', '.join(map(str, shape))}), not "
            f"empty. Received: {name} of shape {array.shape}"
        )
    if not np.isfinite(array).all():
        raise ValueError(
            f"{name} must be finite. "
            f"Received: {name} with values from {array.min()} to {array.max()}"
        )
    return array


def _fits(shape, expected):
    return len(shape) == len(expected) and all(
        found == n if isinstance(n, int) else found > 0
        for found, n in zip(shape, expected)
    )


def check_broadcast(**arrays):
    """Raises unless the shapes of arrays are broadcast together."""
    shapes = {name: np.shape(array) for name, array in arrays.items()}
    try:
        np.broadcast_shapes(*shapes.values())
    except ValueError as error:
        raise ValueError(
            f"The shapes of {', '.join(arrays)} must be equal, or be "
            "broadcast. Received: "
            + ", ".join(f"{name} of shape {x}" for name, x in shapes.items())
        ) from error
