"""Extractor: maps images to the features and classes that scores compare."""

import typing

import numpy as np

from keras_gans.images.values import check_image_values
from keras_gans.images.values import warn_of_unsigned
from keras_gans.metrics.feature_statistics import FeatureStatistics
from keras_gans.metrics.linear_probe import check_labels
from keras_gans.training.kinds import check_ends
from keras_gans.utils.arrays import is_array
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_positive
from keras_gans.utils.progress import counted
from keras_gans.utils.warnings import warn


class Features(typing.NamedTuple):
    """What a network sees in images.

    Attributes:
        features: Float32 array `(n, d)`.
        probabilities: Float64 array `(n, k)` of class probabilities; `None`
            if the network knows no classes.
        labels: Int array `(n,)`, the classes that the images were generated
            for; `None` where there are none.
        source: The `identity` of the extractor; `None` where it is unknown.
    """

    features: np.ndarray
    probabilities: np.ndarray | None
    labels: np.ndarray | None = None
    source: list | None = None

    @property
    def statistics(self):
        """The `FeatureStatistics` of the features."""
        return FeatureStatistics(self.features)

    @property
    def number(self):
        """The number of images."""
        return len(self.features)


class Extractor:
    """A network in inference mode, with everything that fixes its features.

    A subclass must define `outputs` and should set the attributes.

    Attributes:
        name: Text for names of protocols, such as `"fid-inception"`.
        weights: Hash of the network's weights.
        resize: Text, how images are resized for the network.
        channels: Channels of the network's images, or `None` for images,
            signals and volumes of any shape.
        has_classes: Whether the network knows classes.
        details: Dictionary of further facts, reported with every score.
    """

    name = None
    weights = None
    resize = None
    channels = None
    has_classes = True
    details: typing.ClassVar = {}

    def outputs(self, images):
        """Features and probabilities of a batch.

        Args:
            images: Float32 array `(n, height, width, channels)` in [-1, 1].

        Returns:
            A float array `(n, d)`, and one `(n, k)` of class probabilities or
            `None`.
        """
        raise NotImplementedError(f"{type(self).__name__} must define outputs")

    @property
    def identity(self):
        """What its features follow from besides the images, a list for JSON."""
        return [self.name, self.weights, self.resize, self.details]

    @property
    def distance(self):
        """The name of `distances` in names of protocols."""
        return self.name

    @property
    def distance_resize(self):
        """How `distances` resizes images, a text."""
        return self.resize

    def distances(self, a, b):
        """Perceptual distances of the images of a batch from those of another.

        By default they are the squared Euclidean distances of the features.

        Args:
            a: Float32 array `(n, height, width, channels)` in [-1, 1].
            b: Float32 array of the same shape.

        Returns:
            Float64 array `(n,)`.
        """
        features, _ = self.outputs(np.concatenate([a, b]))
        a, b = np.split(np.asarray(features, "float64"), 2)
        return np.square(a - b).sum(axis=1)

    def __call__(self, images, batch_size=100, verbose=False, *, labels=None):
        """Features of any number of images.

        Args:
            images: Float array `(n, height, width, channels)` in [-1, 1], or
                an iterable of such batches, such as a `tf.data.Dataset`. The
                labels in pairs of images and labels are ignored. Grey images
                are repeated for a network of colour images, with a warning.
            batch_size: Positive integer, images in a batch of an array.
            verbose: Whether to show a progress bar.
            labels: Int array `(n,)`, the classes that the images were
                generated for, or `None`; passed on in the result.

        Returns:
            `Features`.

        Raises:
            TypeError: If images are not floating point, or no arrays.
            ValueError: On values outside [-1, 1], NaN, or another shape, or
                labels that are no integers or not one for each image.
        """
        check_positive(batch_size=batch_size)
        batches, total = _batches(images, batch_size)
        if labels is not None and total is not None:
            labels = check_labels("labels", labels, total)
        parts, lowest = [], 1.0
        with counted(total, "features", is_shown=verbose) as advance:
            for batch in batches:
                any_rank = self.channels is None
                batch = prepare_images(batch, self.channels, any_rank)
                lowest = min(lowest, float(batch.min()))
                parts.append(_checked(self, self.outputs(batch), len(batch)))
                advance(len(batch))
        if not parts:
            raise ValueError("images must not be empty. Received: no batch")
        features, probabilities = zip(*parts, strict=True)
        features = np.concatenate(features).astype("float32")
        warn_of_unsigned(lowest, len(features))
        if labels is not None:
            labels = check_labels("labels", labels, len(features))
        if probabilities[0] is None:
            return Features(features, None, labels, self.identity)
        probabilities = np.concatenate(probabilities).astype("float64")
        return Features(features, probabilities, labels, self.identity)


