"""From images to batches: the `tf.data` pipeline behind every data set."""

import dataclasses
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from keras_gans.utils.checks import check_flag
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import is_integer
from keras_gans.utils.progress import counted

# Images are kept in memory, decoded as uint8, up to this many bytes.
MEMORY_LIMIT = 512 * 2**20

LARGEST_SHIFT = 0.1


@dataclasses.dataclass(frozen=True)
class Source:
    """Images that a pipeline reads by index.

    Attributes:
        read: Function of an integer array of `n` indices, returning images
            `(n, *image_shape)`. May be called from several threads.
        size: Number of images.
        image_shape: `(height, width, channels)`, or `(2,)` of points.
        labels: Array `(size, ...)` or `None`.
        dtype: `"uint8"`, to be scaled, or `"float32"`, in [-1, 1] already.
    """

    read: Callable
    size: int
    image_shape: tuple
    labels: np.ndarray | None = None
    dtype: str = "uint8"

    @classmethod
    def of_array(cls, images, labels=None):
        return cls(
            images.__getitem__,
            len(images),
            images.shape[1:],
            labels,
            images.dtype.name,
        )

    @classmethod
    def of_reader(cls, reader, labels=None):
        """A source of the files of an `ImageReader`."""
        image_shape = (*reader.size, reader.channels)
        return cls(reader, len(reader.files), image_shape, labels)

    def in_memory(self):
        """This source, or its decoded images if they fit `MEMORY_LIMIT`."""
        itemsize = np.dtype(self.dtype).itemsize
        n_bytes = self.size * math.prod(self.image_shape) * itemsize
        if not 0 < n_bytes <= MEMORY_LIMIT:
            return self
        chunks = np.array_split(np.arange(self.size), -(-self.size // 256))
        images = np.empty((self.size, *self.image_shape), self.dtype)
        is_long = len(chunks) > 16
        with (
            counted(self.size, "reading pictures", is_long) as advance,
            ThreadPoolExecutor(2) as pool,
        ):
            for chunk, decoded in zip(
                chunks, pool.map(self.read, chunks), strict=True
            ):
                images[chunk] = decoded
                advance(len(chunk))
        return Source.of_array(images, self.labels)


def batches(
    source,
    *,
    batch_size,
    labels=False,
    shuffle=True,
    seed=0,
    flip_and_shift=False,
    **others,
):
    """A `tf.data.Dataset` of float32 batches in [-1, 1].

    Each pass over the data is an epoch. The order of its images follows from
    `seed` and the number of the epoch. `fit` sets that number, so that a
    resumed training sees the same data as an uninterrupted one; elsewhere,
    passes count from 0. Images that do not fill a batch are left out.

    Args:
        source: A `Source`.
        batch_size: Positive integer.
        labels: Whether to yield `(images, labels)` pairs instead of images.
        shuffle: Whether to shuffle all images anew each epoch.
        seed: Integer.
        flip_and_shift: Whether to flip images at random and shift them by up to
            a tenth. A model learns to generate such images; `augmentation` of
            a model does not have this effect.
        **others: Other arguments are refused.

    Raises:
        TypeError: On other arguments.
        ValueError: On a source of less than a batch, one without the labels
            that are asked for, points to flip, or as `check_options`.
    """
    import tensorflow as tf

    check_options(
        batch_size=batch_size,
        labels=labels,
        shuffle=shuffle,
        seed=seed,
        flip_and_shift=flip_and_shift,
        **others,
    )
    _check(source, batch_size, labels, flip_and_shift)
    n_batches = source.size // batch_size

    def order(epoch):
        """The rows of each batch of an epoch, and its key `(epoch, batch)`."""
        rows = tf.range(source.size, dtype=tf.int64)
        if shuffle:
            rows = tf.random.experimental.stateless_shuffle(rows, [seed, epoch])
        rows = tf.reshape(
            rows[: n_batches * batch_size], (n_batches, batch_size)
        )
        numbers = tf.range(n_batches, dtype=tf.int64)
        keys = tf.stack([tf.repeat(epoch, n_batches), numbers], axis=1)
        return tf.data.Dataset.from_tensor_slices((rows, keys))

    def load(rows, key):
        images = tf.numpy_function(
            source.read, [rows], source.dtype, stateful=False
        )
        images.set_shape((batch_size, *source.image_shape))
        if source.dtype == "uint8":
            images = tf.cast(images, tf.float32) / 127.5 - 1.0
        if flip_and_shift:
            images = _flipped_and_shifted(
                images, tf.stack([seed + key[0], key[1]])
            )
        if not labels:
            return images
        return images, tf.gather(source.labels, rows)

    dataset = counted_epochs(order).map(load, num_parallel_calls=2)
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(n_batches))
    # There is nothing to tune, and the tuner's thread can delay the end of
    # `fit` by seconds (TensorFlow 2.21).
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.prefetch(2).with_options(options)


def counted_epochs(one_epoch):
    """A data set that knows the number of its epoch.

    Args:
        one_epoch: Function of the epoch, an int64 scalar, that returns the
            `tf.data.Dataset` of one pass.

    Returns:
        A `tf.data.Dataset` whose passes count from 0, or from the number last
        given to its method `set_epoch`.
    """
    import tensorflow as tf

    with tf.device("CPU"):
        next_epoch = tf.Variable(0, dtype=tf.int64, trainable=False)

    dataset = tf.data.Dataset.from_tensors(0).flat_map(
        lambda _: one_epoch(next_epoch.assign_add(1) - 1)
    )
    dataset.set_epoch = next_epoch.assign
    return dataset


def check_options(
    *,
    batch_size,
    seed=0,
    labels=False,
    shuffle=True,
    flip_and_shift=False,
    augment=None,
    **others,
):
    """Raises on what `batches` would refuse, before anything is read.

    Raises:
        TypeError: On other arguments, and on the former name `augment`.
        ValueError: On values that are not those of `batches`.
    """
    if augment is not None:
        raise TypeError(
            "The argument augment of a data set is now flip_and_shift=True; a "
            "model learns such images too. To augment only what its "
            "discriminator sees, give the model "
            "augmentation=keras_gans.layers.AdaptiveAugmentation(). "
            f"Received: augment={augment!r}"
        )
    if others:
        raise TypeError(
            "Beside its own arguments, a data set may take labels, shuffle, "
            f"seed and flip_and_shift. Received: {', '.join(others)}"
        )
    check_positive(batch_size=batch_size)
    if not is_integer(seed):
        raise ValueError(f"seed must be an integer. Received: {seed=}")
    check_flag(labels=labels, shuffle=shuffle, flip_and_shift=flip_and_shift)


def _check(source, batch_size, labels, flip_and_shift):
    if source.size < batch_size:
        raise ValueError(
            "A data set must hold at least one batch: batch_size must be at "
            f"most {source.size}. "
            f"Received: {source.size} images, batch_size={batch_size}"
        )
    if labels and source.labels is None:
        raise ValueError("This data set has no labels. Received: labels=True")
    if flip_and_shift and len(source.image_shape) != 3:
        raise ValueError(
            "Only images (height, width, channels) can be flipped and shifted. "
            f"Received: flip_and_shift={flip_and_shift}, data of shape "
            f"{source.image_shape}"
        )


def _flipped_and_shifted(images, seed):
    """Random horizontal flips and shifts, a pure function of the seed.

    The layers of keras-cv draw from a stateful generator, whose order parallel
    maps and resumed trainings would change. So the random numbers are drawn
    here, and the layers only transform the images.
    """
    import keras_cv
    import tensorflow as tf

    n = tf.shape(images)[0]
    draws = tf.random.stateless_uniform((3, n, 1), seed)
    flip = keras_cv.layers.RandomFlip("horizontal")
    images = flip.augment_images(
        images,
        {"flip_horizontals": draws[0], "flip_verticals": tf.zeros((n, 1))},
    )
    shift = keras_cv.layers.RandomTranslation(LARGEST_SHIFT, LARGEST_SHIFT)
    images = shift.augment_images(
        images,
        {
            "height_translations": LARGEST_SHIFT * (2 * draws[1] - 1),
            "width_translations": LARGEST_SHIFT * (2 * draws[2] - 1),
        },
    )
    return images
