"""Checks what Keras's `fit` and its relatives take and these models do not."""

import inspect

import keras
import numpy as np

from keras_gans.utils.arrays import is_array
from keras_gans.utils.checks import check_at_least
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import is_integer
from keras_gans.utils.checks import is_number
from keras_gans.utils.near_names import did_you_mean
from keras_gans.utils.warnings import warn

VALIDATION = ("validation_steps", "validation_batch_size", "validation_freq")
COUNTS = ("steps_per_epoch", "validation_steps", "validation_batch_size")


def check_fit(x, y, *, epochs, batch_size, validation_split, shuffle, **others):
    """Raises on arguments of `fit` that are unknown or would not be used.

    Args:
        x: The data.
        y: Labels or `None`.
        epochs: As given to `fit`; so are `batch_size`, `validation_split` and
            `shuffle`.
        **others: All other arguments given to `fit`.
    """
    _check_known(others)
    check_no_weights(
        class_weight=others.get("class_weight"),
        sample_weight=others.get("sample_weight"),
    )
    counts = {name: others.get(name) for name in COUNTS}
    counts |= {"epochs": epochs, "batch_size": batch_size}
    check_positive(**{k: v for k, v in counts.items() if v is not None})
    if not is_array(x):
        check_batches(x, batch_size=batch_size, y=y)
    if shuffle not in (True, False):
        raise ValueError(
            f"shuffle must be True or False. Received: shuffle={shuffle!r}"
        )
    initial_epoch = others.get("initial_epoch", 0)
    check_at_least(0, initial_epoch=initial_epoch)
    if initial_epoch >= epochs:
        raise ValueError(
            "initial_epoch must be less than epochs, the number of the last "
            "epoch. Received: "
            f"initial_epoch={initial_epoch}, epochs={epochs}"
        )
    if not (is_number(validation_split) and 0 <= validation_split < 1):
        raise ValueError(
            "validation_split must be in [0, 1), such as 0.1. "
            f"Received: validation_split={validation_split!r}"
        )
    validation = others.get("validation_data")
    if validation is None and not validation_split:
        for name in VALIDATION:
            if others.get(name) not in (None, 1):
                raise ValueError(
                    f"{name} needs validation_data or validation_split. "
                    f"Received: {name}={others[name]}"
                )
    else:
        _check_frequency(others.get("validation_freq", 1), epochs)
    if validation is not None and validation_split:
        raise ValueError(
            "Give either validation_data or validation_split. Received: "
            f"validation_data and validation_split={validation_split}"
        )
    if isinstance(validation, tuple):
        check_no_weights(
            sample_weight=validation[2] if len(validation) == 3 else None
        )


def _check_frequency(frequency, epochs):
    """Raises unless `fit` validates after an epoch, or after given ones."""
    numbers = np.unique(frequency) if np.iterable(frequency) else [frequency]
    if (
        isinstance(frequency, str)
        or not len(numbers)
        or not all(is_integer(n) and n > 0 for n in numbers)
    ):
        raise ValueError(
            "validation_freq must be a positive integer, or a list of the "
            "numbers of epochs. "
            f"Received: validation_freq={frequency!r}"
        )
    if min(numbers) > epochs:
        raise ValueError(
            "validation_freq must be at most epochs; the validation data would "
            f"not be used. Received: validation_freq={frequency!r}, "
            f"epochs={epochs}"
        )


def check_batches(x, **given):
    """Raises on a size or labels of batches that `x` has itself."""
    for name, value in given.items():
        if value is not None:
            what = "labels" if name == "y" else "size"
            raise ValueError(
                f"{name} must be None unless the images are an array: these "
                f"data come in batches that have their own {what}. "
                f"Received: {name}={_short(value)} with a {type(x).__name__}"
            )


def check_no_weights(*, class_weight=None, sample_weight=None):
    """Raises on weights of classes or images."""
    given = {"class_weight": class_weight, "sample_weight": sample_weight}
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"{name} must be None, since no model here weights images: "
                "repeat images that should count more, and give images, or "
                "images and labels, without a third element. "
                f"Received: {name}={_short(value)}"
            )


def check_are_arrays(x, y):
    """Raises unless images, and labels if there are any, are arrays."""
    if not is_array(x):
        raise TypeError(
            "x must be an array of images (n, ...). "
            f"Received: a {type(x).__name__}"
        )
    if y is not None and np.ndim(y) == 0:
        raise TypeError(
            "y must be the labels of the images, an array. Give the size of "
            f"batches by its name, batch_size=32. Received: y={_short(y)}"
        )


def check_elements(model, batch):
    """Checks that a model uses all elements of a batch.

    Args:
        model: `ResumableModel`.
        batch: Tuple of images, labels or other images, and weights; all but the
            first may be missing or `None`.

    Raises:
        ValueError: If there are weights.
    """
    _, second, weights = keras.utils.unpack_x_y_sample_weight(batch)
    check_no_weights(sample_weight=weights)
    if second is not None and not model.uses_labels:
        warn(
            f"{type(model).__name__} does not use the labels of the data: "
            "leave them out, or train a conditional model, such as "
            "ConditionalGAN.",
        )


def _check_known(others):
    known = list(inspect.signature(keras.Model.fit).parameters)[1:]
    for name, value in others.items():
        if name not in known:
            raise TypeError(
                f"fit has no argument {name!r}.{did_you_mean(name, known)} "
                f"Received: {name}={_short(value)}"
            )


def _short(value):
    shape = getattr(value, "shape", None)
    return repr(value)[:60] if shape is None else f"an array of shape {shape}"
