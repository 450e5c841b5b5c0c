"""Checks of arguments: numbers, seeds, shapes and names."""

import math
import numbers

import numpy as np

from keras_gans.utils.arrays import is_array
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.near_names import did_you_mean


def check_image_shape(image_shape, *, points=True, any_rank=False):
    """Checks the shape of one image or point; returns it as a tuple.

    Args:
        image_shape: `(height, width, channels)`, or `(n,)` for points.
        points: Whether points are allowed.
        any_rank: Whether other shapes are allowed, such as `(length, channels)`
            of signals.

    Raises:
        ValueError: If the shape is not valid, has its channels first, or is
            that of a point and `points` is false.
    """
    shape = tuple(image_shape) if np.iterable(image_shape) else ()
    if (
        not shape
        or not (any_rank or len(shape) in (1, 3))
        or not all(is_integer(n) and n > 0 for n in shape)
    ):
        raise ValueError(
            "image_shape must be (height, width, channels), or (n,) for "
            "points, of positive integers, such as (28, 28, 1). Other shapes, "
            "such as (64, 1) for signals, need a generator and a discriminator "
            f"of your own. Received: image_shape={image_shape}"
        )
    if len(shape) == 1 and not points:
        raise ValueError(
            "image_shape must be (height, width, channels): only images can be "
            f"translated, not points. Received: image_shape={image_shape}"
        )
    if not any_rank and _has_channels_first(shape):
        raise ValueError(
            "image_shape must be (height, width, channels), and so must the "
            f"images: use image_shape={(*shape[1:], shape[0])}. "
            f"Received: image_shape={image_shape}"
        )
    return tuple(int(n) for n in shape)


def _has_channels_first(shape):
    """Whether a shape looks like one of torch, such as `(3, 64, 64)`."""
    return len(shape) == 3 and shape[0] in (1, 3, 4) and min(shape[1:]) >= 8


def check_positive(**values):
    """Raises unless every value is a positive integer."""
    for name, value in values.items():
        if not is_integer(value) or value < 1:
            raise ValueError(
                f"{name} must be a positive integer. Received: {name}={value!r}"
            )


def check_at_least(least, **values):
    """Raises unless every value is an integer from `least` on."""
    for name, value in values.items():
        if not is_integer(value) or value < least:
            raise ValueError(
                f"{name} must be an integer of at least {least}. "
                f"Received: {name}={value!r}"
            )


def check_seed(seed):
    """Raises unless a seed is `None` or an integer from 0 to 2**31 - 1."""
    if seed is not None and not (is_integer(seed) and 0 <= seed < 2**31):
        raise ValueError(
            "seed must be a non-negative integer below 2**31, such as 0. "
            f"Received: {seed=}"
        )


def check_seeds(seeds, least=1):
    """Checks seeds, one for each image; returns them as a list of integers.

    Raises:
        ValueError: Unless they are at least `least` integers from 0 to 2**31 -
            1, in a list or another sequence.
    """
    is_list = np.iterable(seeds) and not isinstance(seeds, str)
    given = list(seeds) if is_list else []
    if len(given) < least or any(
        not is_integer(seed) or not 0 <= seed < 2**31 for seed in given
    ):
        raise ValueError(
            "seeds must be a list of non-negative integers below 2**31, at "
            f"least {least}, such as [85, 265]. "
            f"Received: seeds={seeds!r}"
        )
    return [int(seed) for seed in given]


def is_integer(value):
    """Whether a value is one integer of Python, NumPy or a backend."""
    if isinstance(value, bool):
        return False
    return isinstance(value, numbers.Integral) or _scalar_kind(value) in "iu"


def is_number(value):
    """Whether a value is one real number of Python, NumPy or a backend."""
    if isinstance(value, bool):
        return False
    return isinstance(value, numbers.Real) or _scalar_kind(value) in "iuf"


def _scalar_kind(value):
    """NumPy's kind of a scalar array or tensor; "-" for anything else."""
    is_scalar = is_array(value) and len(value.shape) == 0
    try:
        return to_numpy(value).dtype.kind if is_scalar else "-"
    except TypeError:  # A random key of JAX.
        return "-"


def check_flag(**values):
    """Raises unless every value is `True` or `False`."""
    for name, value in values.items():
        if not isinstance(value, bool | np.bool_):
            raise ValueError(
                f"{name} must be True or False. Received: {name}={value!r}"
            )


def check_weight(**values):
    """Raises unless every value is a finite number of at least 0."""
    for name, value in values.items():
        if not is_number(value) or not 0 <= value < math.inf:
            raise ValueError(
                f"{name} must be a finite number of at least 0. "
                f"Received: {name}={value!r}"
            )


def check_above_0(**values):
    """Raises unless every value is a finite number above 0."""
    for name, value in values.items():
        if not is_number(value) or not 0 < value < math.inf:
            raise ValueError(
                f"{name} must be a finite number above 0. "
                f"Received: {name}={value!r}"
            )


def check_decay(**values):
    """Raises unless every value is a number in (0, 1)."""
    for name, value in values.items():
        if not is_number(value) or not 0 < value < 1:
            raise ValueError(
                f"{name} must be a number such as 0.999, in (0, 1). "
                f"Received: {name}={value!r}"
            )


def check_smoothing(label_smoothing):
    """Raises unless a label smoothing is a number in [0, 1)."""
    if not (is_number(label_smoothing) and 0 <= label_smoothing < 1):
        raise ValueError(
            f"label_smoothing must be in [0, 1). Received: {label_smoothing=}"
        )


def check_function(**values):
    """Raises unless every value is a function or `None`."""
    for name, value in values.items():
        if value is not None and not callable(value):
            raise ValueError(
                f"{name} must be a function or None. Received: {name}={value!r}"
            )


def check_dictionary(**values):
    """Raises a `TypeError` unless every value, of a hook, names scalars."""
    for name, value in values.items():
        are_scalars = isinstance(value, dict) and all(
            is_array(x) or is_number(x) for x in value.values()
        )
        if not are_scalars:
            raise TypeError(
                f"{name} must return a dictionary of scalars by name, or {{}} "
                f"for none. Received: {value!r}"
            )


def check_name(what, name, known):
    """Raises a `ValueError` unless `name` is one of the `known` names."""
    # An array compares with each name by its elements; a list has no hash.
    if is_array(name) or name not in list(known):
        raise ValueError(
            f"{what} must be one of {', '.join(known)}."
            f"{did_you_mean(name, known)} Received: {name!r}"
        )


def check_same_shape(name, a, other, b):
    """Raises if two tensors differ in shape; they might broadcast silently."""
    sizes = zip(a.shape, b.shape)
    if len(a.shape) != len(b.shape) or any(
        m != n for m, n in sizes if None not in (m, n)
    ):
        raise ValueError(
            f"{name} and {other} must have the same shape. "
            f"Received: shapes {tuple(a.shape)} and {tuple(b.shape)}"
        )
