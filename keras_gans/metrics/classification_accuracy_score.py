"""Classification accuracy score: do samples teach what real images would?"""

import numpy as np

from keras_gans.metrics.extractors.features import prepare_images
from keras_gans.metrics.extractors.small_classifier import (
    train_small_classifier,
)
from keras_gans.metrics.linear_probe import check_labels
from keras_gans.utils.checks import check_positive


def classification_accuracy_score(
    fake, fake_labels, real, real_labels, epochs=5, *, seed=0, verbose=0
):
    """Accuracy on real images of a classifier that learnt from generated ones.

    Ravuri and Vinyals 2019 (CAS), with a small network for small images. What
    the same network reaches on as many real images is the bound: call it with
    those as `fake`. It needs labels: a conditional generator's classes, or a
    generator for each class.

    Args:
        fake: Float array `(n, height, width, channels)` in [-1, 1], generated.
        fake_labels: Int array `(n,)` from 0.
        real: Float array `(m, height, width, channels)` in [-1, 1], real test
            images.
        real_labels: Int array `(m,)`.
        epochs: Positive integer, passes over the generated images.
        seed: Integer, of the network's weights and the order of images.
        verbose: As for Keras's `fit`.

    Returns:
        Float in [0, 1].

    Raises:
        ValueError: On other images or labels, or different shapes.
    """
    fake, real = prepare_images(fake), prepare_images(real)
    if fake.shape[1:] != real.shape[1:]:
        raise ValueError(
            "Generated and real images must be of one shape. "
            f"Received: {fake.shape[1:]} and {real.shape[1:]}"
        )
    fake_labels = check_labels(fake_labels, fake, "fake")
    real_labels = check_labels(real_labels, real, "real")
    check_positive(epochs=epochs)
    classes = 1 + int(max(np.max(fake_labels), np.max(real_labels)))
    model = train_small_classifier(
        fake, fake_labels, classes, epochs, seed=seed, verbose=verbose
    )
    _, accuracy = model.evaluate(real, real_labels, verbose=0)
    return float(accuracy)
