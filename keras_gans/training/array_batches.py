"""Batches of an array."""

import keras
import numpy as np

from keras_gans.utils.arrays import is_on_disk
from keras_gans.utils.arrays import to_numpy


class ArrayBatches(keras.utils.PyDataset):
    """Batches of an array; seed and epoch decide the order.

    Args:
        images: Array or tensor `(n, ...)`, which is not copied; each batch is
            cast to float32. Arrays of files (`numpy.memmap`, h5py, zarr) are
            read batch by batch.
        labels: Array `(n, ...)` or `None`.
        batch_size: Positive integer; a smaller last batch is dropped.
        shuffle: Whether to shuffle the images before each epoch.
        seed: Integer; the same seed and epoch give the same batches.
        check: Function of a batch, `(images,)` or `(images, labels)`, that
            raises on bad ones, or `None`.
        chosen: Index array of the images of a batch that are read, or `None`
            for all.
    """

    def __init__(
        self,
        images,
        labels,
        batch_size,
        *,
        shuffle=True,
        seed=0,
        check=None,
        chosen=None,
    ):
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
        self.images = images if is_on_disk(images) else to_numpy(images)
        self.labels = None if labels is None else to_numpy(labels)
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.seed = seed
        self.check = check
        self.chosen = chosen
        self.start_at(0)
        self.set_epoch(0)

    def set_epoch(self, epoch):
        rows = np.arange(len(self.images))
        if self.shuffle:
            np.random.default_rng([self.seed, epoch]).shuffle(rows)
        self.rows = rows

    def start_at(self, batch):
        """Makes epochs begin behind their first batches."""
        self.first = batch

    @property
    def num_batches(self):
        return len(self.images) // self.batch_size - self.first

    def __getitem__(self, index):
        index += self.first
        start = index * self.batch_size
        rows = self.rows[start : start + self.batch_size]
        if self.chosen is not None:
            rows = rows[self.chosen]
        batch = (self._read(rows),)
        if self.labels is not None:
            batch += (self.labels[rows],)
        if self.check:
            self.check(index, batch)
        return batch

    def _read(self, rows):
        if isinstance(self.images, np.ndarray):
            return np.asarray(self.images[rows], dtype="float32")
        # Files are read in their own order.
        images = np.asarray(self.images[np.sort(rows)], dtype="float32")
        return images[np.argsort(np.argsort(rows))]
