"""When networks grow."""

import types

import keras
import numpy as np
import pytest

from keras_gans.training.epoch_clock import EpochClock
from keras_gans.training.growth import Growth
from tests.helpers import values


def level(growth):
    return values([growth.level()])[0]


@pytest.mark.parametrize(
    "phases, expected",
    [(0, 0), (1, 0), (1.5, 0.5), (2, 1), (3, 1), (3.25, 1.25), (4, 2), (10, 2)],
)
def test_the_level_follows_the_paper(phases, expected):
    by_images = Growth(2, phase_images=8)
    by_images.count(images=int(8 * phases), steps=1)
    np.testing.assert_allclose(level(by_images), expected, atol=1e-6)
    by_steps = Growth(2)
    by_steps.begin(40, None, 1)
    by_steps.count(images=1, steps=int(8 * phases))
    np.testing.assert_allclose(level(by_steps), expected, atol=1e-6)


def test_images_are_counted_where_float32_would_stop():
    growth = Growth(1, phase_images=2**25)
    growth.count(images=2**24 + 2**25, steps=1)
    growth.count(images=1, steps=1)
    assert values([growth.images])[0] == 2**24 + 2**25 + 1
    np.testing.assert_allclose(level(growth), 0.5, atol=1e-6)


def test_the_phases_are_spread_over_the_first_training():
    growth = Growth(3)
    plan = growth.begin(None, 70, 16)
    assert "70 steps of this training, in 7 phases" in plan
    growth.count(images=1, steps=70)
    assert level(growth) == 3
    # A second training keeps the plan.
    assert growth.begin(None, 500, 16) is None
    assert level(growth) == 3
    # One that is planned says nothing, whatever its first `fit` does of it.
    assert Growth(3).begin(1000, 70, 16) is None


@pytest.mark.parametrize("verbose, said", [(0, ""), (2, "the plan\n")])
def test_a_silent_fit_does_not_say_its_plan(verbose, said, capsys):
    model = types.SimpleNamespace(
        epochs_trained=0, resumed_step=0, begin=lambda *_: "the plan"
    )
    clock = EpochClock([], None, 8, model)
    clock.set_params({"verbose": verbose, "epochs": 1, "steps": 1})
    clock.on_epoch_begin(0)
    assert capsys.readouterr().out == said


def test_another_plan_in_mid_training_is_refused():
    growth = Growth(3)
    growth.begin(70, 70, 16)
    growth.begin(140, 140, 16)  # Nothing is trained yet.
    growth.count(images=16, steps=35)
    growth.begin(140, 5, 16)
    growth.begin(None, 5, 16)
    with pytest.raises(
        ValueError,
        match="keep the plan.*total_steps=140, or without.*"
        "Received: total_steps=70 after 35 of 140 steps",
    ):
        growth.begin(70, 70, 16)


def test_a_training_of_unknown_length_is_refused():
    with pytest.raises(ValueError, match="total_steps=10000.*phase_images="):
        Growth(3).begin(None, None, 16)
    Growth(3, phase_images=100).begin(None, None, 16)


@pytest.mark.parametrize("phase_images", [0, -1, 1.5])
def test_phases_of_no_number_of_images_are_refused(phase_images):
    with pytest.raises(ValueError, match=f"Received: {phase_images=}"):
        Growth(3, phase_images)


def test_phases_longer_than_the_training_are_warned_of_once():
    growth = Growth(3, phase_images=600_000)
    with pytest.warns(UserWarning, match="0.*of 3. Use phase_images=160"):
        growth.begin(None, 70, 16)
    growth.count(images=16, steps=1)
    growth.begin(None, 70, 16)


def test_what_is_recommended_suffices():
    growth = Growth(3, phase_images=160)
    growth.begin(None, 70, 16)
    growth.count(images=70 * 16, steps=70)
    assert level(growth) == 3


def test_the_counters_are_saved_with_a_model(tmp_path):
    x = keras.Input((1,))
    model = keras.Model(x, keras.layers.Dense(1)(x))
    model.growth = Growth(3)
    model.growth.begin(70, 70, 16)
    model.growth.count(images=160, steps=10)
    model.save_weights(tmp_path / "growth.weights.h5")
    other = keras.Model(x, keras.layers.Dense(1)(x))
    other.growth = Growth(3)
    other.load_weights(tmp_path / "growth.weights.h5")
    assert values(other.growth.weights) == values(model.growth.weights)
