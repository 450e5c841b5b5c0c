"""The autoencoders of EBGAN: shapes, guidelines and initial weights."""

import numpy as np
import pytest
from keras import layers

from keras_gans import networks
from tests.helpers import images
from tests.helpers import values
from tests.networks.helpers import assert_rebuilt


@pytest.mark.parametrize(
    "shape", [(8, 8, 1), (14, 14, 3), (28, 28, 1), (64, 64, 3), (128, 128, 1)]
)
def test_dcgan_autoencoder_returns_to_the_images_through_a_code(shape):
    network = networks.dcgan_autoencoder(shape, width=1, code_dim=5)
    encoder, decoder = network.layers
    assert network.name == "discriminator"
    assert encoder.output_shape == decoder.input_shape == (None, 5)
    assert network.output_shape == (None, *shape)


def test_dcgan_autoencoder_follows_the_guidelines():
    encoder, decoder = networks.dcgan_autoencoder((32, 32, 1)).layers
    for half, convolution, channels in (
        (encoder, layers.Conv2D, [64, 128, 256]),
        (decoder, layers.Conv2DTranspose, [128, 64, 1]),
    ):
        found = [n for n in half.layers if isinstance(n, convolution)]
        assert [layer.filters for layer in found] == channels
        assert {layer.strides for layer in found} == {(2, 2)}
        # One after each layer but that at the image: two and the dense one.
        kinds = [type(layer) for layer in half.layers]
        assert kinds.count(layers.BatchNormalization) == 3
        kernels = [w for w in half.weights if "kernel" in w.path]
        for kernel in values(kernels):
            np.testing.assert_allclose(kernel.std(), 0.002, rtol=0.1)
    assert isinstance(encoder.layers[1], layers.LeakyReLU)
    assert decoder.layers[-1].activation.__name__ == "tanh"


@pytest.mark.parametrize("shape", [(2,), (8, 8, 1), (5, 7, 2), (28, 28, 1)])
def test_mlp_autoencoder_takes_any_shape(shape):
    network = networks.mlp_autoencoder(shape, hidden=(3, 6), code_dim=2)
    encoder, decoder = network.layers
    units = [n.units for n in encoder.layers if isinstance(n, layers.Dense)]
    assert units == [6, 3, 2]
    units = [n.units for n in decoder.layers if isinstance(n, layers.Dense)]
    assert units == [3, 6, np.prod(shape)]
    assert network.output_shape == (None, *shape)


def test_only_points_are_without_bounds():
    for shape, is_bounded in (((2,), False), ((4, 4, 1), True)):
        network = networks.mlp_autoencoder(shape, width=2)
        for variable in network.layers[1].variables:
            variable.assign(variable + 1)
        (output,) = values([network(images(4, shape))])
        assert (abs(output).max() <= 1) == is_bounded


@pytest.mark.parametrize(
    "build",
    [
        lambda: networks.dcgan_autoencoder((8, 8, 1), width=2),
        lambda: networks.mlp_autoencoder((8, 8, 1), hidden=(4,)),
    ],
)
def test_round_trip(build):
    assert_rebuilt(build(), images(4))


def test_refuses_what_it_cannot_build():
    with pytest.raises(ValueError, match="Use 32x32 or 36x36"):
        networks.dcgan_autoencoder((34, 34, 1))
    with pytest.raises(ValueError, match="Received: code_dim=0"):
        networks.dcgan_autoencoder((8, 8, 1), code_dim=0)
    with pytest.raises(ValueError, match="Received: hidden=0"):
        networks.mlp_autoencoder((2,), hidden=(4, 0))
