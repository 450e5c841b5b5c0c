import numpy as np
import pytest
from scipy.stats import beta

from keras_gans.metrics import answers_needed
from keras_gans.metrics import human_error

KINDS = ["real"] * 10 + ["generated"] * 10


def test_rates_and_the_interval_of_clopper_and_pearson():
    answers = ["real"] * 7 + ["generated"] * 3 + ["real"] * 4
    error = human_error(KINDS, answers + ["generated"] * 6)
    assert error.rate == 7 / 20 and error.answers == 20
    assert error.by_kind == {"real": 3 / 10, "generated": 4 / 10}
    bounds = beta.ppf([0.025, 0.975], [7, 8], [14, 13])
    np.testing.assert_allclose(error.interval, bounds)
    text = str(error)
    assert "0.350 in 20 answers (0.400 generated, 0.300 real)" in text
    assert "95 % interval 0.154 to 0.592. Chance, 0.5, is in this" in text
    assert text.endswith("interval of ±0.05 needs 385 answers.")


def test_who_is_never_wrong_has_an_interval_too():
    error = human_error(KINDS, KINDS)
    assert error.rate == error.interval[0] == 0
    assert error.interval[1] == pytest.approx(1 - 0.025 ** (1 / 20))
    assert "0.5, is outside" in str(error)


@pytest.mark.parametrize(
    ("half_width", "rate", "n"),
    # 0.01 and 0.05: tables of sample sizes, such as Cochran's 385.
    [(0.05, 0.5, 385), (0.01, 0.5, 9604), (0.05, 0.1, 139)],
)
def test_answers_needed(half_width, rate, n):
    assert answers_needed(half_width, rate) == n
    wrong = round(n * rate)
    error = human_error(["a"] * n, ["b"] * wrong + ["a"] * (n - wrong))
    low, high = error.interval
    # The exact interval allows for whole numbers, half an answer a side.
    assert half_width <= (high - low) / 2 < half_width + 1 / n


def test_refuses():
    for kinds, answers in ((["real"], []), ([], [])):
        with pytest.raises(ValueError, match="at least one. Received"):
            human_error(kinds, answers)
    with pytest.raises(ValueError, match="two words.*fake, generated, real"):
        human_error(["real", "generated"], ["real", "fake"])
    for numbers in ((0,), (1,), (0.05, 1), ("0.05",)):
        with pytest.raises(ValueError, match="number in .0, 1., such as"):
            answers_needed(*numbers)
