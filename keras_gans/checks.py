"""Checks of arguments that builders, models and data sets share."""

import difflib
import numbers


def check_image_shape(image_shape):
    """Returns `(height, width, channels)` as a tuple of positive integers."""
    shape = tuple(image_shape)
    if len(shape) != 3 or not all(isinstance(n, int) and n > 0 for n in shape):
        raise ValueError(
            "image_shape must be (height, width, channels), positive integers. "
            f"Received: image_shape={image_shape}"
        )
    return shape


def check_positive(**values):
    """Raises unless every value is a positive integer."""
    for name, value in values.items():
        if not isinstance(value, numbers.Integral) or value < 1:
            raise ValueError(
                f"{name} must be a positive integer. Received: {name}={value}"
            )


def check_name(what, name, known):
    """Raises a `ValueError` unless `name` is one of the `known` names."""
    if name not in known:
        near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(
            f"{what} must be one of {', '.join(known)}.{hint} Received: "
            f"{name!r}"
        )
