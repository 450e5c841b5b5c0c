"""What Keras's `fit` reads: each kind of data, watched and grouped in steps.

A step takes `size` consecutive batches, joined into one. Batches at the end of
an epoch that do not fill a step are dropped. `start_at(step)` makes the epochs
that follow begin behind their first steps.
"""

import itertools
import sys

import keras

from keras_gans.training.kinds import is_tf_dataset


def steps_of(data, size, watch, share):
    """Returns data of one batch for each step, in a form that Keras reads.

    Args:
        data: A `tf.data.Dataset`, a `keras.utils.PyDataset`, a torch DataLoader
            or an iterator of batches.
        size: Positive integer, the number of batches in a step.
        watch: A `Watch`, which checks every batch.
        share: A `Share`, which cuts out the rows of this process.
    """
    if is_tf_dataset(data):
        return _of_dataset(data, size, watch, share)
    if isinstance(data, keras.utils.PyDataset):
        return PyDatasetSteps(data, size, watch, share)
    if hasattr(data, "__next__"):
        return IteratorSteps(_joined_batches(data, size, watch, share))
    return _of_loader(data, size, watch, share)


class PyDatasetSteps(keras.utils.PyDataset):
    """The steps of a `PyDataset`, read by as many workers as its batches."""

    def __init__(self, batches, size, watch, share):
        super().__init__(
            workers=batches.workers,
            use_multiprocessing=batches.use_multiprocessing,
            max_queue_size=batches.max_queue_size,
        )
        self.batches = batches
        self.size = size
        self.watch = watch
        self.share = share
        self.start_at(0)

    def start_at(self, step):
        self.first = step

    @property
    def num_batches(self):
        n = self.batches.num_batches
        return None if n is None else n // self.size - self.first

    def __getitem__(self, index):
        index += self.first
        rows = range(index * self.size, (index + 1) * self.size)
        return self.share.of(
            [self.watch(i, self.batches[i], self.share) for i in rows]
        )

    def on_epoch_begin(self):
        self.batches.on_epoch_begin()

    def on_epoch_end(self):
        self.batches.on_epoch_end()


class IteratorSteps:
    """The steps of an iterator, which end once for all epochs.

    Attributes:
        count: The number of steps that have been read.
        ended: Whether there are no more.
    """

    def __init__(self, steps):
        self._steps = iter(steps)
        self._next = next(self._steps, None)
        self.count = 0

    @property
    def ended(self):
        return self._next is None

    def __iter__(self):
        while not self.ended:
            step = self._next
            self._next = next(self._steps, None)
            self.count += 1
            yield step

    def put_back(self, steps):
        """Reads these steps again, before all others."""
        following = [] if self.ended else [self._next]
        self.__init__(itertools.chain(steps, following, self._steps))


def _of_dataset(dataset, size, watch, share):
    tf = sys.modules["tensorflow"]

    def look(index, batch):
        def watched(index, *parts):
            batch_read = keras.tree.pack_sequence_as(batch, parts)
            watch(int(index), batch_read, share)

        tf.numpy_function(watched, [index, *keras.tree.flatten(batch)], [])
        return batch

    def flat(x):
        # Batches of one size are stacked, others are rows of a ragged tensor.
        if isinstance(x, tf.RaggedTensor):
            return x.values
        return tf.reshape(x, (x.shape[0] * x.shape[1], *x.shape[2:]))

    def lengths(x):
        if isinstance(x, tf.RaggedTensor):
            return x.row_lengths()
        return tf.repeat(tf.shape(x)[1], tf.shape(x)[0])

    def shared(*batches):
        step = keras.tree.map_structure(flat, batches)
        if share.is_all(size):
            return step
        first = keras.tree.flatten(batches)[0]
        rows = tf.numpy_function(share.rows, [lengths(first)], tf.int64)
        rows.set_shape([None])
        return keras.tree.map_structure(lambda x: tf.gather(x, rows), step)

    are_joined = size > 1 or not share.is_all(size)
    # A batch of another size is named by the watch, which comes first.
    steps = _with_shapes(dataset.enumerate().map(look), dataset, are_joined)
    if are_joined:
        steps = steps.ragged_batch(size, drop_remainder=True).map(shared)
    return _from_any_step(steps.prefetch(1))


def _from_any_step(steps):
    tf = sys.modules["tensorflow"]
    with tf.device("CPU"):
        first = tf.Variable(0, dtype=tf.int64, trainable=False)
    whole = tf.data.Dataset.from_tensors(0)
    whole = whole.flat_map(lambda _: steps.skip(first))
    # The tuner's thread can delay the end of `fit` by a minute (2.21).
    untuned = tf.data.Options()
    untuned.autotune.enabled = False
    # What the user's options say comes first.
    whole = whole.with_options(untuned).with_options(steps.options())
    length = steps.cardinality()
    # Keras asks for the length of a whole epoch.
    whole.cardinality = lambda: length
    whole.start_at = first.assign
    return whole


def _with_shapes(steps, dataset, have_one_size):
    """The batches with the shapes that Python functions in a data set lost.

    Args:
        steps: The batches of `dataset`.
        dataset: A `tf.data.Dataset`.
        have_one_size: Whether all images have the size of the first, even if
            the data set does not tell it.
    """
    tf = sys.modules["tensorflow"]

    def is_known(shape):
        known = shape.rank is not None
        return known and not (have_one_size and None in shape.as_list()[1:])

    specs = keras.tree.flatten(dataset.element_spec)
    if all(is_known(spec.shape) for spec in specs):
        return steps
    shapes = [
        (None, *part.shape[1:])
        for part in keras.tree.flatten(next(iter(dataset.take(1)), specs))
    ]

    def restored(*batch):
        parts = map(tf.ensure_shape, keras.tree.flatten(batch), shapes)
        return keras.tree.pack_sequence_as(batch, list(parts))

    return steps.map(restored)


def _of_loader(loader, size, watch, share):
    """The steps of a torch DataLoader, again a DataLoader."""
    data = sys.modules["torch"].utils.data
    sampler = getattr(loader, "sampler", None)
    if isinstance(sampler, data.distributed.DistributedSampler):
        raise ValueError(
            "Each process must read the same batches, since `fit` itself takes "
            "the rows of its devices: leave out the DistributedSampler. "
            f"Received: sampler={sampler}"
        )
    first = 0

    def start_at(step):
        nonlocal first
        first = step

    def iterate(_):
        joined = _joined_batches(loader, size, watch, share)
        return itertools.islice(joined, first, None)

    members = {"__iter__": iterate}
    if hasattr(loader.dataset, "__len__"):
        members["__len__"] = lambda _: len(loader) // size
    steps = type("Steps", (data.IterableDataset,), members)
    steps = data.DataLoader(steps(), batch_size=None)
    steps.start_at = start_at
    return steps


def _joined_batches(batches, size, watch, share):
    """Generates the steps of anything that can be iterated."""
    watched = (watch(i, batch, share) for i, batch in enumerate(batches))
    while len(group := list(itertools.islice(watched, size))) == size:
        yield share.of(group)
