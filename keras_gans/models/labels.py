"""Labels of a conditional model: classes or attributes.

Networks take both as vectors of `size` numbers, one-hot for a class.
"""

import reprlib

import keras
import numpy as np
from keras import ops

from keras_gans import losses
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive


class Labels:
    """Labels of one kind: `size` classes or `size` attributes.

    Attributes:
        size: Positive integer.
        names: Tuple of strings; their numbers if the user gave no names.
    """

    def __init__(self, size, names=None):
        check_positive(**{f"num_{self.plural}": size})
        if names is None:
            names = range(size)
        if np.ndim(names) != 1:  # The dimension of a string is 0.
            raise ValueError(
                "label_names must be a list of names. "
                f"Received: label_names={names!r}"
            )
        self.size = size
        self.names = tuple(map(str, names))
        if len(set(self.names)) != size or len(self.names) != size:
            raise ValueError(
                f"label_names must be {size} different names of the "
                f"{self.plural}. Received: {', '.join(self.names)}"
            )

    def check(self, labels, n):
        """Raises unless `labels` are valid labels of `n` images."""
        if labels is None:
            raise ValueError(
                "A conditional model needs labels: pass `fit(images, labels)`, "
                "`[(images, labels)]` to a callback, or a data set made with "
                "labels=True. Received: images alone"
            )
        labels = to_numpy(labels)
        if labels.shape not in self.shapes(n):
            raise ValueError(
                f"The labels of {n} images, from {self.size} {self.plural}, "
                f"must be an array of shape {self.shapes(n)[0]}. "
                f"Received: shape {labels.shape}"
            )
        self.check_values(labels)

    def check_known(self, labels, n):
        """Like `check`, for the labels of real images."""
        self.check(labels, n)

    def cycled(self, n):
        """Labels of `n` images that cycle through all classes or attributes."""
        return self.numbered(np.arange(n) % self.size)

    def asked(self, labels, n):
        """Labels of `n` images from the argument of `generate`, or cycled."""
        return self.cycled(n) if labels is None else self.read(labels, n)

    def one_form(self, labels):
        """Checked labels in the one form in which compiled steps take them."""
        return to_numpy(labels)

    def number(self, label):
        """Returns the number of a name; returns numbers unchanged."""
        if not isinstance(label, str):
            return label
        check_name(f"Each label of these {self.plural}", label, self.names)
        return self.names.index(label)


class Classes(Labels):
    """Each image has one class: whole numbers `(n,)` or `(n, 1)` from 0.

    One-hot classes `(n, size)` are taken as well.
    """

    plural = "classes"
    # The backend's own integers, which exported networks take.
    dtype = "int64" if keras.backend.backend() == "torch" else "int32"

    def shapes(self, n):
        return (n,), (n, 1), (n, self.size)

    def check_values(self, labels):
        if self._are_one_hot(labels):
            is_0_or_1 = ((labels == 0) | (labels == 1)).all(axis=1)
            wrong = ~(is_0_or_1 & (labels.sum(axis=1) == 1))
            if wrong.any():
                row = int(wrong.argmax())
                raise ValueError(
                    "Each row of one-hot classes must hold one 1 and zeros. "
                    f"Received: {reprlib.repr(labels[row].tolist())}, row {row}"
                )
            return
        parts = labels[labels % 1 != 0] if labels.dtype.kind == "f" else ()
        if len(parts):
            raise ValueError(f"Classes must be integers. Received: {parts[0]}")
        if labels.dtype.kind not in "iuf":
            unique = (
                "; `np.unique(names, return_inverse=True)[1]` numbers names"
            )
            remedies = dict.fromkeys("OSU", unique)
            remedies["b"] = "; `labels.astype('int32')` makes them integers"
            remedy = remedies.get(labels.dtype.kind, "")
            raise TypeError(
                f"Classes must be integers{remedy}. "
                f"Received: dtype {labels.dtype}"
            )
        if labels.min() < 0 or labels.max() >= self.size:
            raise ValueError(
                f"Classes must be from 0 to {self.size - 1}. "
                f"Received: values from {labels.min()} to {labels.max()}"
            )

    def _are_one_hot(self, labels):
        return len(labels.shape) == 2 and labels.shape[1] == self.size > 1

    def numbered(self, numbers):
        """Labels of images of the classes with these numbers."""
        return np.asarray(numbers)

    def read(self, labels, n):
        """Returns labels of `n` images from the argument of `generate`."""
        try:
            is_one = np.ndim(labels) == 0
        except ValueError as error:  # Rows of different lengths.
            raise ValueError(
                "labels must be one class, or a list of one for each of the "
                f"{n} images. Received: labels={reprlib.repr(labels)}"
            ) from error
        if is_one:
            labels = [labels] * n
        labels = np.array([self.number(label) for label in labels])
        self.check(labels, n)
        return self.one_form(labels)

    def parse(self, text):
        """Parses a label from the command line: a name or a number.

        Where all names are numbers, it is a name.
        """
        are_numbers = all(name.isdecimal() for name in self.names)
        is_number = text.isdecimal() and text not in self.names
        is_number = is_number and not are_numbers
        return int(text) if is_number else text

    def one_form(self, labels):
        """Checked labels as numbers `(n,)`, in whatever form they are.

        TensorFlow compiles a step for labels of one rank.
        """
        labels = to_numpy(labels)
        if self._are_one_hot(labels):
            return labels.argmax(axis=1)
        return labels.reshape(-1)

    def encode(self, labels):
        if self._are_one_hot(labels):
            return ops.cast(labels, "float32")
        numbers = ops.reshape(ops.cast(labels, "int32"), (-1,))
        if self.size == 1:  # Where a vector looks like a number.
            numbers = ops.zeros_like(numbers)
        return ops.one_hot(numbers, self.size)

    def loss(self, logits, labels):
        return losses.class_cross_entropy(logits, labels)

    def accuracy(self, logits, labels):
        right = ops.argmax(logits, axis=-1) == ops.argmax(labels, axis=-1)
        return ops.mean(ops.cast(right, "float32"))


