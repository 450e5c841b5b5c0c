"""Stacked MNIST coverage: how many of the 1,000 modes are generated."""

import numpy as np

from keras_gans.metrics.extractors.features import prepare_images
from keras_gans.metrics.mode_coverage import ModeCoverage
from keras_gans.metrics.mode_coverage import kl_to_uniform

DIGITS = np.array([100, 10, 1])


def stacked_mnist_coverage(images, classifier):
    """Counts modes, and computes the KL divergence from their distribution.

    As in Metz et al. 2017 and Lin et al. 2018, a classifier predicts the digit
    of each channel, and one image is enough to count a mode. docs/metrics.md
    lists published scores. PacGAN's protocol has 26,000 images, and fewer
    images reach fewer modes: 1,000 images of a perfect generator miss 368.

    Args:
        images: Float array `(n, height, width, 3)` in [-1, 1].
        classifier: `ClassifierFeatures` of digits, such as
            `mnist_classifier()`.

    Returns:
        A `ModeCoverage`. Its `high_quality` is the share of images whose three
        digits all have a probability over 0.9.

    Raises:
        TypeError: If images are not floating point.
        ValueError: On values outside [-1, 1], NaN, or another shape.
    """
    images = prepare_images(images)
    if images.shape[-1] != 3:
        raise ValueError(
            "images of Stacked MNIST must have 3 channels. "
            f"Received: {images.shape[-1]}"
        )
    confidences, digits = [], []
    for channel in range(3):
        images_of_digits = images[..., channel : channel + 1]
        probabilities = classifier(images_of_digits).probabilities
        confidences.append(probabilities.max(axis=1))
        digits.append(probabilities.argmax(axis=1))
    modes = DIGITS @ np.stack(digits)
    counts = np.bincount(modes, minlength=1000)
    return ModeCoverage(
        modes=int(np.count_nonzero(counts)),
        total=1000,
        high_quality=float((np.min(confidences, axis=0) > 0.9).mean()),
        kl=kl_to_uniform(counts),
    )
