"""Inception Score, extrapolated to infinitely many generated images."""

from keras_gans.metrics.extrapolation import extrapolated
from keras_gans.metrics.extrapolation import with_smallest
from keras_gans.metrics.feature_checks import check_features
from keras_gans.metrics.inception_score import inception_score
from keras_gans.metrics.metric import HIGHER
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value


def inception_score_infinity(
    probabilities, points=15, smallest=5000, seed=2020
):
    """The Inception Score without the bias of few generated images.

    It is the IS-infinity of Chong and Forsyth 2020 (arXiv 1911.07023), of
    latents at random, not of a Sobol sequence. Few images bias the Inception
    Score downwards. Each subset is scored as a whole, without splits.

    Args:
        probabilities: Float array `(n, k)`, a classifier's class probabilities
            for each sample: not negative, with rows that sum to 1. n should be
            more than 2 k.
        points: Integer from 2, number of subsets that are scored.
        smallest: Integer from 2, less than n: the size of the first subset,
            which should be more than k. The paper's is a tenth of 50,000.
        seed: Integer, seed of the subsets.

    Returns:
        Float.

    Raises:
        ValueError: If rows are not probabilities, or `points` or `smallest` is
            out of range.
    """
    (probabilities,) = check_features(probabilities=probabilities)

    def score(subset):
        return inception_score(subset, splits=1, seed=None).mean

    return extrapolated(score, probabilities, points, smallest, seed)


IS_INF = Metric(
    key="is-inf",
    title="Inception Score of infinitely many images",
    function=inception_score_infinity,
    inputs=("fake.probabilities",),
    values=(
        Value("is_inf", HIGHER, title="IS∞", log="inception_score_infinity"),
    ),
    settings=with_smallest,
)
