"""Extractor: from images to the features and classes that scores compare."""

import typing
import warnings

import keras
import numpy as np

from keras_gans.utils.checks import check_positive


class Features(typing.NamedTuple):
    """What a network sees in images.

    Attributes:
        features: Float32 array `(n, d)`.
        probabilities: Float64 array `(n, k)` of class probabilities.
    """

    features: np.ndarray
    probabilities: np.ndarray


class Extractor:
    """A network, in inference mode, with all that determines its features.

    A subclass sets the attributes and fills `outputs`.

    Attributes:
        name: Text for names of protocols, such as `"fid-inception"`.
        weights: Hash of the network's weights.
        resize: Text, how images come to the network's size.
        channels: Channels of the network's images, or `None` for any.
        details: Dictionary of what else is worth knowing.
    """

    name = None
    weights = None
    resize = None
    channels = None
    details: typing.ClassVar = {}

    def outputs(self, images):
        """Features `(n, d)` and probabilities `(n, k)` of a checked batch."""
        raise NotImplementedError

    def __call__(self, images, batch_size=100, verbose=False):
        """Features of any number of images.

        Args:
            images: Float array `(n, height, width, channels)` in [-1, 1], or
                an iterable of such batches, such as a `tf.data.Dataset`; of
                pairs with labels, the labels are left aside. Grey images are
                repeated for a network of colour images, with a warning.
            batch_size: Positive integer, images at a time of an array.
            verbose: Whether to show a progress bar.

        Returns:
            `Features`.

        Raises:
            ValueError: On integers, values outside [-1, 1], NaN, or other
                shapes.
        """
        check_positive(batch_size=batch_size)
        batches, total = _batches(images, batch_size)
        progress = keras.utils.Progbar(
            total, verbose=int(verbose), unit_name="image"
        )
        parts = []
        for batch in batches:
            batch = check_images(batch, self.channels)
            parts.append(self.outputs(batch))
            progress.add(len(batch))
        if not parts:
            raise ValueError("images must not be empty. Received: no batch")
        features, probabilities = zip(*parts, strict=True)
        return Features(
            np.concatenate(features).astype("float32"),
            np.concatenate(probabilities).astype("float64"),
        )


def softmax(logits):
    """Class probabilities, in float64."""
    logits = np.asarray(logits, "float64")
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def check_images(images, channels=None):
    """Images as float32, with as many channels as a network asks for."""
    images = np.asarray(images)
    if images.ndim != 4 or not np.issubdtype(images.dtype, np.floating):
        raise ValueError(
            "images must be floats of shape (n, height, width, channels) in "
            f"[-1, 1]; datasets.scale makes them of integers. "
            f"Received: {images.dtype} of shape {images.shape}"
        )
    if not len(images):
        raise ValueError("images must not be empty. Received: an empty batch")
    low, high = images.min(), images.max()
    # NaN is not within, either.
    if not (low >= -1.001 and high <= 1.001):
        raise ValueError(
            "images must be in [-1, 1]. "
            f"Received: values from {low:g} to {high:g}"
        )
    if channels == 3 and images.shape[-1] == 1:
        warnings.warn(
            "Grey images are repeated in three channels for a network of "
            "colour images",
            stacklevel=3,
        )
        images = np.repeat(images, 3, axis=-1)
    if channels not in (None, images.shape[-1]):
        raise ValueError(
            f"images must have {channels} channels for this network. "
            f"Received: {images.shape[-1]}"
        )
    return images.astype("float32")


def _batches(images, batch_size):
    """Batches of an array or an iterable, and how many images in all."""
    if hasattr(images, "shape"):
        starts = range(0, len(images), batch_size)
        return (images[i : i + batch_size] for i in starts), len(images)
    return without_labels(images), None


def without_labels(batches):
    """The images of batches, which may be pairs with labels."""
    return (b[0] if isinstance(b, tuple | list) else b for b in batches)


def take(images, n):
    """The first n images of an array or of batches, or all of fewer."""
    if hasattr(images, "shape"):
        taken = np.asarray(images[:n])
    else:
        parts, count = [], 0
        for batch in without_labels(images):
            parts.append(np.asarray(batch))
            count += len(batch)
            if count >= n:
                break
        taken = np.concatenate(parts)[:n] if parts else np.empty((0,))
    return taken
