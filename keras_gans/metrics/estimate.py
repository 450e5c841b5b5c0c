"""Estimate: a score with its standard deviation."""

import typing


class Estimate(typing.NamedTuple):
    """A score, usually the mean of several parts of the samples.

    Attributes:
        mean: The score.
        std: Standard deviation over the parts (population: divided by n), or
            that of the score, as the record of the metric says.
    """

    mean: float
    std: float
