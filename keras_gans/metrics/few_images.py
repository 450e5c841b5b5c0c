"""Whether a metric can be computed from so few images."""

import warnings

import numpy as np

from keras_gans.metrics.extractors.features import Features

# Every score can be computed from this many images of each kind, unless its
# settings ask for more.
ENOUGH = 64


def refusal(metric, settings, n_real, n_fake):
    """The error of a metric that cannot be computed; `None` if it can.

    The metric is asked itself, by features of noise, unless its settings are
    the defaults and there are enough images.

    Args:
        metric: `Metric`.
        settings: Dictionary of its settings.
        n_real: Positive integer, number of real images; `None` where their
            statistics are given.
        n_fake: Positive integer, number of generated images.
    """
    n_real = ENOUGH if n_real is None else n_real
    numbers = [x for x in settings.values() if isinstance(x, int)]
    enough = max(ENOUGH, 2 * max(numbers, default=0))
    is_enough = min(n_real, n_fake) >= enough
    if metric.needs_model or (is_enough and not settings):
        return None
    n_real, n_fake = min(n_real, enough), min(n_fake, enough)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            metric.scores(_noise(n_real), _noise(n_fake), **settings)
        except ValueError as error:
            return error
    return None


def _noise(n):
    features = np.random.default_rng(n).normal(size=(n, 2))
    halves = np.full((n, 2), 0.5)
    return Features(features, halves, np.zeros(n, int))
