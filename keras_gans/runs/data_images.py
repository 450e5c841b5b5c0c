"""The images of a run's data set, which scores compare with."""

import dataclasses

import numpy as np

from keras_gans.datasets import DATASETS
from keras_gans.metrics.extractors.feature_cache import cached_features
from keras_gans.metrics.extractors.feature_cache import images_digest
from keras_gans.metrics.extractors.mnist_classifier import cache_folder
from keras_gans.runs.data_checks import check_data
from keras_gans.runs.data_checks import check_folders
from keras_gans.training.batches import first_examples


class DataSetImages:
    """The first images of a run's data set in a shuffled order, or all.

    Args:
        config: A `Config`.
        split: `"train"` or `"test"`.
        n: Positive integer, the most images.

    Raises:
        ValueError: On a split that the data set does not have.
    """

    def __init__(self, config, split, n):
        self.images = data_set_images(config, split, n)
        self.data = config.dataset, config.data_dir
        self.name = f"{config.dataset} {split}"
        self._config, self._n = config, n

    def __len__(self):
        return len(self.images)

    def features(self, extractor, verbose):
        """Their `Features`, and a digest of the images."""
        return _features(self.images, extractor, verbose)

    def training(self):
        """All training images, and those that were not trained on or `None`."""
        held = None
        if self._config.record.has_test_split:
            held = DataSetImages(self._config, "test", self._n)
        return TrainingImages(self._config), held


class TrainingImages:
    """All training images of a run, read anew for each use.

    Args:
        config: A `Config`.
    """

    def __init__(self, config):
        self.batches = _plain(config, shuffle=False)
        self.name = f"{config.dataset} train"

    def features(self, extractor, verbose):
        """Their `Features`, and a digest of the images."""
        return _features(self.batches, extractor, verbose)

    def some(self, rows, shape):
        """The images with these numbers, float32 `(n, *shape)`."""
        del shape  # A run's data are of the model's.
        found, start = {}, 0
        for batch in self.batches:
            wanted = {i for i in rows if start <= i < start + len(batch)}
            found |= {i: batch[i - start] for i in wanted}
            start += len(batch)
        return np.stack([found[i] for i in rows])


def _features(images, extractor, verbose):
    """The `Features` of an array or of batches, and their digest."""
    is_array = isinstance(images, np.ndarray)
    digest = images_digest([images] if is_array else images)
    features = cached_features(
        cache_folder(),
        extractor,
        digest,
        lambda: extractor(images, verbose=verbose),
    )
    return features, digest


def data_config(config, data_dir=None, skip_corrupt=False):
    """A checked `Config`, for data that may have been moved or torn.

    Args:
        config: The `Config` of a run.
        data_dir: Folder of the data, if it is not that of the run.
        skip_corrupt: Whether to leave corrupt pictures out.
    """
    changes = {"skip_corrupt": True} if skip_corrupt else {}
    if data_dir:
        changes["data_dir"] = data_dir
    config = dataclasses.replace(config, **changes)
    check_data(config)
    check_folders(config)
    return config


def data_set_images(config, split, n):
    """The first n images of a data set in a shuffled order, or all."""
    return data_set_examples(config, split, n)[0]


def data_set_examples(config, split, n, labels=False):
    """As `data_set_images`, a tuple of the images, and of labels if asked."""
    if split != "train" and not config.record.has_test_split:
        names = [n for n, record in DATASETS.items() if record.has_test_split]
        raise ValueError(
            f"split must be 'train' unless the data set is one of "
            f"{', '.join(names)}. "
            f"Received: split={split!r} of {config.dataset}"
        )
    return first_examples(_plain(config, split, labels), n)


def _plain(config, split="train", labels=False, **others):
    """The images of a data set, in batches that are not augmented."""
    # Images that fill no batch would be left out.
    plain = dataclasses.replace(
        config, flip_and_shift=False, seed=0, batch_size=1
    )
    if split != "train":
        others["split"] = split
    return plain.load_data(labels=labels, **others).rebatch(100)
