"""The vanishing residual: what it merges, and how it fades."""

import keras
import numpy as np
import pytest

from keras_gans.layers import VanishingResidual
from tests.helpers import images
from tests.helpers import values

X, Y = images(2, seed=0), images(2, seed=1)


def test_fades_from_the_input_to_the_function_in_equal_steps():
    layer = VanishingResidual(steps=4)
    for carry in (1, 0.75, 0.5, 0.25, 0, 0):
        merged, again = values([layer([X, Y]), layer([X, Y])])
        expected = carry * X + (1 - carry) * Y
        np.testing.assert_allclose(merged, expected, rtol=1e-6, atol=1e-7)
        np.testing.assert_array_equal(merged, again)
        assert float(layer.carry) == carry
        layer.advance()


def test_the_papers_steps_are_counted_exactly():
    layer = VanishingResidual()
    layer([X, Y])
    for step in (15999, 8001, 2, 1):
        layer.carry.assign(step / 16000)
        layer.advance()
        expected = np.float32(step - 1) / np.float32(16000)
        np.testing.assert_allclose(float(layer.carry), expected, rtol=1e-6)
    assert float(layer.carry) == 0


def test_the_carry_is_saved_but_not_trained(tmp_path):
    first, second = keras.Input(X.shape[1:]), keras.Input(X.shape[1:])
    layer = VanishingResidual(steps=3)
    model = keras.Model([first, second], layer([first, second]))
    layer.advance()
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert loaded.layers[-1].steps == 3
    assert not loaded.trainable_variables
    assert values(loaded.variables) == values(model.variables)
    np.testing.assert_array_equal(*values([model([X, Y]), loaded([X, Y])]))


def test_merges_in_bfloat16_with_a_float32_carry():
    layer = VanishingResidual(dtype="mixed_bfloat16")
    merged = layer([X, Y])
    layer.advance()
    assert keras.backend.standardize_dtype(merged.dtype) == "bfloat16"
    assert float(layer.carry) == np.float32(15999 / 16000)


@pytest.mark.parametrize("steps", [0, 1.5])
def test_refuses_steps_that_are_no_number_of_calls(steps):
    with pytest.raises(ValueError, match=f"Received: steps={steps}"):
        VanishingResidual(steps)
