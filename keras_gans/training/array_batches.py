"""Batches of an array."""

import zlib

import keras
import numpy as np

from keras_gans.utils.arrays import is_on_disk
from keras_gans.utils.arrays import to_numpy

# So many images are looked at to know them again.
LOOK = 64


class ArrayBatches(keras.utils.PyDataset):
    """Batches of an array; seed and epoch decide the order.

    Args:
        images: Array or tensor `(n, ...)`, which is not copied; each batch is
            cast to float32. Arrays of files (`numpy.memmap`, h5py, zarr) are
            read batch by batch.
        labels: Array `(n, ...)` or `None`.
        batch_size: Positive integer; a smaller last batch is dropped.
        shuffle: Whether to shuffle the images before each pass over them.
        seed: Integer; the same seed and epoch give the same batches.
        steps: Positive integer, the batches of an epoch; the next one goes on
            behind it. `None` for a pass over all images.
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
        steps=None,
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
        self.batches = len(images) // batch_size
        self.steps = steps or self.batches
        self.passes = None
        self.start_at(0)
        self.set_epoch(0)

    def set_epoch(self, epoch):
        self.epoch = epoch

    def start_at(self, batch):
        """Makes epochs begin behind their first batches."""
        self.first = batch

    def digest(self):
        """A number that other images or labels rarely share, from some."""
        n = len(self.images)
        rows = np.linspace(0, n - 1, min(n, LOOK)).astype(int)
        parts = [self._read(rows)]
        if self.labels is not None:
            parts.append(np.asarray(self.labels[rows], dtype="float32"))
        return zlib.crc32(b"".join(part.tobytes() for part in parts), n)

    @property
    def num_batches(self):
        return self.steps - self.first

    def __getitem__(self, index):
        index += self.first
        passes, place = divmod(self.epoch * self.steps + index, self.batches)
        if passes != self.passes:
            self.passes, self.rows = passes, self._order(passes)
        start = place * self.batch_size
        rows = self.rows[start : start + self.batch_size]
        if self.chosen is not None:
            rows = rows[self.chosen]
        batch = (self._read(rows),)
        if self.labels is not None:
            batch += (self.labels[rows],)
        if self.check:
            self.check(index, batch)
        return batch

    def _order(self, passes):
        rows = np.arange(len(self.images))
        if self.shuffle:
            np.random.default_rng([self.seed, passes]).shuffle(rows)
        return rows

    def _read(self, rows):
        if isinstance(self.images, np.ndarray):
            return np.asarray(self.images[rows], dtype="float32")
        # Files are read in their own order.
        images = np.asarray(self.images[np.sort(rows)], dtype="float32")
        return images[np.argsort(np.argsort(rows))]
