"""The equalised learning rate against its formula."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_gans.layers import Equalized
from tests.helpers import values


def random(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def test_keeps_the_variance_of_its_inputs():
    x = random(64, 16, 16, 32)
    layer = Equalized(layers.Conv2D(64, 3, padding="valid"))
    (y,) = values([layer(x)])
    np.testing.assert_allclose(y.std(), 1, rtol=0.03)
    (kernel, bias) = values(layer.trainable_weights)
    np.testing.assert_allclose(kernel.std(), 1, rtol=0.03)
    assert not bias.any()


@pytest.mark.parametrize(("gain", "lr_multiplier"), [(2**0.5, 1.0), (1, 0.01)])
def test_multiplies_kernel_and_bias(gain, lr_multiplier):
    x = random(5, 7)
    dense = layers.Dense(3, activation="tanh", bias_initializer="ones")
    layer = Equalized(dense, gain=gain, lr_multiplier=lr_multiplier)
    (y,) = values([layer(x)])
    kernel, bias = values(layer.trainable_weights)
    np.testing.assert_allclose(kernel.std(), 1 / lr_multiplier, rtol=0.4)
    z = x @ (kernel * lr_multiplier * gain / 7**0.5) + bias * lr_multiplier
    np.testing.assert_allclose(y, np.tanh(z), rtol=1e-4, atol=1e-5)


def test_a_step_of_adam_changes_weights_of_all_layers_alike():
    # By the rate times the constant, whatever the fan-in.
    for units in (8, 512):
        layer = Equalized(layers.Dense(4))
        layer.build((None, units))
        (before,) = values([layer.layer.kernel])
        adam = keras.optimizers.Adam(0.1)
        adam.build([layer.layer.kernel])
        adam.apply([keras.ops.ones((units, 4))])
        (after,) = values([layer.layer.kernel])
        np.testing.assert_allclose(before - after, 0.1, rtol=1e-4)


def test_round_trip():
    layer = Equalized(layers.Conv2D(3, 3, strides=2), gain=2, lr_multiplier=0.5)
    copy = Equalized.from_config(layer.get_config())
    assert copy.get_config() == layer.get_config()
    assert copy.compute_output_shape((None, 9, 9, 2)) == (None, 4, 4, 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"gain": -1}, "gain"),
        ({"lr_multiplier": 0}, "lr_multiplier must be positive"),
    ],
)
def test_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        Equalized(layers.Dense(1), **arguments)
    built = layers.Dense(3)
    built.build((None, 2))
    with pytest.raises(ValueError, match="layer must not be built"):
        Equalized(built)
    with pytest.raises(TypeError, match="must be a Dense layer"):
        Equalized(layers.Flatten())
