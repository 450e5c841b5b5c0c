"""Nearest neighbours: has the generator memorised its training set?"""

import typing

import numpy as np

from keras_gans.images.grids import image_grid
from keras_gans.images.values import check_image_values
from keras_gans.metrics.distances import squared_distances
from keras_gans.metrics.feature_checks import check_features
from keras_gans.utils.arrays import to_array
from keras_gans.utils.checks import check_positive


class Neighbours(typing.NamedTuple):
    """The training images nearest to each sample, nearest first.

    Attributes:
        indices: Int array `(n, k)` of training images.
        distances: Float64 array `(n, k)` of Euclidean distances.
    """

    indices: np.ndarray
    distances: np.ndarray


def nearest_neighbours(samples, train, k=1):
    """Finds the k training images nearest to each sample.

    Samples of a generator that memorises are much nearer to the training set
    than real images that it has not seen: `find_copies` compares the distances
    with those of a test set. Use features rather than pixels: a copy shifted by
    one pixel is far away in pixels.

    Args:
        samples: Float array `(n, d)`, features of generated images.
        train: Float array `(m, d)`, features of the training set.
        k: Integer from 1 to m.

    Returns:
        `Neighbours`.

    Raises:
        ValueError: On another shape, NaN, different d, or k out of range.
    """
    samples, train = check_features(samples=samples, train=train)
    check_positive(k=k)
    if k > len(train):
        raise ValueError(
            "k must be at most the number of training images. "
            f"Received: k={k} and {len(train)} images"
        )
    indices = np.empty((len(samples), k), "int64")
    distances = np.empty((len(samples), k))
    for rows, block in squared_distances(samples, train):
        nearest = np.argpartition(block, k - 1, axis=1)[:, :k]
        squares = np.take_along_axis(block, nearest, axis=1)
        order = np.argsort(squares, axis=1)
        indices[rows] = np.take_along_axis(nearest, order, axis=1)
        distances[rows] = np.sqrt(np.take_along_axis(squares, order, axis=1))
    return Neighbours(indices, distances)


def neighbour_grid(samples, train, neighbours, row_labels=None):
    """Draws each sample at the left of its nearest training images.

    Args:
        samples: Float array `(n, height, width, channels)` in [-1, 1].
        train: Float array `(m, height, width, channels)` in [-1, 1].
        neighbours: `Neighbours` of the samples among the training images.
        row_labels: List of n texts, as for `images.image_grid`, or `None`.

    Returns:
        A `PIL.Image` of n rows.

    Raises:
        TypeError: If images hold integers.
        ValueError: If images have values outside [-1, 1] or different shapes,
            or are others than those that `neighbours` are of.
    """
    samples, train = to_array("samples", samples), to_array("train", train)
    for name, x in {"samples": samples, "train": train}.items():
        check_image_values(x, name)
    n, last = len(neighbours.indices), int(neighbours.indices.max())
    fits = len(samples) == n and len(train) > last
    if not fits or samples.shape[1:] != train.shape[1:]:
        raise ValueError(
            "samples and train must be the images that neighbours are of, all "
            f"of one shape. Received: samples of shape {samples.shape}, train "
            f"of shape {train.shape}, neighbours of {n} samples, the last of "
            f"them number {last}"
        )
    columns = [samples[:, None], train[neighbours.indices]]
    images = np.concatenate(columns, axis=1)
    rows, columns, *shape = images.shape
    return image_grid(
        images.reshape(rows * columns, *shape), columns, row_labels
    )
