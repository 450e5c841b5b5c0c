"""Scores extrapolated to infinitely many generated images."""

import numpy as np

from keras_gans.utils.checks import check_at_least
from keras_gans.utils.checks import check_seed
from keras_gans.utils.warnings import warn


def extrapolated(score, samples, points, smallest, seed):
    """Where a line through scores of subsets over 1 / size meets 0.

    The bias of FID and of the Inception Score is about proportional to 1 / n,
    with a factor that depends on the generator, so that equal n do not make
    them fair (Chong and Forsyth 2020, arXiv 1911.07023). As there, the line is
    that of least squares through scores of random subsets whose sizes are
    equally spaced.

    Args:
        score: Function of an array of some of the samples; returns a float.
        samples: Float array `(n, d)`.
        points: Integer from 2, number of subsets.
        smallest: Integer from 2, less than n: the size of the first subset.
            The last has all samples.
        seed: Integer, seed of the subsets.

    Returns:
        Float.

    Raises:
        ValueError: On `points` or `smallest` out of range.
    """
    n, d = samples.shape
    check_at_least(2, points=points, smallest=smallest)
    check_seed(seed)
    if smallest >= n:
        raise ValueError(
            "smallest must be less than the number of generated images. "
            f"Received: smallest={smallest} and {n} images"
        )
    if smallest <= d:
        warn(
            "Scores are linear in 1 / n only for n above the number of "
            f"features or classes, {d}; use smallest={2 * d + 2} or more. "
            f"Received: smallest={smallest} of {n} images",
        )
    random = np.random.default_rng(seed)
    sizes = np.linspace(smallest, n, points).astype(int)
    subsets = (random.choice(n, size, replace=False) for size in sizes)
    scores = [score(samples[rows]) for rows in subsets]
    return float(np.polyfit(1 / sizes, scores, 1)[1])


def with_smallest(*inputs, smallest=None, **settings):
    """Settings with a smallest subset that suits the samples `(n, d)`.

    It is a tenth of them, as in the paper, or more than d if half of them are.
    """
    n, d = inputs[-1].shape
    if smallest is None:
        smallest = max(n // 10, min(d + 1, n // 2))
    return {"smallest": smallest, **settings}
