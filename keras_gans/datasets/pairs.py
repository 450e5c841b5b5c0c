"""Pairs for translation, made from the images of any data set.

Each function takes a `tf.data.Dataset` of float32 image batches `(n, height,
width, channels)` in [-1, 1], drops the labels if there are any, and returns one
of `(inputs, targets)`. The targets are the images, and the order of epochs is
that of the data set. All raise a `ValueError` on anything else.
"""

import numbers

import numpy as np

from keras_gans.training.batches import set_epoch
from keras_gans.utils.checks import check_positive

# Colours of label maps, those of matplotlib's "tab10", told apart at a glance.
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
# Numbers of classes that a map can have.
CLASSES = range(2, len(PALETTE) + 1)


def colorize(dataset):
    """Grey images (their luma, Rec. 601) to colour.

    Inputs are `(n, height, width, 1)`.

    Raises:
        ValueError: On images that are not in colour.
    """
    import tensorflow as tf

    images = _images(dataset)
    channels = images.element_spec.shape[-1]
    if channels != 3:
        raise ValueError(
            "colorize needs images in colour, of 3 channels. Received: images "
            f"of {channels}"
        )
    return _pairs(images, tf.image.rgb_to_grayscale)


def edges(dataset):
    """Drawings to images: dark lines where the images change.

    The lines are the length of the Sobel gradient of the image's luma, black
    from a quarter of the range on. Inputs are `(n, height, width, 1)`.
    """
    import tensorflow as tf

    def draw(images):
        if images.shape[-1] == 3:
            images = tf.image.rgb_to_grayscale(images)
        # An edge from black to white is one of length 8.
        length = tf.norm(tf.image.sobel_edges(images), axis=-1)
        return 1.0 - tf.minimum(length, 2.0)

    return _pairs(_images(dataset), draw)


def inpaint(dataset, hole=0.5, seed=None):
    """Images with a square hole (grey, 0) to whole ones.

    After Pathak et al. 2016, "Context Encoders: Feature Learning by
    Inpainting" (arXiv:1604.07379), whose hole is half as wide as the image.

    Args:
        dataset: Of images.
        hole: Number between 0 and 1, the hole's sides as a share of the
            image's.
        seed: `None` for a hole in the centre; an integer for one anywhere, in
            another place for each image and epoch.

    Raises:
        ValueError: On a hole of no pixel, or of all.
    """
    import tensorflow as tf

    images = _images(dataset)
    height, width = images.element_spec.shape[1:3]
    sides = round(hole * height), round(hole * width)
    if not (0 < sides[0] < height and 0 < sides[1] < width):
        raise ValueError(
            "hole must leave pixels of the image, and take some. Received: "
            f"hole={hole}, images of {height}x{width}"
        )
    if seed is None:
        centre = tf.fill((1, 2), 0.5)
        return _pairs(images, lambda x: _with_hole(x, sides, centre))

    def cut(images, key):
        shape = (tf.shape(images)[0], 2)
        places = tf.random.stateless_uniform(shape, key + [seed, 0])
        return _with_hole(images, sides, places), images

    return tf.data.Dataset.zip(images, _keys()).map(cut)


def downscale(dataset, factor=4):
    """Coarse images to fine ones, both of one size.

    Inputs are means over squares of `factor` by `factor` pixels.

    Raises:
        ValueError: On images that are not a multiple of `factor` in size.
    """
    import tensorflow as tf

    check_positive(factor=factor)
    images = _images(dataset)
    height, width = images.element_spec.shape[1:3]
    if height % factor or width % factor:
        raise ValueError(
            "The images' size must be a multiple of factor. Received: "
            f"factor={factor}, images of {height}x{width}"
        )

    def coarse(images):
        means = tf.nn.avg_pool2d(images, factor, factor, "VALID")
        return tf.repeat(tf.repeat(means, factor, axis=1), factor, axis=2)

    return _pairs(images, coarse)


def label_map(dataset, classes=5, seed=0, *, centres=None):
    """Maps of a few areas, each in the colour of its class, to images.

    A pixel is of the class whose colour is nearest to the mean of its
    neighbourhood (5x5), without which maps would be speckled. Classes have the
    first colours of `PALETTE`.

    Args:
        dataset: Of images.
        classes: As for `label_map_centres`, which finds the classes' colours in
            these images.
        seed: As for it.
        centres: The colours instead, those of other images: float array `(k,
            channels)`, k from 2 to 10. A model needs those it was trained with.

    Raises:
        ValueError: On centres of another shape, or as `label_map_centres`.
    """
    import tensorflow as tf

    images = _images(dataset)
    if centres is None:
        centres = label_map_centres(images, classes, seed)
    shape, channels = np.shape(centres), images.element_spec.shape[-1]
    if shape not in [(k, channels) for k in CLASSES]:
        raise ValueError(
            f"centres must be of shape (k, {channels}), k from {CLASSES[0]} to "
            f"{CLASSES[-1]}. Received: shape {shape}"
        )
    centres = tf.constant(centres, tf.float32)
    palette = tf.constant(PALETTE, tf.float32) / 127.5 - 1.0

    def segment(images):
        offsets = _smooth(images)[..., None, :] - centres
        nearest = tf.argmin(tf.reduce_sum(offsets**2, axis=-1), axis=-1)
        return tf.gather(palette, nearest)

    return _pairs(images, segment)


