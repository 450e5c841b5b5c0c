"""A small classifier of digits or clothes that scores generators."""

import json
from pathlib import Path

import keras
import numpy as np

from keras_gans import datasets
from keras_gans.metrics.extractors.classifier_features import ClassifierFeatures
from keras_gans.metrics.extractors.determinism import isolated_randomness
from keras_gans.metrics.extractors.small_classifier import (
    train_small_classifier,
)
from keras_gans.utils.checks import check_name
from keras_gans.utils.downloads import keras_home
from keras_gans.utils.files import replacing

# Data sets, and passes over them: enough for 99 % on MNIST, 90 % on clothes.
EPOCHS = {"mnist": 4, "fashion_mnist": 4, "digits": 25}


def mnist_classifier(dataset="mnist", *, data_dir=None, cache_dir=None):
    """Features of a classifier of MNIST, Fashion-MNIST or `digits`.

    It is trained once, in a minute or two on two cores, and cached on disk.
    Its weights depend on the machine: scores compare within one cache, and
    record the weights' hash. The features are the 128 units before the
    classes.

    Args:
        dataset: `"mnist"`, `"fashion_mnist"` or `"digits"`. Every fifth image
            of the digits is for the test.
        data_dir: Folder of tensorflow-datasets, for the training.
        cache_dir: Folder of trained classifiers, `~/.keras/keras_gans` by
            default.

    Returns:
        `ClassifierFeatures`, with its accuracy on test images.

    Raises:
        ConnectionError: If the data are not on disk and cannot be downloaded.
        ValueError: On another data set, or a file in the cache that is not
            such a classifier.
    """
    check_name("A data set", dataset, EPOCHS)
    path = cache_folder(cache_dir) / f"{dataset}-classifier.keras"
    if not path.exists():
        _train(dataset, data_dir, path)
    try:
        with isolated_randomness(0):  # Building a Dropout draws a seed.
            model = keras.saving.load_model(path)
        accuracy = json.loads(path.with_suffix(".json").read_text())["accuracy"]
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(
            f"Could not read the classifier {path}; remove it, and it will be "
            f"trained again: {error}"
        ) from error
    name = path.stem.replace("_", "-")
    return ClassifierFeatures(model, name=name, accuracy=accuracy)


def cache_folder(folder=None):
    """The folder of cached classifiers and features."""
    return Path(folder or keras_home() / "keras_gans")


def _train(dataset, data_dir, path):
    print(f"Training the classifier {path}, once.")
    (x, y), test = _arrays(dataset, data_dir)
    model = train_small_classifier(x, y, 10, EPOCHS[dataset], verbose="auto")
    _, accuracy = model.evaluate(*test, batch_size=500, verbose=0)
    with replacing(path.with_suffix(".json")) as aside:
        aside.write_text(json.dumps({"accuracy": accuracy}))
    with replacing(path) as aside:
        model.save(aside)


def _arrays(dataset, data_dir):
    """Images and labels for training and for testing."""

    def read(**arguments):
        pairs = datasets.load(
            dataset,
            batch_size=1000,
            image_size=28,
            labels=True,
            shuffle=False,
            **arguments,
        )
        images, labels = zip(*pairs, strict=True)
        return np.concatenate(images), np.concatenate(labels)

    if dataset == "digits":
        x, y = read()
        test = np.arange(len(x)) % 5 == 0
        return (x[~test], y[~test]), (x[test], y[test])
    return read(data_dir=data_dir), read(data_dir=data_dir, split="test")
