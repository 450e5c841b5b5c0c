"""Pairs of label maps and images, with classes that are clusters of colours."""

import numbers

import numpy as np

from keras_gans.datasets.pairs import pairs
from keras_gans.datasets.pairs import without_labels
from keras_gans.datasets.record import PairTask
from keras_gans.training.batches import first_images
from keras_gans.utils.checks import check_seed

# The colours of label maps are matplotlib's "tab10", which differ clearly.
PALETTE = (
    (31, 119, 180),
    (255, 127, 14),
    (44, 160, 44),
    (214, 39, 40),
    (148, 103, 189),
    (140, 86, 75),
    (227, 119, 194),
    (127, 127, 127),
    (188, 189, 34),
    (23, 190, 207),
)
# The numbers of classes that a map can have.
CLASSES = range(2, len(PALETTE) + 1)


def label_map(dataset, classes=5, seed=0, *, centres=None):
    """Pairs of label maps and images.

    A pixel belongs to the class whose colour is nearest to the mean of the
    pixel's neighbourhood (5x5); without the mean, maps would be speckled. Maps
    show the classes in the first colours of `PALETTE`.

    Args:
        dataset: `tf.data.Dataset` of images.
        classes: As for `label_map_centres`, which finds the classes' colours in
            these images.
        seed: As for `label_map_centres`.
        centres: Float array `(k, channels)`, k from 2 to 10, the classes'
            colours; `None` to find them. A model must be given maps with the
            `centres` of its training.

    Raises:
        ValueError: On `centres` of another shape or number than `classes`, and
            as `label_map_centres`.
    """
    import tensorflow as tf

    images = without_labels(dataset)
    if centres is None:
        centres = label_map_centres(images, classes, seed)
    shape, channels = np.shape(centres), images.element_spec.shape[-1]
    is_known = shape in [(k, channels) for k in CLASSES]
    if not (is_known and np.isfinite(centres).all()):
        raise ValueError(
            f"centres must be finite, of shape (k, {channels}), k from "
            f"{CLASSES[0]} to {CLASSES[-1]}. Received: shape {shape}"
            f"{', with NaN or infinity' if is_known else ''}"
        )
    if classes not in (5, len(centres)):
        raise ValueError(
            "classes must be left out with centres, which are one for each. "
            f"Received: classes={classes}, {len(centres)} centres"
        )
    centres = tf.constant(centres, tf.float32)
    palette = tf.constant(PALETTE, tf.float32) / 127.5 - 1.0

    def segment(images):
        offsets = _smooth(images)[..., None, :] - centres
        nearest = tf.argmin(tf.reduce_sum(offsets**2, axis=-1), axis=-1)
        return tf.gather(palette, nearest)

    return pairs(images, segment)


def label_map_centres(dataset, classes=5, seed=0):
    """The classes' colours in images, for `label_map` of other images.

    They are the clusters that scikit-learn's k-means finds in the pixels of the
    first images of epoch 0, each pixel the mean of its neighbourhood.

    Args:
        dataset: `tf.data.Dataset` of images.
        classes: Integer from 2 to 10, the number k of classes.
        seed: Non-negative integer, seeds k-means.

    Returns:
        Float32 array `(k, channels)`, from dark to bright.

    Raises:
        ValueError: On another number of classes, or an empty data set.
    """
    from sklearn.cluster import KMeans

    check_seed(seed)
    whole = isinstance(classes, numbers.Integral)
    if not whole or classes not in CLASSES:
        raise ValueError(
            f"classes must be an integer from {CLASSES[0]} to {CLASSES[-1]}. "
            f"Received: classes={classes}"
        )
    means = KMeans(classes, n_init=1, random_state=seed)
    centres = means.fit(_first_pixels(without_labels(dataset))).cluster_centers_
    return centres[np.argsort(centres.sum(axis=1))].astype("float32")


def _first_pixels(images, n=50_000):
    """Smoothed pixels `(n, channels)` of epoch 0, or all if they are fewer."""
    import tensorflow as tf

    channels = images.element_spec.shape[-1]

    def pixels(images):
        # Neighbourhoods of five overlap: every second row and column is enough.
        return tf.reshape(_smooth(images)[:, ::2, ::2], (-1, channels))

    return first_images(images.map(pixels), n)


def _smooth(images):
    import tensorflow as tf

    return tf.nn.avg_pool2d(images, 5, 1, "SAME")


def _centres_of(images):
    return {"centres": label_map_centres(images)}


LABEL_MAP = PairTask(label_map, input_channels=3, learn=_centres_of)
