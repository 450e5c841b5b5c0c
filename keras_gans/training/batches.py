"""Batches of arrays, batches with labels, and batches joined for one step."""

import itertools
import sys
from typing import NamedTuple

import keras
import numpy as np


class Labelled(NamedTuple):
    """A batch of images with their labels.

    Attributes:
        images: Float32 tensor `(n, ...)`, or a structure of them.
        labels: Float32 tensor `(n, k)`.
    """

    images: object
    labels: object


def count_images(batch):
    """The number of images in a batch of any structure, a scalar."""
    return keras.ops.shape(keras.tree.flatten(batch)[0])[0]


class ArrayBatches(keras.utils.PyDataset):
    """Batches of an array in memory; seed and epoch decide the order.

    Args:
        images: Array `(n, ...)`; each batch is cast to float32.
        labels: Array `(n, ...)` or `None`.
        batch_size: Positive integer; a smaller last batch is dropped.
        shuffle: Whether to shuffle the images before each epoch.
        seed: Integer; the same seed and epoch give the same batches.
    """

    def __init__(self, images, labels, batch_size, *, shuffle=True, seed=0):
        super().__init__()
        if labels is not None and len(labels) != len(images):
            raise ValueError(
                "images and labels must have the same length. "
                f"Received: {len(images)} images and {len(labels)} labels"
            )
        if len(images) < batch_size:
            raise ValueError(
                "The data must hold at least one batch for each update of a "
                f"step: batch_size x d_steps = {batch_size} images. "
                f"Received: {len(images)} images"
            )
        self.images = keras.ops.convert_to_numpy(images)
        self.labels = None if labels is None else np.asarray(labels)
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.seed = seed
        self.set_epoch(0)

    def set_epoch(self, epoch):
        rows = np.arange(len(self.images))
        if self.shuffle:
            np.random.default_rng([self.seed, epoch]).shuffle(rows)
        self.rows = rows

    @property
    def num_batches(self):
        return len(self.images) // self.batch_size

    def __getitem__(self, index):
        start = index * self.batch_size
        rows = self.rows[start : start + self.batch_size]
        images = np.asarray(self.images[rows], dtype="float32")
        return (images,) if self.labels is None else (images, self.labels[rows])


class GroupedBatches(keras.utils.PyDataset):
    """Joins each `size` consecutive batches of a `PyDataset` into one."""

    def __init__(self, batches, size):
        super().__init__()
        self.batches = batches
        self.size = size

    @property
    def num_batches(self):
        n = self.batches.num_batches
        return None if n is None else n // self.size

    def __getitem__(self, index):
        start = index * self.size
        return as_tuple(
            _join([self.batches[start + i] for i in range(self.size)])
        )

    def on_epoch_begin(self):
        self.batches.on_epoch_begin()

    def on_epoch_end(self):
        self.batches.on_epoch_end()


def grouped(x, d_steps, steps_per_epoch):
    """Joins each `d_steps` consecutive batches of any input of `fit` into one.

    Returns:
        The joined input for Keras's `fit`, and `steps_per_epoch`.
    """
    if is_tf_dataset(x):
        return _grouped_dataset(x, d_steps), steps_per_epoch
    if isinstance(x, keras.utils.PyDataset):
        return GroupedBatches(x, d_steps), steps_per_epoch
    if hasattr(x, "__next__"):
        return _groups(x, d_steps), steps_per_epoch
    return _grouped_loader(x, d_steps, steps_per_epoch)


def set_epoch(data, epoch):
    """Passes the number of the next epoch to data with a `set_epoch` method."""
    if hasattr(data, "set_epoch"):
        data.set_epoch(int(keras.ops.convert_to_numpy(epoch)))
    elif isinstance(data, GroupedBatches):
        set_epoch(data.batches, epoch)
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
    if hasattr(data, "shape"):
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


def too_few(d_steps):
    """The error text for data that hold less than one step."""
    return (
        "The data must hold at least one step: d_steps batches. "
        f"Received: fewer than d_steps={d_steps} batches"
    )


def is_tf_dataset(x):
    tensorflow = sys.modules.get("tensorflow")
    return tensorflow is not None and isinstance(x, tensorflow.data.Dataset)


def as_tuple(batch):
    """A batch as a tuple, as Keras expects; torch's DataLoader yields lists."""
    return tuple(batch) if isinstance(batch, list | tuple) else (batch,)


def _grouped_dataset(dataset, d_steps):
    first = next(iter(dataset.take(1)), None)
    n = int(dataset.cardinality())
    if first is None or 0 <= n < d_steps:
        raise ValueError(too_few(d_steps))
    size = int(keras.tree.flatten(first)[0].shape[0])
    spec = keras.tree.flatten(dataset.element_spec)[0]
    joined = dataset.rebatch(size * d_steps, drop_remainder=True)
    if n > 0 and spec.shape.rank and spec.shape[0]:
        # All batches are full: a smaller last one could lose a group.
        joined = _with_cardinality(joined, n // d_steps)
    return joined


def _with_cardinality(dataset, n):
    tensorflow = sys.modules["tensorflow"]
    return dataset.apply(tensorflow.data.experimental.assert_cardinality(n))


def _grouped_loader(loader, d_steps, steps_per_epoch):
    """Joins batches of an input that can be iterated repeatedly."""
    try:
        steps = steps_per_epoch or len(loader) // d_steps
    except TypeError as error:
        raise ValueError(
            "steps_per_epoch must be given for data of unknown length if "
            "d_steps is more than 1. "
            f"Received: {type(loader).__name__}, d_steps={d_steps}"
        ) from error
    if steps == 0:
        raise ValueError(too_few(d_steps))
    return (
        g for _ in itertools.count() for g in _groups(loader, d_steps)
    ), steps


def _groups(batches, size):
    batches = iter(batches)
    while len(group := list(itertools.islice(batches, size))) == size:
        yield as_tuple(_join(group))


def _join(batches):
    return keras.tree.map_structure(
        lambda *parts: np.concatenate(
            [keras.ops.convert_to_numpy(p) for p in parts]
        ),
        *batches,
    )
