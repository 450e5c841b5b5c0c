"""Batches with labels, the epochs of data and their first examples."""

from typing import NamedTuple

import keras
import numpy as np

from keras_gans import backend
from keras_gans.training.kinds import is_tf_dataset
from keras_gans.training.watch import as_tuple
from keras_gans.utils.arrays import is_array


class Labelled(NamedTuple):
    """A batch of images with their labels.

    Attributes:
        images: Float32 tensor `(n, ...)`, or a structure of them.
        labels: Float32 tensor `(n, k)`.
    """

    images: object
    labels: object


def count_images(batch):
    """The number of images of a batch on this device, a scalar."""
    return keras.ops.shape(keras.tree.flatten(batch)[0])[0]


def count_all_images(batch):
    """The number of images of a batch on all devices, a scalar."""
    return count_images(batch) * backend.replica()[1]


def first_rows(x, n):
    """The first n rows for each device of those that all devices hold."""
    return backend.own(backend.gathered(x)[: n * backend.replica()[1]])


def set_epoch(data, epoch):
    """Passes the number of the next epoch to data with a `set_epoch` method."""
    if hasattr(data, "set_epoch"):
        data.set_epoch(int(keras.ops.convert_to_numpy(epoch)))
    elif is_tf_dataset(data):
        # Part of the pipeline may have `set_epoch`. TensorFlow has no public
        # access to the parts of a data set.
        for part in data._inputs():
            set_epoch(part, epoch)


def first_batches(data, n):
    """The first batches of epoch 0, with at least `n` examples in total.

    If the data hold fewer examples, all batches are returned. Afterwards the
    data start from epoch 0 again, so no batch is lost.

    Args:
        data: An array, which counts as one batch, or an iterable of batches,
            such as a `tf.data.Dataset`.
        n: Positive integer.

    Returns:
        A list of tuples `(images,)` or `(images, labels)`.

    Raises:
        ValueError: If the data hold no batch.
    """
    if is_array(data):
        return [(data,)]
    set_epoch(data, 0)
    batches, count = [], 0
    for batch in data:
        batches.append(as_tuple(batch))
        count += len(batches[-1][0])
        if count >= n:
            break
    set_epoch(data, 0)
    if not batches:
        raise ValueError(
            "The data must hold at least one batch. Received: an empty data set"
        )
    return batches


def first_examples(data, n):
    """The first `n` examples of epoch 0, or all if there are fewer.

    Args:
        data: As for `first_batches`.
        n: Positive integer.

    Returns:
        A tuple of NumPy arrays, `(images,)` or `(images, labels)`.
    """
    return tuple(
        np.concatenate([keras.ops.convert_to_numpy(x[:n]) for x in parts])[:n]
        for parts in zip(*first_batches(data, n))
    )


def first_images(data, n):
    """Like `first_examples`, but returns the images alone."""
    return first_examples(data, n)[0]
