"""What a training is said to cost."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from keras_gans.runs import cost
from tests.helpers import BACKEND
from tests.helpers import values


@pytest.fixture
def model():
    generator = keras.Sequential(
        [layers.Input((3,)), layers.Dense(4, activation="tanh")]
    )
    inner = keras.Sequential([layers.Input((4,)), layers.Dense(5)])
    scores = keras.Sequential([inner, layers.Dense(1)])
    model = kg.GAN((4,), 3, generator=generator, discriminator=scores)
    sgd = keras.optimizers.SGD
    model.compile(sgd(0.1), sgd(0.1))
    return model


def test_memory_is_that_of_weights_gradients_and_features(model):
    weights = (3 * 4 + 4) + (4 * 5 + 5) + (5 * 1 + 1)
    # Iterations and rate of two optimizers; the model's seed and epochs.
    state = model.variables + model.optimizer.variables
    others = sum(np.size(value) for value in values(state)) - weights
    features = 1.5 * (4 + 2 * (5 + 1))
    expected = 4 * (2 * weights + others + 10 * features)
    assert cost.memory(model, 10) == expected
    model.accumulate = 5
    assert cost.memory(model, 50) == expected
    model.accumulate, model.rematerialize = 1, True
    saved = 0 if BACKEND == "jax" else 4 * 0.25 * 10 * features
    assert cost.memory(model, 10) == int(expected - saved)


@pytest.mark.parametrize(
    ("size", "text"), [(1e3, "1 MB"), (234e6, "234 MB"), (1.23e9, "1.2 GB")]
)
def test_the_cost_is_told_in_units_that_fit(size, text, model, monkeypatch):
    monkeypatch.setattr(cost, "memory", lambda *_: size)
    assert cost.described(model, 10) == (
        "16 parameters in the generator, 31 in the discriminator; "
        f"about {text} of memory for a step."
    )


def test_too_little_memory_is_said_with_what_fits(model, monkeypatch):
    monkeypatch.setattr(cost, "free_memory", lambda: cost.memory(model, 100))
    again = "" if BACKEND == "jax" else "rematerialize=True, or "
    cost.warn_of_memory(model, 99)
    with pytest.warns(UserWarning, match=f"Use {again}batch_size=64"):
        cost.warn_of_memory(model, 101)
    with pytest.warns(UserWarning, match="Use accumulate=2 .* batch_size=64"):
        cost.warn_of_memory(model, 200)
    monkeypatch.setattr(cost, "free_memory", lambda: 0)
    with pytest.warns(UserWarning, match="Use a smaller width"):
        cost.warn_of_memory(model, 1)
    monkeypatch.setattr(cost, "free_memory", lambda: None)
    cost.warn_of_memory(model, 10**9)


def test_free_memory_is_part_of_the_machines():
    free = cost.free_memory()
    assert free is None or 1e7 < free < 1e13
