"""Estimate: a mean over parts of the samples, and how far the parts differ."""

import typing


class Estimate(typing.NamedTuple):
    """A score that was computed on several parts of the samples.

    Attributes:
        mean: Mean over the parts.
        std: Their standard deviation (of the population: divided by n).
    """

    mean: float
    std: float
