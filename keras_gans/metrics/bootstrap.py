"""Scores whose standard deviations are those of a bootstrap."""

import warnings

import numpy as np

from keras_gans.metrics.metric import BOOTSTRAP
from keras_gans.metrics.metric import ERRORS
from keras_gans.utils.checks import check_at_least


def bootstrapped(metric, real, fake, settings, resamples=None, seed=2020):
    """A metric's scores, with standard deviations over resamples.

    A resample draws as many generated images as there are, with replacement
    (Efron 1979); the real images are part of the protocol and stay. The
    standard deviation of the scores of resamples estimates that of the score
    over other images of the same generator.

    The scores of resamples themselves are no estimate: a resample repeats
    images, of which about 63 % are distinct. That biases the distances upwards
    and the Inception Score and recall downwards, as fewer images do. So an
    interval belongs around the score of the images as they are, and quantiles
    of the resamples' scores are none.

    Args:
        metric: A `Metric`.
        real: As for `Metric.scores`.
        fake: As for `Metric.scores`.
        settings: Dictionary of the user's settings.
        resamples: Integer from 2; `None` to leave the scores as they are, as
            are those whose standard deviation is that of their error already.
        seed: Integer, seed of the resamples, which are the same for all
            metrics.

    Returns:
        A dictionary of `Score`s by the names of the values.
    """
    if resamples is None or metric.std_kind in ERRORS:
        return metric.scores(real, fake, **settings)
    if metric.needs_real and not metric.needs_features:
        real = real.statistics  # Once for all resamples.
    scores = metric.scores(real, fake, **settings)
    random, n = np.random.default_rng(seed), len(fake.features)
    values = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The score itself has warned.
        for _ in range(resamples):
            rows = random.integers(n, size=n)
            arrays = {
                name: array[rows]
                for name, array in fake._asdict().items()
                if isinstance(array, np.ndarray)
            }
            drawn = fake._replace(**arrays)
            again = metric.scores(real, drawn, **settings)
            values.append([score.value for score in again.values()])
    stds = np.std(values, axis=0, ddof=1)
    return {
        name: score._replace(std=float(std), std_kind=BOOTSTRAP)
        for (name, score), std in zip(scores.items(), stds, strict=True)
    }


def check_bootstrap(bootstrap):
    """Raises unless `bootstrap` is `None` or an integer from 2."""
    if bootstrap is not None:
        check_at_least(2, bootstrap=bootstrap)
