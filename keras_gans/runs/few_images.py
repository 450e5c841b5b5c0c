"""Which scores few images allow."""

import warnings

import numpy as np

from keras_gans.metrics.evaluate import chosen
from keras_gans.metrics.extractors.features import Features
from keras_gans.utils.warnings import warn

# Every score can be computed from this many images of each kind.
ENOUGH = 64


def possible(metrics, n_real, n_fake):
    """The metrics that can be computed from so few images.

    Each metric is asked itself, by features of noise. A warning names those
    that are left out.

    Args:
        metrics: As for `metrics.evaluate`.
        n_real: Positive integer, number of real images; `None` where their
            statistics are given.
        n_fake: Positive integer, number of generated images.

    Returns:
        A dictionary of keys and settings.

    Raises:
        ValueError: If no metric can be computed.
    """
    kept, left = {}, []
    for metric, settings in chosen(metrics):
        if _allows(metric, settings, n_real, n_fake):
            kept[metric.key] = settings
        else:
            fewest = _fewest(metric, settings)
            left.append(f"{metric.key} ({metric.title}) needs {fewest}")
    if left:
        text = (
            f"{', '.join(left)} images of each kind. "
            f"Received: {n_real or 'statistics of'} real and {n_fake} "
            "generated images"
        )
        if not kept:
            raise ValueError(text)
        warn(f"Left out, since {text}")
    return kept


def _fewest(metric, settings):
    counts = range(1, ENOUGH)
    fits = (n for n in counts if _allows(metric, settings, n, n))
    return f"at least {next(fits, ENOUGH)}"


def _allows(metric, settings, n_real, n_fake):
    n_real = ENOUGH if n_real is None else n_real
    if metric.needs_model or min(n_real, n_fake) >= ENOUGH:
        return True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            metric.scores(_noise(n_real), _noise(n_fake), **settings)
        except ValueError:
            return False
    return True


def _noise(n):
    n = min(n, ENOUGH)
    features = np.random.default_rng(n).normal(size=(n, 2))
    halves = np.full((n, 2), 0.5)
    return Features(features, halves, np.zeros(n, int))
