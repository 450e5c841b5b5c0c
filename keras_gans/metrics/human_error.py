"""Human error: how often people take one kind of picture for the other."""

import math
import typing

from keras_gans.metrics.estimate import Z
from keras_gans.metrics.estimate import binomial_interval
from keras_gans.utils.checks import is_number

# The error rate of people who guess.
CHANCE = 0.5


class HumanError(typing.NamedTuple):
    """How often people were wrong about pictures.

    Attributes:
        rate: Float in [0, 1], the share of wrong answers. At `CHANCE`, people
            cannot tell the kinds apart; above, generated pictures look more
            real than real ones.
        interval: The 95 % interval of `rate`, `(low, high)`, of Clopper and
            Pearson 1934.
        by_kind: Dictionary from kinds of pictures, such as `"real"` and
            `"generated"`, to the share of wrong answers to them.
        answers: Positive integer, how many there are.
    """

    rate: float
    interval: tuple
    by_kind: dict
    answers: int

    def __str__(self):
        low, high = self.interval
        kinds = ", ".join(f"{v:.3f} {k}" for k, v in self.by_kind.items())
        verdict = "in" if low <= CHANCE <= high else "outside"
        return (
            f"Error rate {self.rate:.3f} in {self.answers} answers ({kinds}), "
            f"95 % interval {low:.3f} to {high:.3f}. Chance, {CHANCE}, is "
            f"{verdict} this interval; an interval of ±0.05 needs "
            f"{answers_needed(0.05)} answers."
        )


def human_error(kinds, answers):
    """The error rate of people who say which pictures are real.

    Zhou et al. 2019 (arXiv:1904.01121), HYPE-infinity: people look
    as long as they like at pictures of which half are real, and the score is
    the share of wrong answers to both kinds.

    The interval takes answers as independent. Those of one person are alike, so
    ask many people few questions each.

    Args:
        kinds: List of texts, what the pictures are, such as `"real"` and
            `"generated"`.
        answers: List of as many texts, what people took them for.

    Returns:
        A `HumanError`.

    Raises:
        ValueError: On lists that are empty, of different lengths, or of more
            than two words.
    """
    if len(kinds) != len(answers) or not len(answers):
        raise ValueError(
            "kinds and answers must have the same length, of at least one. "
            f"Received: {len(kinds)} kinds and {len(answers)} answers"
        )
    words = {*kinds, *answers}
    if len(words) > 2:
        raise ValueError(
            "kinds and answers must be two words, the same in both, such as "
            f"'real' and 'generated'. Received: {', '.join(sorted(words))}"
        )
    wrong = [kind != answer for kind, answer in zip(kinds, answers)]
    by_kind = {
        kind: _mean([w for k, w in zip(kinds, wrong) if k == kind])
        for kind in sorted(set(kinds))
    }
    interval = binomial_interval(sum(wrong), len(wrong))
    return HumanError(_mean(wrong), interval, by_kind, len(wrong))


def answers_needed(half_width, rate=CHANCE):
    """How many answers an interval of an error rate takes.

    By the normal approximation of the binomial distribution, n = z² p (1 - p) /
    h² answers give a 95 % interval of p ± h.

    Args:
        half_width: Float in (0, 1), h.
        rate: Float in (0, 1), the error rate p. At 0.5 it takes the most.

    Returns:
        Positive integer, such as 385 for 0.05.

    Raises:
        ValueError: If a number is out of range.
    """
    for name, value in {"half_width": half_width, "rate": rate}.items():
        if not is_number(value) or not 0 < value < 1:
            raise ValueError(
                f"{name} must be a number in (0, 1), such as 0.05. "
                f"Received: {name}={value!r}"
            )
    return math.ceil(Z**2 * rate * (1 - rate) / half_width**2)


def _mean(values):
    return sum(values) / len(values)
