"""Copies of networks, of which the average of a generator is one."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from keras_gans.training.copying import copy_network
from tests.helpers import images
from tests.helpers import values
from tests.training.test_custom_objects import Plain
from tests.training.test_custom_objects import Unregistered
from tests.training.test_custom_objects import WithArgument

Z = images(3, (4,))


class Scaled(layers.Layer):
    """A layer of one's own, unregistered, with an argument and a weight."""

    def __init__(self, factor=2.0):
        super().__init__()
        self.factor = factor

    def build(self, shape):
        self.offset = self.add_weight(shape=(shape[-1],), name="offset")

    def call(self, x):
        return self.factor * x + self.offset


def functional():
    z = keras.Input((4,))
    factor = 0.5  # A closure, which no file would hold.
    x = layers.Lambda(lambda x: factor * x, output_shape=(4,))(z)
    same = layers.Dense(4, name="twice")
    x = layers.BatchNormalization()(same(same(x)))
    inner = keras.Sequential(
        [layers.Input((4,)), layers.Lambda(lambda x: x + 1), Scaled(3.0)]
    )
    return keras.Model(z, layers.Dense(2)(inner(x)), name="mine")


class Inherited(keras.Model):
    """A graph of layers that a class of one's own builds."""

    def __init__(self, units):
        z = keras.Input((4,))
        super().__init__(z, layers.Dense(2)(layers.Dense(units)(z)))


NETWORKS = {
    "functional": functional,
    "subclassed": Plain,
    "subclassed, with arguments": lambda: Unregistered(units=5),
    "inherited": lambda: Inherited(3),
    "sequential": lambda: keras.Sequential(
        [layers.Input((4,)), layers.Lambda(lambda x: 2 * x), Scaled(), Plain()]
    ),
    "sequential without an input": lambda: keras.Sequential([layers.Dense(2)]),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_copy_makes_the_same_and_has_its_own_weights(name):
    network = NETWORKS[name]()
    inputs = keras.Input((4,))
    network(inputs)
    for variable in network.weights:
        variable.assign(np.random.default_rng(0).normal(size=variable.shape))
    copy = copy_network(network, inputs)
    np.testing.assert_array_equal(*values([copy(Z), network(Z)]))
    assert copy.name == network.name
    if name in ("functional", "sequential"):
        assert [x.name for x in copy.layers][1:] == [
            x.name for x in network.layers
        ][1:]
    before = values([copy(Z)])[0]
    for variable in network.weights:
        variable.assign(variable.value + 1)
    np.testing.assert_array_equal(values([copy(Z)])[0], before)


def test_a_generator_that_cannot_be_copied_is_refused_with_ema_alone():
    with pytest.raises(
        ValueError, match="ema must be None .*get_config.*WithArgument"
    ):
        kg.GAN((2,), 4, generator=WithArgument(layers.Dense(3)), ema=0.9)
    kg.GAN((2,), 4, width=2, generator=WithArgument(layers.Dense(3)))
