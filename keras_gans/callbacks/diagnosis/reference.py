"""Reference: real images that samples are compared with in `fit`."""

import math

import numpy as np

from keras_gans.metrics.nearest_neighbours import nearest_neighbours
from keras_gans.metrics.sample_diversity import sample_diversity
from keras_gans.training.batches import first_images
from keras_gans.utils.arrays import is_array
from keras_gans.utils.arrays import to_numpy

# The most real images to keep, and the most pixels on a side of each.
KEPT, SIDE = 2000, 16
# Quantile of the distances to nearest neighbours. It is low, so that copies
# show if a tenth of the samples are copies.
QUANTILE = 0.1
# The fewest real images of which a quarter tells how far apart they are.
FEWEST = 8


class Incomparable(Exception):
    """Says why samples cannot be compared with real images."""


class Reference:
    """The pixels of real images, to compare samples with.

    At most a quarter of the images is held out; the rest represents the
    training set. The held-out images show how far new images, which are not
    copies, are from the training set.

    Args:
        images: Float array `(m, height, width, channels)` or `(m, d)`, m at
            least 8.
        n: Positive integer, number of samples to compare; at most m are.

    Raises:
        Incomparable: If the images are too few, or all the same.
    """

    def __init__(self, images, n):
        if len(images) < FEWEST:
            raise Incomparable(
                f"at least {FEWEST} are needed. Received: {len(images)}"
            )
        real = pixels(images)
        self.n = n = min(n, len(real))
        held = min(n, len(real) // 4)
        self.train = real[held:]
        self.diversity = sample_diversity(real[:n])
        self.distance = self._distance(real[:held])
        if not self.diversity:
            raise Incomparable(
                f"they must differ. Received: {n} times the same image"
            )

    def compare(self, samples):
        """`diversity` and `neighbour_ratio` of samples, as a dictionary.

        Both are relative to real images. The ratio is left out if a tenth of
        the held-out images equal training images, since it would divide by 0.
        """
        samples = pixels(samples[: self.n])
        if not np.isfinite(samples).all():
            return {"diversity": math.nan}
        values = {"diversity": sample_diversity(samples) / self.diversity}
        if self.distance:
            values["neighbour_ratio"] = self._distance(samples) / self.distance
        return values

    def _distance(self, samples):
        """A low quantile of the distances to the nearest training images."""
        _, distances = nearest_neighbours(samples, self.train)
        return float(np.quantile(distances, QUANTILE))


def pixels(images):
    """Flattened images, averaged down to at most SIDE pixels on a side."""
    n, *shape = images.shape
    if len(shape) == 3:
        height, width, channels = shape
        size = -(-max(height, width) // SIDE)
        rows, columns = max(height // size, 1), max(width // size, 1)
        images = images[:, : rows * size, : columns * size]
        images = images.reshape(n, rows, -1, columns, size, channels)
        images = images.mean(axis=(2, 4))
    return np.reshape(images, (n, -1)).astype("float64")


def random_images(real, seed):
    """At most KEPT of the real images, in random order."""
    images = real if is_array(real) else first_images(real, KEPT)
    rows = np.random.default_rng(seed).permutation(len(images))[:KEPT]
    return to_numpy(images)[rows]
