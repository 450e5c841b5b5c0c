"""Dropout noise: on in training and after, from a state that is saved."""

import keras
import numpy as np
import pytest

from keras_gans.layers import DropoutNoise
from tests.helpers import values

X = np.full((4, 50, 50, 1), 3.0, "float32")


def test_half_of_the_values_are_dropped_also_at_test_time():
    layer = DropoutNoise(0.25, seed=1)
    first, second = values([layer(X), layer(X, training=False)])
    for noisy in (first, second):
        assert set(np.unique(noisy)) == {0.0, 4.0}
        assert abs((noisy == 0).mean() - 0.25) < 0.02
    assert not np.array_equal(first, second)


def test_draws_follow_from_the_state():
    layer = DropoutNoise(seed=1)
    (first,) = values([layer(X)])
    np.testing.assert_array_equal(first, *values([DropoutNoise(seed=1)(X)]))
    (before,) = values([layer.seed_generator.state])
    again = values([layer(X)])
    layer.seed_generator.state.assign(before)
    np.testing.assert_array_equal(again, values([layer(X)]))


def test_round_trip_and_bfloat16():
    layer = DropoutNoise(0.1, seed=2, dtype="mixed_bfloat16")
    copy = DropoutNoise.from_config(layer.get_config())
    assert (copy.rate, copy.seed) == (0.1, 2)
    assert keras.backend.standardize_dtype(copy(X).dtype) == "bfloat16"


@pytest.mark.parametrize("rate", [0, 1, -0.5, float("nan")])
def test_a_rate_outside_its_range_is_refused(rate):
    with pytest.raises(ValueError, match=f"Received: rate={rate}"):
        DropoutNoise(rate)
