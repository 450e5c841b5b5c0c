import pytest

from keras_gans.pages.wording import by_rule
from keras_gans.pages.wording import duration


@pytest.mark.parametrize(
    "epochs,words",
    [
        ([1], "1"),
        ([3, 1, 2, 2], "1 to 3"),
        ([1, 2, 5, 7, 8], "1 to 2, 5, 7 to 8"),
    ],
)
def test_epochs_in_words(epochs, words):
    findings = [{"epoch": n, "rule": "x"} for n in epochs]
    assert by_rule(findings) == [findings[-1] | {"epochs": words}]


def test_times_in_words():
    seconds = (0, 0.123, 3, 80, 100, 7500, 200_000, 130 * 86400)
    times = ["0 s", "0.12 s", "3 s", "80 s", "2 min", "2 h 5 min"]
    assert list(map(duration, seconds)) == [*times, "2.3 days", "130 days"]
