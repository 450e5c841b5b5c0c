"""The builders, by shape, guideline and initial weights."""

import numpy as np
import pytest
from keras import layers

from keras_gans import networks
from tests.helpers import values

SIZES = [8, 14, 16, 28, 32, 56, 64, 112, 128]


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", SIZES)
def test_dcgan_makes_every_documented_size(size, channels):
    shape = (size, size, channels)
    generator = networks.dcgan_generator(shape, 4, width=1)
    discriminator = networks.dcgan_discriminator(shape, width=1)
    assert generator.output_shape == (None, *shape)
    assert discriminator.output_shape == (None, 1)


def test_dcgan_at_64_is_the_common_network():
    generator = networks.dcgan_generator((64, 64, 3), 100)
    filters = [
        layer.filters
        for layer in generator.layers
        if isinstance(layer, layers.Conv2DTranspose)
    ]
    assert generator.layers[1].target_shape == (4, 4, 512)
    assert filters == [256, 128, 64, 3]
    discriminator = networks.dcgan_discriminator((64, 64, 3))
    filters = [
        layer.filters
        for layer in discriminator.layers
        if isinstance(layer, layers.Conv2D)
    ]
    assert filters == [64, 128, 256, 512]


def test_dcgan_follows_the_guidelines():
    generator = networks.dcgan_generator((32, 32, 1), 100)
    discriminator = networks.dcgan_discriminator((32, 32, 1))
    for network, norms in ((generator, 3), (discriminator, 2)):
        kinds = [type(layer) for layer in network.layers]
        assert kinds.count(layers.BatchNormalization) == norms
        assert not {layers.MaxPooling2D, layers.AveragePooling2D} & set(kinds)
    assert generator.layers[-1].activation.__name__ == "tanh"
    kernels = [w for w in generator.weights if "kernel" in w.path]
    for kernel in values(kernels[:2]):
        np.testing.assert_allclose(kernel.std(), 0.02, rtol=0.05)
        assert abs(kernel.mean()) < 1e-3


@pytest.mark.parametrize(
    "shape", [(30, 30, 1), (7, 7, 1), (256, 256, 3), (28, 32, 1)]
)
def test_dcgan_refuses_sizes_it_cannot_make(shape):
    for build in (
        networks.dcgan_discriminator,
        lambda s: networks.dcgan_generator(s, 4),
    ):
        with pytest.raises(ValueError, match="Received: image_shape="):
            build(shape)


def test_dcgan_refuses_two_channels():
    with pytest.raises(ValueError, match="1 or 3 channels"):
        networks.dcgan_generator((8, 8, 2), 4)


def test_mlp_has_three_hidden_layers_with_leaky_relu_and_dropout():
    for network in (
        networks.mlp_generator((28, 28, 1), 100, dropout=0.3),
        networks.mlp_discriminator((28, 28, 1)),
    ):
        kinds = [type(layer) for layer in network.layers]
        assert kinds.count(layers.Dense) == 4
        assert kinds.count(layers.LeakyReLU) == kinds.count(layers.Dropout) == 3
