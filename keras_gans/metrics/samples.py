"""Samples of a model, generated for known classes where a metric asks."""

import numpy as np

from keras_gans.metrics.evaluate import chosen
from keras_gans.metrics.extractors.features import prepare_images
from keras_gans.models.labels import Classes


def requested_classes(metrics, model, n):
    """Classes to generate `n` images for, if a metric needs them.

    Args:
        metrics: As for `evaluate`.
        model: Model that generates images.
        n: Positive integer.

    Returns:
        Int array `(n,)`, or `None` where no metric needs labels.

    Raises:
        ValueError: If a metric needs labels and the model is not of classes.
    """
    for metric, _ in chosen(metrics):
        if metric.needs_labels:
            labels = getattr(model, "labels", None)
            if not isinstance(labels, Classes):
                kind = f"of {labels.plural}" if labels else "without classes"
                raise ValueError(
                    f"The metric {metric.key!r} is for class-conditional "
                    "models. "
                    f"Received: a {type(model).__name__} {kind}"
                )
            return labels.cycled(n)
    return None


def check_same_classes(model, extractor):
    """Raises `ValueError` unless both know the same number of classes.

    Args:
        model: Model of classes.
        extractor: `Extractor` whose probabilities are to be of these classes.
    """
    blank = np.zeros((1, *model.image_shape), "float32")
    classes = extractor(blank).probabilities.shape[1]
    if classes != model.labels.size:
        raise ValueError(
            "Labels are scored by a classifier of the model's classes. "
            f"Received: a {type(model).__name__} of {model.labels.size} "
            f"classes and the extractor {extractor.name!r} of {classes}"
        )


def check_sees_small_steps(extractor, image_shape):
    """Raises `ValueError` if an extractor rounds images to 256 levels.

    Args:
        extractor: `Extractor`.
        image_shape: `(height, width, channels)`.
    """
    blank = np.zeros((1, *image_shape), "float32")
    # A tenth of a level, which is 2 / 255.
    a, b = (
        prepare_images(x, extractor.channels) for x in (blank, blank + 8e-4)
    )
    if not extractor.distances(a, b).any():
        raise ValueError(
            "Path lengths need an extractor that does not round images, such "
            "as VGG16Features or a ClassifierFeatures. "
            f"Received: the extractor {extractor.name!r}, whose features do "
            "not change if images change by a tenth of a grey level"
        )
