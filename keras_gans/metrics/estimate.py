"""Estimate: mean and standard deviation of a score over parts of samples."""

import typing


class Estimate(typing.NamedTuple):
    """A score computed on several parts of the samples.

    Attributes:
        mean: Mean over the parts.
        std: Standard deviation over the parts (population: divided by n).
    """

    mean: float
    std: float
