"""The grouped convolution against Keras's."""

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

from keras_gans import backend
from keras_gans.layers import GroupedConv2D
from tests.helpers import BACKEND
from tests.helpers import images
from tests.helpers import values


@pytest.mark.parametrize("group_size", [1, 2, 6])
def test_equals_separate_convolutions_of_the_groups(group_size):
    x = images(3, (4, 5, 6))
    layer = GroupedConv2D(group_size)
    layer.build(x.shape)
    layer.bias.assign(np.arange(6.0))
    (y,) = values([layer(x)])
    kernel, bias = values(layer.weights)
    for start in range(0, 6, group_size):
        group = slice(start, start + group_size)
        plain = layers.Conv2D(group_size, 3, padding="same")
        plain.build(x[..., group].shape)
        plain.set_weights([kernel[..., group], bias[group]])
        (expected,) = values([plain(x[..., group])])
        np.testing.assert_allclose(y[..., group], expected, atol=1e-5)


@pytest.mark.skipif(BACKEND != "tensorflow", reason="Only it has both.")
def test_xla_gets_a_convolution_for_each_group():
    import tensorflow as tf

    layer = GroupedConv2D(2)
    x = ops.convert_to_tensor(images(3, (4, 5, 6)))
    layer.build(x.shape)
    compiled = tf.function(layer, jit_compile=True)
    graph = compiled.get_concrete_function(x).graph
    kinds = [operation.type for operation in graph.get_operations()]
    assert kinds.count("Conv2D") == 3


def test_second_derivatives_against_finite_differences():
    layer = GroupedConv2D(2)
    x = ops.convert_to_tensor(images(2, (3, 4, 4)))
    layer.build(x.shape)

    def penalty():
        _, gradient = backend.input_gradient(
            lambda x: (ops.sum(ops.tanh(layer(x))), ()), x, layer.variables
        )
        return ops.sum(ops.square(gradient)), ()

    def evaluate():
        return backend.pullback(penalty, [layer.kernel], layer.variables)

    (gradient,) = values(evaluate()[1]())
    (kernel,) = values([layer.kernel])
    norm = np.linalg.norm(gradient)
    sides = []
    for step in (0.01, -0.01):
        layer.kernel.assign(kernel + step * gradient / norm)
        sides.append(float(evaluate()[0][0]))
    np.testing.assert_allclose((sides[0] - sides[1]) / 0.02, norm, rtol=1e-2)


def test_has_the_weights_of_a_convolution_in_groups():
    layer = GroupedConv2D(4)
    keras_layer = layers.Conv2D(12, 3, groups=3)
    for each in (layer, keras_layer):
        each.build((None, 8, 8, 12))
    shapes = [weight.shape for weight in keras_layer.weights]
    assert [weight.shape for weight in layer.weights] == shapes


def test_round_trip():
    layer = GroupedConv2D(2, "he_normal", name="groups")
    config = GroupedConv2D.from_config(layer.get_config()).get_config()
    assert config == layer.get_config()


def test_refuses_groups_that_leave_channels_over():
    with pytest.raises(ValueError, match="group_size=4, channels=6"):
        GroupedConv2D(4)(keras.Input((8, 8, 6)))
