"""How many of Stacked MNIST's thousand modes a generator makes."""

import numpy as np

from keras_gans.metrics.extractors.features import prepare_images
from keras_gans.metrics.mode_coverage import ModeCoverage
from keras_gans.metrics.mode_coverage import kl_to_uniform

DIGITS = np.array([100, 10, 1])


def stacked_mnist_coverage(images, classifier):
    """Modes, and the KL divergence from the uniform distribution over them.

    As Metz et al. 2017 and Lin et al. 2018 count: a classifier names the digit
    of each channel, and a mode is found with one image of it. The published
    ladder is in docs/metrics.md; PacGAN counts 26,000 images, and fewer find
    fewer modes: of 1,000 images of a perfect generator, 368 modes are missing.

    Args:
        images: Float array `(n, height, width, 3)` in [-1, 1].
        classifier: `ClassifierFeatures` of digits, as of
            `mnist_classifier()`.

    Returns:
        A `ModeCoverage`; `high_quality` is the share of images whose three
        digits the classifier is sure of, with a probability over 0.9 each.

    Raises:
        ValueError: On other images.
    """
    images = prepare_images(images)
    if images.shape[-1] != 3:
        raise ValueError(
            "Images of Stacked MNIST have 3 channels. "
            f"Received: {images.shape[-1]}"
        )
    confidences, digits = [], []
    for channel in range(3):
        found = classifier(images[..., channel : channel + 1]).probabilities
        confidences.append(found.max(axis=1))
        digits.append(found.argmax(axis=1))
    modes = DIGITS @ np.stack(digits)
    counts = np.bincount(modes, minlength=1000)
    return ModeCoverage(
        modes=int(np.count_nonzero(counts)),
        total=1000,
        high_quality=float((np.min(confidences, axis=0) > 0.9).mean()),
        kl=kl_to_uniform(counts),
    )
