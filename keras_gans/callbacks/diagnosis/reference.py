"""Real images, with which samples are compared inside `fit`."""

import math

import numpy as np

from keras_gans.metrics.nearest_neighbours import nearest_neighbours
from keras_gans.metrics.sample_diversity import sample_diversity
from keras_gans.training.batches import first_images

# Real images that are kept, as pixels of at most SIDE x SIDE.
KEPT, SIDE = 2000, 16
# Of the distances to nearest neighbours, which one: a tenth of the samples is
# enough to show copies.
QUANTILE = 0.1


class Reference:
    """What samples are compared with: the pixels of real images.

    Of the images, most stand for the training set; a few are held out, to
    learn how far an image is from the training set that is none of its copies.

    Args:
        images: Float array `(m, height, width, channels)` or `(m, d)`, m at
            least 8.
        n: Positive integer, how many samples are compared; m, if that is less.
    """

    def __init__(self, images, n):
        if len(images) < 8:
            raise ValueError(
                f"real must hold at least 8 images. Received: {len(images)}"
            )
        real = pixels(images)
        self.n = n = min(n, len(real))
        held = min(n, len(real) // 4)
        self.train = real[held:]
        self.diversity = sample_diversity(real[:n])
        self.distance = self._distance(real[:held])
        if not self.diversity:
            raise ValueError(
                "real must hold different images. Received: the same, "
                f"{n} times"
            )

    def compare(self, samples):
        """Their `diversity` and `neighbour_ratio`, relative to real images.

        The ratio is left out where a tenth of the real images are copies of
        others: there is nothing to compare with.
        """
        samples = pixels(samples[: self.n])
        if not np.isfinite(samples).all():
            return {"diversity": math.nan}
        found = {"diversity": sample_diversity(samples) / self.diversity}
        if self.distance:
            found["neighbour_ratio"] = self._distance(samples) / self.distance
        return found

    def _distance(self, samples):
        """A low quantile of the distances to the nearest training images."""
        _, distances = nearest_neighbours(samples, self.train)
        return float(np.quantile(distances, QUANTILE))


def pixels(images):
    """Flattened images, averaged over squares until they have SIDE a side."""
    n, *shape = images.shape
    if len(shape) == 3:
        height, width, channels = shape
        size = -(-max(height, width) // SIDE)
        rows, columns = max(height // size, 1), max(width // size, 1)
        images = images[:, : rows * size, : columns * size]
        images = images.reshape(n, rows, -1, columns, size, channels)
        images = images.mean(axis=(2, 4))
    return np.reshape(images, (n, -1)).astype("float64")


def some(real, seed):
    """At most KEPT of the real images, in an order that says nothing."""
    images = real if hasattr(real, "shape") else first_images(real, KEPT)
    rows = np.random.default_rng(seed).permutation(len(images))[:KEPT]
    return np.asarray(images)[rows]
