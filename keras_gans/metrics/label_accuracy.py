"""Label accuracy: are conditional samples of the requested classes?"""

from keras_gans.metrics.feature_checks import as_rows
from keras_gans.metrics.linear_probe import check_labels
from keras_gans.metrics.metric import HIGHER
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value


def label_accuracy(probabilities, labels):
    """Share of samples that a classifier assigns to the requested class.

    The classifier's own accuracy is roughly an upper bound. The score ignores
    variety: a single good image for each class gets the best score.

    Args:
        probabilities: Float array `(n, k)`, a classifier's class probabilities
            for each sample.
        labels: Int array `(n,)`, the classes requested from the generator.

    Returns:
        Float in [0, 1].

    Raises:
        ValueError: On another shape, NaN, or labels that are not from 0 to
            k - 1.
    """
    probabilities = as_rows("probabilities", probabilities)
    labels = check_labels("labels", labels, len(probabilities))
    if labels.max() >= probabilities.shape[1]:
        raise ValueError(
            f"Labels must be less than the {probabilities.shape[1]} classes. "
            f"Received: {labels.max()}"
        )
    return float((probabilities.argmax(axis=1) == labels).mean())


LA = Metric(
    key="la",
    title="label accuracy, for class-conditional models",
    function=label_accuracy,
    inputs=("fake.probabilities", "fake.labels"),
    values=(Value("label_accuracy", HIGHER),),
)