class Attributes(Labels):
    """Each image has any attributes: numbers `(n, size)` in [0, 1]."""

    plural = "attributes"
    dtype = "float32"

    def check_known(self, labels, n):
        self.check(labels, n)
        labels = to_numpy(labels)
        between = labels[(labels > 0) & (labels < 1)]
        if between.size:
            raise ValueError(
                "Attributes of real images must be 0 or 1; `labels > 0.5` "
                "makes them so. `generate` takes values between them. "
                f"Received: {between[0]:g}"
            )

    def shapes(self, n):
        return ((n, self.size),)

    def check_values(self, labels):
        if labels.dtype.kind not in "biufV":  # "V" is bfloat16.
            raise TypeError(
                "Attributes must be numbers, 0 or 1. "
                f"Received: dtype {labels.dtype}"
            )
        low, high = float(np.min(labels)), float(np.max(labels))
        if not (low >= 0 and high <= 1):
            raise ValueError(
                "Attributes must be 0 if an image lacks them and 1 if it has "
                f"them. Received: values from {low:g} to {high:g}"
            )

    def numbered(self, numbers):
        """Labels of images that each have only the attribute of this number."""
        return np.eye(self.size, dtype="float32")[numbers]

    def read(self, labels, n):
        """Returns labels of `n` images from the argument of `generate`."""
        given = [labels] if isinstance(labels, str) else labels
        given = np.array(given, dtype=object)
        if given.ndim == 1 and all(isinstance(name, str) for name in given):
            numbers = [self.number(name) for name in given]
            given = np.isin(np.arange(self.size), numbers)
        try:
            values = np.array([*given], dtype="float32")
        except (TypeError, ValueError) as error:
            raise ValueError(
                "labels must be names of attributes that all images have, or "
                f"an array of shape ({self.size},) or (n, {self.size}) of "
                f"values in [0, 1]. Received: {reprlib.repr(labels)}"
            ) from error
        if values.ndim == 1:
            values = np.tile(values, (n, 1))
        self.check(values, n)
        return values

    def parse(self, text):
        """Parses labels from the command line: comma-separated names."""
        return [name.strip() for name in text.split(",")]

    def encode(self, labels):
        return ops.cast(labels, "float32")

    def loss(self, logits, labels):
        return losses.attribute_cross_entropy(logits, labels)

    def accuracy(self, logits, labels):
        right = (logits > 0) == (labels > 0.5)
        return ops.mean(ops.cast(right, "float32"))


def make_labels(num_classes, num_attributes, names):
    """Returns `Classes` or `Attributes`, whichever is given.

    Raises:
        ValueError: If both or neither are given.
    """
    if (num_classes is None) == (num_attributes is None):
        raise ValueError(
            "A conditional model takes either num_classes or num_attributes. "
            f"Received: {num_classes=}, {num_attributes=}"
        )
    if num_classes is None:
        return Attributes(num_attributes, names)
    return Classes(num_classes, names)
