"""Label accuracy: does a conditional generator make what it was asked for?"""

import numpy as np

from keras_gans.metrics.linear_probe import check_labels
from keras_gans.metrics.metric import HIGHER
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value


def label_accuracy(probabilities, labels):
    """Share of samples that a classifier takes for the class asked for.

    It is at most the classifier's own accuracy, roughly, and knows nothing of
    variety: one good picture a class has the best score.

    Args:
        probabilities: Float array `(n, k)`, a classifier's of each class.
        labels: Int array `(n,)`, the classes that the samples were made for.

    Returns:
        Float in [0, 1].

    Raises:
        ValueError: On other shapes, or labels that are not from 0 to k - 1.
    """
    probabilities = np.asarray(probabilities)
    if probabilities.ndim != 2 or not len(probabilities):
        raise ValueError(
            "probabilities must be of shape (n, k). "
            f"Received: shape {probabilities.shape}"
        )
    labels = check_labels(labels, probabilities, "requested")
    if labels.max() >= probabilities.shape[1]:
        raise ValueError(
            f"Labels must be less than the {probabilities.shape[1]} classes. "
            f"Received: {labels.max()}"
        )
    return float((probabilities.argmax(axis=1) == labels).mean())


LA = Metric(
    key="la",
    title="label accuracy",
    function=label_accuracy,
    inputs=("fake.probabilities", "fake.labels"),
    values=(Value("label_accuracy", HIGHER),),
)