def _checked(extractor, outputs, n):
    """The outputs of an extractor for n images, which may be a user's own."""
    shapes = None
    if isinstance(outputs, tuple | list):
        shapes = [None if x is None else tuple(np.shape(x)) for x in outputs]
    if (
        shapes is None
        or len(shapes) != 2
        or any(s is not None and (len(s) != 2 or s[0] != n) for s in shapes)
        or shapes[0] is None
    ):
        received = shapes or f"one {type(outputs).__name__}"
        raise ValueError(
            f"{type(extractor).__name__}.outputs must return two arrays, "
            "features (n, d) and class probabilities (n, k), or None for the "
            f"second. Received for {n} images: {received}"
        )
    return outputs


def softmax(logits):
    """Class probabilities, in float64."""
    logits = np.asarray(logits, "float64")
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def prepare_images(images, channels=None, any_rank=False):
    """Images as float32, checked, with as many channels as a network takes.

    With `any_rank`, they may also be signals or volumes.
    """
    if not is_array(images):
        raise TypeError(
            "images must be arrays. Received: a batch of type "
            f"{type(images).__name__}"
        )
    images = to_numpy(images)
    fits = images.ndim == 4 or (any_rank and images.ndim > 2)
    if not fits or not len(images):
        raise ValueError(
            "images must be of shape (n, height, width, channels), not empty. "
            f"Received: shape {images.shape}"
        )
    check_image_values(images, "images")
    if channels == 3 and images.shape[-1] == 1:
        warn(
            "Grey images are repeated in three channels for a network of "
            "colour images",
        )
        images = np.repeat(images, 3, axis=-1)
    if channels not in (None, images.shape[-1]):
        raise ValueError(
            f"images must have {channels} channels for this network; take an "
            f"extractor of images like yours. Received: {images.shape[-1]}"
        )
    return images.astype("float32")


def _batches(images, batch_size):
    """Batches of an array or an iterable, and the number of images if known."""
    is_iterable = hasattr(images, "__iter__") or hasattr(images, "__getitem__")
    if not is_iterable or isinstance(images, str | dict):
        raise TypeError(
            "images must be an array, or batches of images such as a "
            "tf.data.Dataset; `keras_gans.datasets.image_folder` reads files. "
            f"Received: images of type {type(images).__name__}"
        )
    if is_array(images):
        starts = range(0, len(images), batch_size)
        return (images[i : i + batch_size] for i in starts), len(images)
    check_ends(images, "images")
    return without_labels(images), None


def without_labels(batches):
    """The images of batches, which may be pairs of images and labels."""
    return (b[0] if isinstance(b, tuple | list) else b for b in batches)


def check_extractor(extractor):
    """Raises a `TypeError` unless an object is an `Extractor`."""
    if not isinstance(extractor, Extractor):
        raise TypeError(
            "extractor must be a network for features, such as "
            "metrics.InceptionV3Features(); metrics.ClassifierFeatures(model) "
            "makes one of a classifier, and a subclass of metrics.Extractor of "
            f"any function. Received: extractor={extractor!r}"
        )
