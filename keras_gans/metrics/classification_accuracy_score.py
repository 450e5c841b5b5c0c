"""Classification accuracy score: do samples train a classifier well?"""

import numpy as np

from keras_gans.metrics.extractors.features import prepare_images
from keras_gans.metrics.extractors.small_classifier import (
    train_small_classifier,
)
from keras_gans.metrics.linear_probe import check_labels
from keras_gans.utils.checks import check_positive


def classification_accuracy_score(
    fake, fake_labels, real, real_labels, epochs=5, *, seed=0, verbose=False
):
    """Accuracy on real images of a classifier trained on generated ones.

    Ravuri and Vinyals 2019 (CAS), with a small network for small images. The
    upper bound is the score with as many real training images as `fake`. The
    generated images need labels: the classes given to a conditional
    generator, or a generator for each class.

    Args:
        fake: Float array `(n, height, width, channels)` in [-1, 1], generated.
        fake_labels: Int array `(n,)` from 0.
        real: Float array `(m, height, width, channels)` in [-1, 1], real test
            images.
        real_labels: Int array `(m,)`.
        epochs: Positive integer, passes over the generated images.
        seed: Integer, seed of the network's weights and the order of images.
        verbose: Whether to show a progress bar.

    Returns:
        Float in [0, 1].

    Raises:
        TypeError: If images are not floating point.
        ValueError: On invalid images or labels, or different shapes.
    """
    fake, real = prepare_images(fake), prepare_images(real)
    if fake.shape[1:] != real.shape[1:]:
        raise ValueError(
            "fake and real images must have the same shape. "
            f"Received: {fake.shape[1:]} and {real.shape[1:]}"
        )
    fake_labels = check_labels("fake_labels", fake_labels, len(fake))
    real_labels = check_labels("real_labels", real_labels, len(real))
    check_positive(epochs=epochs)
    classes = 1 + int(max(np.max(fake_labels), np.max(real_labels)))
    model = train_small_classifier(
        fake, fake_labels, classes, epochs, seed=seed, verbose=verbose
    )
    _, accuracy = model.evaluate(real, real_labels, verbose=0)
    return float(accuracy)