def label_map_centres(dataset, classes=5, seed=0):
    """The classes' colours in images, for `label_map` of others.

    They are the clusters of scikit-learn's k-means over pixels of the first
    batches of epoch 0, each the mean of its neighbourhood.

    Args:
        dataset: Of images.
        classes: Integer from 2 to 10, their number k.
        seed: Non-negative integer, of k-means.

    Returns:
        Float32 array `(k, channels)`, from dark to bright.

    Raises:
        ValueError: On another number of classes, or an empty data set.
    """
    from sklearn.cluster import KMeans

    whole = isinstance(classes, numbers.Integral)
    if not whole or classes not in CLASSES:
        raise ValueError(
            f"classes must be an integer from {CLASSES[0]} to {CLASSES[-1]}. "
            f"Received: classes={classes}"
        )
    means = KMeans(classes, n_init=1, random_state=seed)
    centres = means.fit(_first_pixels(_images(dataset))).cluster_centers_
    return centres[np.argsort(centres.sum(axis=1))].astype("float32")


# What can be made of a data set's images, by name.
PAIRS = {
    "colorize": colorize,
    "edges": edges,
    "inpaint": inpaint,
    "downscale": downscale,
    "label_map": label_map,
}


def _images(dataset):
    """The data set without its labels."""
    import tensorflow as tf

    if not isinstance(dataset, tf.data.Dataset):
        raise ValueError(
            "Pairs are made of a tf.data.Dataset of batches of images, such as "
            f"those of datasets. Received: {type(dataset).__name__}"
        )
    images = dataset.map(lambda images, labels=None: images)
    if len(shape := images.element_spec.shape) != 4:
        raise ValueError(
            "Pairs are made of batches (n, height, width, channels). "
            f"Received: a data set of shape {shape}"
        )
    return images


def _pairs(images, make_inputs):
    return images.map(lambda images: (make_inputs(images), images))


def _keys():
    """Without end, the number of the epoch and that of the batch in it."""
    import tensorflow as tf

    with tf.device("CPU"):
        next_epoch = tf.Variable(0, dtype=tf.int64, trainable=False)

    def one_epoch(_):
        epoch = next_epoch.assign_add(1) - 1
        numbers = tf.data.Dataset.counter()
        return numbers.map(lambda number: tf.stack([epoch, number]))

    epochs = tf.data.Dataset.from_tensors(0).flat_map(one_epoch)
    epochs.set_epoch = next_epoch.assign
    # Otherwise nobody knows how many batches there are beside them.
    endless = tf.data.experimental.assert_cardinality(
        tf.data.INFINITE_CARDINALITY
    )
    return epochs.apply(endless)


def _with_hole(images, sides, places):
    """Images `(n, h, w, c)`, a hole of `sides` at `places` `(n, 2)` in [0, 1).

    0 is as far up or left as the hole can be, 1 as far down or right.
    """
    import tensorflow as tf

    inside = []
    for axis in (0, 1):
        size = images.shape[1 + axis]
        start = tf.floor(places[:, axis] * (size - sides[axis] + 1))[:, None]
        pixels = tf.range(size, dtype=tf.float32)
        inside.append((pixels >= start) & (pixels < start + sides[axis]))
    is_hole = inside[0][:, :, None, None] & inside[1][:, None, :, None]
    return tf.where(is_hole, 0.0, images)


def _smooth(images):
    import tensorflow as tf

    return tf.nn.avg_pool2d(images, 5, 1, "SAME")


def _first_pixels(images, n=50_000):
    """Smooth pixels `(n, channels)` of epoch 0, fewer where it has no more."""
    pixels, count = [], 0
    set_epoch(images, 0)
    for batch in images:
        smooth = _smooth(batch).numpy()
        # Every second row and column is enough of neighbourhoods of five.
        pixels.append(smooth[:, ::2, ::2].reshape(-1, smooth.shape[-1]))
        count += len(pixels[-1])
        if count >= n:
            break
    set_epoch(images, 0)
    if not pixels:
        raise ValueError(
            "label_map needs at least one batch to find colours in. "
            "Received: an empty data set"
        )
    return np.concatenate(pixels)[:n]
