"""CycleGAN's generator against appendix 7.2 of the paper."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_gans import networks
from keras_gans.layers import ReflectionPadding2D
from tests.helpers import images
from tests.helpers import values
from tests.networks.helpers import assert_rebuilt


def find(network, kind):
    return [layer for layer in network.layers if isinstance(layer, kind)]


@pytest.mark.parametrize("size, blocks", [(64, 6), (128, 6), (256, 9)])
def test_the_papers_layers(size, blocks):
    network = networks.cyclegan_generator((size, size, 3))
    filters = [layer.filters for layer in find(network, layers.Conv2D)]
    assert filters == [64, 128, 256, *[256] * 2 * blocks, 3]
    decoder = [layer.filters for layer in find(network, layers.Conv2DTranspose)]
    assert decoder == [128, 64]
    assert len(find(network, layers.Add)) == blocks
    padding = [layer.padding for layer in find(network, ReflectionPadding2D)]
    assert padding == [3, *[1] * 2 * blocks, 3]
    normalized = find(network, layers.GroupNormalization)
    assert len(normalized) == 3 + 2 * blocks + 2


def test_parameters_by_hand():
    network = networks.cyclegan_generator((8, 8, 3), width=2, blocks=1)

    def normalized(n):
        return 2 * n

    encoder = 49 * 3 * 2 + normalized(2)
    encoder += 9 * 2 * 4 + normalized(4) + 9 * 4 * 8 + normalized(8)
    block = 2 * (9 * 8 * 8 + normalized(8))
    decoder = 9 * 8 * 4 + normalized(4) + 9 * 4 * 2 + normalized(2)
    assert network.count_params() == encoder + block + decoder + 49 * 2 * 3 + 3


def test_any_multiple_of_four():
    network = networks.cyclegan_generator((8, 8, 3), width=2, blocks=1)
    x = images(2, (8, 20, 3))
    (translated,) = values([network(x)])
    assert translated.shape == x.shape
    assert abs(translated).max() <= 1
    assert network(keras.Input((8, 12, 3))).shape == (None, 8, 12, 3)
    np.testing.assert_allclose(
        translated[:1], values([network(x[:1])])[0], atol=1e-5
    )


def test_round_trip():
    network = networks.cyclegan_generator((8, 8, 1), width=2, blocks=1)
    assert_rebuilt(network, images(2))


@pytest.mark.parametrize("shape", [(30, 32, 3), (32, 30, 3), (4, 8, 3)])
def test_refuses_sizes_it_cannot_make(shape):
    with pytest.raises(
        ValueError, match=r"multiples of 4, at least 8.*Use \d+x\d+"
    ):
        networks.cyclegan_generator(shape)
