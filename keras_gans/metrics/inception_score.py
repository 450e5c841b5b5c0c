"""Inception Score: are samples recognisable, and of all classes?"""

import itertools

import numpy as np

from keras_gans.metrics.estimate import Estimate
from keras_gans.metrics.feature_checks import check_features
from keras_gans.metrics.metric import HIGHER
from keras_gans.metrics.metric import Metric
from keras_gans.metrics.metric import Value
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed


def inception_score(probabilities, splits=10, seed=2020):
    """exp E[KL(p(y | x) || p(y))], Salimans et al. 2016, section 4.

    The score is 1 if the classifier predicts the same for all samples, and
    the number of classes k if it is sure of each and all classes are equally
    frequent.

    Args:
        probabilities: Float array `(n, k)`, a classifier's class probabilities
            for each sample: not negative, with rows that sum to 1.
        splits: Positive integer, at most n. The score is the mean over this
            number of parts of the samples.
        seed: Integer. Samples are shuffled before they are split, as in
            torch-fidelity, since folders of images are often sorted by class.
            `None` keeps the order.

    Returns:
        An `Estimate`: mean and standard deviation over the splits.

    Raises:
        ValueError: If rows are not probabilities, or on more splits than
            samples.
    """
    (p,) = check_features(probabilities=probabilities)
    sums = p.sum(axis=1)
    if p.min() < 0 or abs(sums - 1).max() > 1e-3:
        raise ValueError(
            "probabilities must not be negative and sum to 1 in each row. "
            f"Received: a smallest value of {p.min():g} and sums from "
            f"{sums.min():g} to {sums.max():g}"
        )
    check_positive(splits=splits)
    check_seed(seed)
    if splits > len(p):
        raise ValueError(
            "splits must be at most the number of samples. "
            f"Received: splits={splits} and {len(p)} samples"
        )
    if seed is not None:
        p = p[np.random.RandomState(seed).permutation(len(p))]
    edges = [i * len(p) // splits for i in range(splits + 1)]
    scores = [_score(p[a:b]) for a, b in itertools.pairwise(edges)]
    return Estimate(float(np.mean(scores)), float(np.std(scores)))


IS = Metric(
    key="is",
    title="Inception Score",
    function=inception_score,
    inputs=("fake.probabilities",),
    values=(Value("is", HIGHER, title="IS", log="inception_score"),),
    std_kind="splits",
)


def _score(p):
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = p * (np.log(p) - np.log(p.mean(axis=0)))
    # 0 log 0 = 0.
    return np.exp(np.where(p > 0, terms, 0).sum(axis=1).mean())
