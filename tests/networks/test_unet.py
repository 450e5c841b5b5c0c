"""The U-Net against appendix 6.1 of the paper."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_gans import networks
from keras_gans.layers import DropoutNoise
from tests.helpers import images
from tests.helpers import values
from tests.networks.helpers import assert_rebuilt


def find(network, kind):
    return [layer for layer in network.layers if isinstance(layer, kind)]


def test_the_papers_layers_at_256():
    network = networks.unet_generator((256, 256, 3))
    encoder = [layer.filters for layer in find(network, layers.Conv2D)]
    decoder = [layer.filters for layer in find(network, layers.Conv2DTranspose)]
    assert encoder == [64, 128, 256, 512, 512, 512, 512, 512]
    assert decoder == [512, 512, 512, 512, 256, 128, 64, 3]
    joined = find(network, layers.Concatenate)
    channels = [layer.output.shape[-1] for layer in joined]
    assert channels == [1024, 1024, 1024, 1024, 512, 256, 128]
    # Neither first nor innermost layer, nor the last, is normalised.
    assert len(find(network, layers.GroupNormalization)) == 6 + 7
    noise = find(network, DropoutNoise)
    assert [layer.rate for layer in noise] == [0.5] * 3
    assert [layer.input.shape[-1] for layer in noise] == [512] * 3
    kernel = values([find(network, layers.Conv2D)[3].kernel])[0]
    assert abs(kernel.std() - 0.02) < 1e-3 and abs(kernel.mean()) < 1e-3


@pytest.mark.parametrize(
    "shape, depth", [((64, 64, 3), 6), ((28, 28, 1), 2), ((96, 64, 3), 5)]
)
def test_the_size_is_halved_as_often_as_it_can_be(shape, depth):
    network = networks.unet_generator(shape, width=2)
    assert len(find(network, layers.Conv2D)) == depth
    assert tuple(network(keras.Input(shape)).shape) == (None, *shape)


def test_any_multiple_of_the_smallest_size():
    network = networks.unet_generator(
        (8, 8, 3), input_channels=1, width=2, depth=2
    )
    translated = network(images(2, (4, 12, 1)))
    assert tuple(translated.shape) == (2, 4, 12, 3)


def test_a_pixel_reaches_the_output_past_the_bottleneck():
    # A skip connection: where nothing comes from below, position still does.
    network = networks.unet_generator((8, 8, 1), width=4)
    (innermost,) = [
        layer
        for layer in find(network, layers.Conv2D)
        if layer.output.shape[-1] == 16 and layer.use_bias
    ]
    innermost.kernel.assign(0 * innermost.kernel)
    for layer in find(network, DropoutNoise):
        layer.rate = 0.0
    x = images(2, (8, 8, 1))
    a, b = values([network(x), network(-x)])
    assert abs(a - b).max() > 1e-4


def test_noise_at_test_time():
    network = networks.unet_generator((8, 8, 1), width=4)
    x = images(2, (8, 8, 1))
    a, b = values([network(x, training=False), network(x, training=False)])
    assert not np.array_equal(a, b)
    assert abs(a).max() <= 1


def test_images_do_not_see_each_other():
    network = networks.unet_generator((8, 8, 1), width=4)
    for layer in find(network, DropoutNoise):
        layer.rate = 0.0
    x = images(3, (8, 8, 1))
    together, alone = values([network(x, training=True), network(x[:1])])
    np.testing.assert_allclose(together[:1], alone, atol=1e-5)


def test_round_trip_without_noise():
    network = networks.unet_generator((8, 8, 1), width=2)
    for layer in find(network, DropoutNoise):
        layer.rate = 1e-9
    assert_rebuilt(network, images(4))


@pytest.mark.parametrize(
    "shape, depth, message",
    [
        ((28, 28, 1), 3, "28x28 allow a depth of at most 2. Received: depth=3"),
        ((9, 8, 1), None, "must be even.*Received: images of 9x8"),
        ((5, 5, 3), 2, "must be even.*Received: images of 5x5"),
        ((8, 8, 1), 0, "positive integer. Received: depth=0"),
        ((2,), None, "not points.*image_shape=.2,"),
    ],
)
def test_refuses_what_it_cannot_make(shape, depth, message):
    with pytest.raises(ValueError, match=message):
        networks.unet_generator(shape, depth=depth)
