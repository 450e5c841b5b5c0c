"""What `fit` does with its data before Keras sees it."""

import itertools
import sys

import keras
import numpy as np


class ArrayBatches(keras.utils.PyDataset):
    """Batches of an array in memory, in an order set by seed and epoch.

    Args:
        images: Array `(n, ...)`, cast to float32 batch by batch.
        labels: Array `(n, ...)` or `None`.
        batch_size: Positive integer; a smaller last batch is dropped.
        shuffle: Whether to permute the images anew each epoch.
        seed: Integer. The same seed and epoch give the same batches.
    """

    def __init__(self, images, labels, batch_size, *, shuffle=True, seed=0):
        super().__init__()
        if labels is not None and len(labels) != len(images):
            raise ValueError(
                "images and labels must be equally many. "
                f"Received: {len(images)} images and {len(labels)} labels"
            )
        if len(images) < batch_size:
            raise ValueError(
                "The data must hold at least one batch: as many images as one step "
                f"uses (batch_size x d_steps = {batch_size}). "
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
        return _join([self.batches[start + i] for i in range(self.size)])

    def on_epoch_begin(self):
        self.batches.on_epoch_begin()

    def on_epoch_end(self):
        self.batches.on_epoch_end()


def split(x, y, fraction):
    """Cuts the last `fraction` of the arrays off for validation, as Keras does."""
    if not is_array(x):
        raise ValueError(
            "validation_split needs an array; pass validation_data for other "
            f"inputs. Received: {type(x).__name__}"
        )
    n = round(len(x) * (1 - fraction))
    if y is None:
        return x[:n], None, (x[n:],)
    return x[:n], y[:n], (x[n:], y[n:])


def grouped(x, d_steps, steps_per_epoch):
    """Joins each `d_steps` consecutive batches of any input into one.

    Returns:
        The input for Keras's `fit`, and `steps_per_epoch`.
    """
    if is_tf_dataset(x):
        return _grouped_dataset(x, d_steps), steps_per_epoch
    if isinstance(x, keras.utils.PyDataset):
        return GroupedBatches(x, d_steps), steps_per_epoch
    if hasattr(x, "__len__") and not hasattr(x, "__next__"):  # a DataLoader
        steps = steps_per_epoch or len(x) // d_steps
        if steps == 0:
            raise ValueError(_too_few(d_steps))
        return (g for _ in itertools.count() for g in _groups(x, d_steps)), steps
    return _groups(x, d_steps), steps_per_epoch


def _grouped_dataset(dataset, d_steps):
    first = next(iter(dataset.take(1)), None)
    if first is None:
        raise ValueError(_too_few(d_steps))
    size = int(keras.tree.flatten(first)[0].shape[0])
    joined = dataset.rebatch(size * d_steps, drop_remainder=True)
    n = int(dataset.cardinality())
    if n == 0 or 0 < n < d_steps:
        raise ValueError(_too_few(d_steps))
    return joined


def _groups(batches, size):
    batches = iter(batches)
    while len(group := list(itertools.islice(batches, size))) == size:
        yield _as_tuple(_join(group))


def _join(batches):
    return keras.tree.map_structure(
        lambda *parts: np.concatenate([keras.ops.convert_to_numpy(p) for p in parts]),
        *batches,
    )


def _too_few(d_steps):
    return (
        "The data must hold at least one step: d_steps batches. "
        f"Received fewer than d_steps={d_steps} batches"
    )


def set_epoch(data, epoch):
    """Tells data that is ordered by its epoch which one comes; others ignore it."""
    if hasattr(data, "set_epoch"):
        data.set_epoch(int(keras.ops.convert_to_numpy(epoch)))
    elif isinstance(data, GroupedBatches):
        set_epoch(data.batches, epoch)
    elif is_tf_dataset(data):
        for part in data._inputs():
            set_epoch(part, epoch)


class EpochClock(keras.callbacks.Callback):
    """Counts the model's epochs and sets its data to each."""

    def __init__(self, data, model):
        super().__init__()
        self.data = data
        self.counter = model.epochs_trained

    def on_epoch_begin(self, epoch, logs=None):
        set_epoch(self.data, self.counter)

    def on_epoch_end(self, epoch, logs=None):
        self.counter.assign(self.counter + 1)


def with_epoch_clock(data, callbacks, model):
    """The callbacks with an `EpochClock` before all others."""
    clock = EpochClock(data, model)
    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks.callbacks.insert(0, clock)
        return callbacks
    return [clock, *keras.tree.flatten(callbacks or [])]


def check_first_batch(data, inputs, image_shape, d_steps):
    """Refuses data that cannot train the model, by its first batch.

    Returns:
        The data, for an iterator with its first batch put back.
    """
    if isinstance(data, keras.utils.PyDataset):
        if data.num_batches == 0:
            raise ValueError(_too_few(d_steps))
        batch = data[0]
    elif is_tf_dataset(data):
        batch = next(iter(data.take(1)), None)
    elif hasattr(data, "__next__"):
        batch = next(data, None)
        if batch is not None:
            data = _put_back(batch, data)
    else:
        batch = next(iter(data), None)
    if batch is None:
        raise ValueError(_too_few(d_steps))
    check_images(inputs(batch), image_shape)
    return data


def check_images(images, image_shape):
    """Raises unless `images` are a float batch of the shape, in [-1, 1]."""
    images = keras.ops.convert_to_numpy(images)
    if images.shape[1:] != image_shape:
        raise ValueError(
            f"The model makes images of shape {image_shape}; real ones must have it "
            f"too, in batches. Received: an array of shape {images.shape}"
        )
    # bfloat16 is of NumPy's kind "V".
    if images.dtype.kind not in "fV":
        raise TypeError(
            "Images must be floating point in [-1, 1]; "
            "`keras_gans.datasets.scale` makes them from uint8. "
            f"Received: dtype {images.dtype}"
        )
    low, high = float(images.min()), float(images.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ValueError(
            f"Images must be finite. Received: values from {low} to {high}"
        )
    if low < -1.001 or high > 1.001:
        raise ValueError(
            "Images must lie in [-1, 1], the range of the generator's tanh. "
            f"Received: values from {low:g} to {high:g}"
        )


def _put_back(batch, iterator):
    yield _as_tuple(batch)
    yield from map(_as_tuple, iterator)


def _as_tuple(batch):
    """What Keras asks of a generator."""
    return batch if isinstance(batch, tuple) else (batch,)


def is_array(x):
    return hasattr(x, "shape") and hasattr(x, "dtype")


def is_tf_dataset(x):
    tensorflow = sys.modules.get("tensorflow")
    return tensorflow is not None and isinstance(x, tensorflow.data.Dataset)
