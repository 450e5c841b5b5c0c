"""How long a step of a training takes."""

import pytest

from keras_gans.callbacks import pace


@pytest.fixture
def clock(monkeypatch):
    """A function that lets time pass."""
    now = 100.0

    def passes(seconds):
        nonlocal now
        now += seconds

    monkeypatch.setattr(pace.time, "monotonic", lambda: now)
    return passes


def test_compilation_does_not_count_and_the_last_epoch_does(clock):
    made = pace.Pace()
    for batch, seconds in enumerate((50, 20, 3, 5)):
        clock(seconds)
        made.count(batch)
        assert made.seconds == (None, None, 3, 4)[batch]
    clock(1)  # What callbacks do at the end of the epoch.
    for batch, seconds in enumerate((9, 10, 10, 10)):
        clock(seconds)
        made.count(batch)
        assert made.seconds == 4
    clock(10)
    made.count(0)
    assert made.seconds == 10


def test_a_call_may_make_several_steps(clock):
    made = pace.Pace()
    for batch in (3, 7, 11, 15):
        clock(8)
        made.count(batch)
    assert made.seconds == 2
    clock(8)
    made.count(3)
    assert made.seconds == 2
