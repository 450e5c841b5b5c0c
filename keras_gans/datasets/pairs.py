"""Pairs for translation, made from the images of any data set.

Each function takes a `tf.data.Dataset` of float32 image batches `(n, height,
width, channels)` in [-1, 1], drops the labels if there are any, and returns a
data set of `(inputs, targets)`. The targets are the images, and the order of
epochs is that of the data set. All raise a `ValueError` on other arguments.
"""

from keras_gans.datasets.pipeline import counted_epochs
from keras_gans.datasets.record import PairTask
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed
from keras_gans.utils.checks import is_number


def colorize(dataset):
    """Pairs of grey images (luma, Rec. 601) and colour images.

    Inputs are `(n, height, width, 1)`.

    Raises:
        ValueError: On images that are not in colour.
    """
    import tensorflow as tf

    images = without_labels(dataset)
    channels = images.element_spec.shape[-1]
    if channels != 3:
        raise ValueError(
            "colorize needs colour images, of 3 channels. Received: images "
            f"of {channels}"
        )
    return pairs(images, tf.image.rgb_to_grayscale)


def edges(dataset):
    """Pairs of line drawings and images.

    Lines are dark where the images change: the darkness is the length of the
    Sobel gradient of the luma, black from a quarter of its range on. Inputs are
    `(n, height, width, 1)`.
    """
    import tensorflow as tf

    def draw(images):
        if images.shape[-1] in (3, 4):
            images = tf.image.rgb_to_grayscale(images[..., :3])
        # The gradient at an edge from black to white has length 8.
        length = tf.norm(tf.image.sobel_edges(images), axis=-1)
        return 1.0 - tf.minimum(length, 2.0)

    return pairs(without_labels(dataset), draw)


def inpaint(dataset, hole=0.5, seed=None):
    """Pairs of images with a square hole (grey, 0) and whole images.

    After Pathak et al. 2016, "Context Encoders: Feature Learning by
    Inpainting" (arXiv:1604.07379), whose hole is half as wide as the image.

    Args:
        dataset: `tf.data.Dataset` of images.
        hole: Number between 0 and 1, the hole's sides as a share of the
            image's.
        seed: `None` for a hole in the centre; an integer for a random place,
            which differs between images and epochs.

    Raises:
        ValueError: On a hole that has no pixel or all pixels of the image.
    """
    import tensorflow as tf

    images = without_labels(dataset)
    height, width = images.element_spec.shape[1:3]
    check_seed(seed)
    is_share = is_number(hole) and 0 < hole < 1
    share = hole if is_share else 0
    sides = round(share * height), round(share * width)
    if not (0 < sides[0] < height and 0 < sides[1] < width):
        raise ValueError(
            "hole must leave some pixels of the image, and cover some. "
            "Received: "
            f"{hole=}, images of {height}x{width}"
        )
    if seed is None:
        centre = tf.fill((1, 2), 0.5)
        return pairs(images, lambda x: _with_hole(x, sides, centre))

    def cut(images, key):
        shape = (tf.shape(images)[0], 2)
        places = tf.random.stateless_uniform(shape, key + [seed, 0])
        return _with_hole(images, sides, places), images

    return tf.data.Dataset.zip(images, _keys()).map(cut)


def downscale(dataset, factor=4):
    """Pairs of coarse and fine images, both of the same size.

    Inputs are means over squares of `factor` by `factor` pixels.

    Raises:
        ValueError: On images whose height or width is no multiple of `factor`.
    """
    import tensorflow as tf

    check_positive(factor=factor)
    images = without_labels(dataset)
    height, width = images.element_spec.shape[1:3]
    if height % factor or width % factor:
        raise ValueError(
            "The images' size must be a multiple of factor. Received: "
            f"factor={factor}, images of {height}x{width}"
        )

    def coarse(images):
        means = tf.nn.avg_pool2d(images, factor, factor, "VALID")
        return tf.repeat(tf.repeat(means, factor, axis=1), factor, axis=2)

    return pairs(images, coarse)


def without_labels(dataset):
    """The data set of the images alone, checked."""
    import tensorflow as tf

    if not isinstance(dataset, tf.data.Dataset):
        raise ValueError(
            "Pairs need a tf.data.Dataset of batches of images, such as "
            f"datasets.mnist(). Received: {type(dataset).__name__}"
        )
    spec = dataset.element_spec
    first = spec[0] if isinstance(spec, tuple) else spec
    shape = getattr(first, "shape", tf.TensorShape(None))
    if shape.rank != 4 or None in shape[1:] or not first.dtype.is_floating:
        raise ValueError(
            "Pairs need batches of float images in [-1, 1], of shape (n, "
            "height, width, channels) with a known size. "
            f"Received: batches of {first}"
        )
    if first is spec:
        return dataset
    return dataset.map(lambda images, *labels: images)


def pairs(images, make_inputs):
    """The data set of `(make_inputs(images), images)`."""
    return images.map(lambda images: (make_inputs(images), images))


def _keys():
    """An endless data set of `(epoch, batch)` numbers."""
    import tensorflow as tf

    def one_epoch(epoch):
        numbers = tf.data.Dataset.counter()
        return numbers.map(lambda number: tf.stack([epoch, number]))

    # Without a known length, the data set it is zipped with would lose its own.
    endless = tf.data.experimental.assert_cardinality(
        tf.data.INFINITE_CARDINALITY
    )
    return counted_epochs(one_epoch).apply(endless)


def _with_hole(images, sides, places):
    """Images `(n, h, w, c)` with a hole of size `sides` each.

    `places` `(n, 2)` in [0, 1) are the holes' positions: 0 at the top or left
    border, 1 at the bottom or right.
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


COLORIZE = PairTask(colorize, input_channels=1)
EDGES = PairTask(edges, input_channels=1)
INPAINT = PairTask(inpaint)
DOWNSCALE = PairTask(downscale)
