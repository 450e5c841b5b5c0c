"""Estimate: a score with its standard deviation."""

import typing

# Standard deviations of a normal distribution that a 95 % interval extends.
Z = 1.96


class Estimate(typing.NamedTuple):
    """A score, usually the mean of several parts of the samples.

    Attributes:
        mean: The score.
        std: Standard deviation over the parts (population: divided by n), or
            that of the score, as the record of the metric says.
    """

    mean: float
    std: float


def binomial_interval(k, n):
    """The 95 % interval of a share, by Clopper and Pearson 1934.

    Args:
        k: Integer from 0 to n, how many have it.
        n: Positive integer, how many there are.

    Returns:
        A tuple of floats, `(low, high)`.
    """
    from scipy.stats import binomtest

    low, high = binomtest(k, n).proportion_ci()
    return float(low), float(high)
