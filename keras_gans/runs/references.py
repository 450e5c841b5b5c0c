"""Pictures and statistics of the user's own that scores compare with."""

import copy
import hashlib
from pathlib import Path

import numpy as np

from keras_gans.datasets import scale
from keras_gans.datasets.picture_files import find_valid_pictures
from keras_gans.images.reading import ImageReader
from keras_gans.metrics.extractors.feature_cache import digesting
from keras_gans.metrics.stored_statistics import read_statistics


class FolderImages:
    """The pictures of a folder, in their own sizes.

    Args:
        folder: Folder.
        argument: Text, the caller's argument that errors name.
        n: Positive integer, the most pictures, chosen at random; `None` for
            all.
        skip_corrupt: Whether to leave corrupt pictures out.
    """

    data = ()

    def __init__(self, folder, argument, n=None, skip_corrupt=False):
        self._all = find_valid_pictures(folder, skip_corrupt, argument)
        self.files = self._all if n is None else _chosen(self._all, n)
        self.name = f"folder {folder}"

    def __len__(self):
        return len(self.files)

    def features(self, extractor, verbose):
        """Their `Features`, and a digest of the images."""
        digest = hashlib.sha256()
        pictures = read_pictures(self.files, extractor.channels)
        features = extractor(digesting(pictures, digest), verbose=verbose)
        return features, digest.hexdigest()

    def training(self):
        """All pictures, and `None`."""
        whole = copy.copy(self)
        whole.files = self._all
        return whole, None

    def some(self, rows, shape=None):
        """The pictures with these numbers, of a shape or that of the first."""
        files = [self.files[i] for i in rows]
        if shape is None:
            shape = ImageReader(files, "original", 3).read(files[0]).shape
        reader = ImageReader(files, shape[:2], shape[2])
        return scale(reader(range(len(files))))


class StatisticsFile:
    """The statistics of real images in a file, as of pytorch-fid.

    Args:
        path: Path of the file, see `metrics.read_statistics`.
    """

    data = ()

    def __init__(self, path):
        self.path = Path(path)
        self.statistics = read_statistics(path)
        self.name = f"statistics {path}"

    def features(self, extractor, verbose):
        """The statistics, and a digest of the file.

        Raises:
            ValueError: If they are not of as many features as the extractor's.
        """
        del verbose
        self.check(extractor)
        return self.statistics, hashlib.sha256(
            self.path.read_bytes()
        ).hexdigest()

    def check(self, extractor):
        """Raises if they are not of as many features as the extractor's."""
        blank = np.zeros((1, 32, 32, extractor.channels or 3), "float32")
        d = extractor(blank).features.shape[1]
        if d != len(self.statistics.mean):
            raise ValueError(
                "features must be of the network that made the statistics in "
                f"{self.path}, with {len(self.statistics.mean)} "
                "features, such as fid for the 2,048 of pytorch-fid. "
                f"Received: {extractor.name}, with {d}"
            )


def reference_in(path, argument, n=None, skip_corrupt=False):
    """What a path holds to compare with: pictures, or statistics of some.

    Args:
        path: Folder, or an `.npz` file.
        argument: Text, the caller's argument that errors name.
        n: As for `FolderImages`.
        skip_corrupt: As for `FolderImages`.
    """
    if is_statistics(path):
        return StatisticsFile(path)
    return FolderImages(path, argument, n, skip_corrupt)


def is_statistics(path):
    """Whether a path is that of an `.npz` file."""
    return Path(path).suffix.lower() == ".npz" and Path(path).is_file()


def _chosen(files, n):
    order = np.random.default_rng(0).permutation(len(files))
    return [files[i] for i in sorted(order[:n])]


def read_pictures(files, channels, batch_size=100):
    """Batches of consecutive pictures of the same size, in [-1, 1].

    Args:
        files: Paths of at least one picture.
        channels: 1 or 3.
        batch_size: Positive integer, the most pictures in a batch.

    Yields:
        Float32 arrays `(n, height, width, channels)`.
    """
    reader = ImageReader(files, "original", channels)
    batch = []
    for file in files:
        picture = reader.read(file)
        if batch and (
            len(batch) == batch_size or picture.shape != batch[0].shape
        ):
            yield scale(np.stack(batch))
            batch = []
        batch.append(picture)
    yield scale(np.stack(batch))
