"""A small classifier of digits or clothes that scores generators."""

from pathlib import Path

import numpy as np

from keras_gans.datasets import DATASETS
from keras_gans.metrics.extractors.classifier_features import ClassifierFeatures
from keras_gans.metrics.extractors.determinism import isolated_randomness
from keras_gans.metrics.extractors.small_classifier import (
    train_small_classifier,
)
from keras_gans.utils.checks import check_name
from keras_gans.utils.downloads import REMEDY
from keras_gans.utils.downloads import keras_home
from keras_gans.utils.files import check_place
from keras_gans.utils.files import replacing
from keras_gans.utils.files import write_json
from keras_gans.utils.untrusted import read_json
from keras_gans.utils.untrusted import read_model

# The data sets on which a classifier can be trained.
CLASSIFIED = {
    name: record
    for name, record in DATASETS.items()
    if record.classifier_epochs
}


def mnist_classifier(dataset="mnist", *, data_dir=None, cache_dir=None):
    """Features of a classifier of MNIST, Fashion-MNIST or `digits`.

    It is trained once, in a minute or two on two cores, and cached on disk.
    Its weights depend on the machine: scores compare within one cache, and
    record the weights' hash. The features are the 128 units before the
    classes.

    Args:
        dataset: `"mnist"`, `"fashion_mnist"` or `"digits"`. Without a split
            for testing, every fifth image is kept for the test.
        data_dir: Where tensorflow-datasets keeps the data, for the training.
        cache_dir: Folder of the trained classifiers, `keras_gans` in Keras's
            own, `~/.keras`, by default.

    Returns:
        `ClassifierFeatures`, with its accuracy on test images.

    Raises:
        ConnectionError: If the data are not on disk and cannot be downloaded.
        OSError: If `cache_dir` cannot be written.
        ValueError: On another data set, or a file in the cache that is not
            such a classifier.
    """
    check_name("A data set", dataset, CLASSIFIED)
    path = cache_folder(cache_dir) / f"{dataset}-classifier.keras"
    if not path.exists():
        _train(dataset, data_dir, path)
    try:
        with isolated_randomness(0):  # Building a Dropout draws a seed.
            model = read_model(path)
        accuracy = float(read_json(path.with_suffix(".json"))["accuracy"])
        name = path.stem.replace("_", "-")
        return ClassifierFeatures(model, name=name, accuracy=accuracy)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            f"Could not read the classifier {path}; remove it, and it will be "
            f"trained again: {error}"
        ) from error


def cache_folder(folder=None):
    """The folder of cached classifiers and features."""
    return Path(folder or keras_home() / "keras_gans")


def _train(dataset, data_dir, path):
    try:
        check_place(path.parent)
    except OSError as error:
        error.add_note(f"The classifier is kept there. {REMEDY}")
        raise
    print(f"Training the classifier {path}, once.")
    record = CLASSIFIED[dataset]
    (x, y), test = _arrays(record, data_dir)
    classes = len(record.class_names)
    model = train_small_classifier(
        x, y, classes, record.classifier_epochs, verbose=True
    )
    _, accuracy = model.evaluate(*test, batch_size=500, verbose=0)
    write_json(path.with_suffix(".json"), {"accuracy": accuracy}, by_each=True)
    with replacing(path, by_each=True) as aside:
        model.save(aside)


def _arrays(record, data_dir):
    """Images and labels for training, and for testing."""

    def read(**arguments):
        pairs = record.load(
            batch_size=1000,
            image_size=28,
            labels=True,
            shuffle=False,
            **record.folder_arguments(data_dir),
            **arguments,
        )
        images, labels = zip(*pairs, strict=True)
        return np.concatenate(images), np.concatenate(labels)

    if record.has_test_split:
        return read(), read(split="test")
    x, y = read()
    test = np.arange(len(x)) % 5 == 0
    return (x[~test], y[~test]), (x[test], y[test])
