"""Linear probe: do features of a network separate classes?"""

import warnings

import numpy as np

from keras_gans.metrics.feature_checks import check_features
from keras_gans.utils.arrays import to_numpy


def linear_probe(train, train_labels, test, test_labels):
    """Test accuracy of a logistic regression on features.

    Radford et al. 2015 (DCGAN), section 5.1, evaluate a discriminator by its
    features, which `metrics.layer_features(model, layer, images)` returns. The
    baseline is the features of an untrained network.

    Args:
        train: Float array `(n, d)`, features of labelled images.
        train_labels: Int array `(n,)`, at least two classes.
        test: Float array `(m, d)`, features of other images.
        test_labels: Int array `(m,)`.

    Returns:
        Float in [0, 1].

    Raises:
        ValueError: On another shape, NaN, different d, or a single class.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    train, test = check_features(train=train, test=test)
    train_labels = check_labels("train_labels", train_labels, len(train))
    test_labels = check_labels("test_labels", test_labels, len(test))
    if len(set(train_labels)) < 2:
        raise ValueError(
            "train_labels must contain at least two classes. "
            f"Received: {set(train_labels)}"
        )
    probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200))
    with warnings.catch_warnings():
        # The last thousandths of the loss do not change the accuracy.
        warnings.simplefilter("ignore", ConvergenceWarning)
        probe.fit(train, train_labels)
    return float(probe.score(test, test_labels))


def check_labels(name, labels, n):
    """Labels as an int array `(n,)`, one for each image."""
    labels = to_numpy(labels)
    if not np.issubdtype(labels.dtype, np.integer) or np.any(labels < 0):
        raise ValueError(
            f"{name} must be integers from 0. Received: {labels.ravel()[:3]}..."
        )
    if labels.shape != (n,):
        raise ValueError(
            f"{name} must be of shape (n,), one for each image. "
            f"Received: shape {labels.shape} for {n} images"
        )
    return labels
