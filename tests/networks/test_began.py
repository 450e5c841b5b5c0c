"""BEGAN's networks against section 3.5 of the paper."""

import numpy as np
import pytest
from keras import layers

from keras_gans import networks
from keras_gans.layers import VanishingResidual
from tests.helpers import images
from tests.helpers import values
from tests.networks.helpers import assert_rebuilt

SHAPE = (8, 8, 1)


@pytest.mark.parametrize("residuals", [False, True])
@pytest.mark.parametrize(
    "shape", [SHAPE, (14, 14, 1), (28, 28, 1), (32, 32, 3), (64, 64, 3)]
)
def test_makes_every_documented_size(shape, residuals):
    options = {"width": 2, "vanishing_residuals": residuals}
    generator = networks.began_generator(shape, 4, **options)
    discriminator = networks.began_autoencoder(shape, code_dim=3, **options)
    encoder, decoder = discriminator.layers
    assert generator.output_shape == (None, *shape)
    assert discriminator.name == "discriminator"
    assert discriminator.output_shape == (None, *shape)
    assert encoder.output_shape == decoder.input_shape == (None, 3)


def filters(network):
    return [n.filters for n in network.layers if isinstance(n, layers.Conv2D)]


def test_channels_grow_linearly_in_the_encoder_and_stay_in_the_decoder():
    encoder, decoder = networks.began_autoencoder((64, 64, 3), width=4).layers
    # Pairs at 64, 32, 16 and 8; between them, convolutions of stride 2.
    pairs = [4] * 3 + [8] * 3 + [12] * 3 + [16] * 3
    assert filters(encoder) == pairs
    assert filters(decoder) == [4] * 8 + [3]
    first = next(n for n in decoder.layers if isinstance(n, layers.Reshape))
    assert first.target_shape == (8, 8, 4)


def test_convolutions_are_3x3_with_elu_and_the_ends_are_linear():
    encoder, decoder = networks.began_autoencoder((16, 16, 1), width=2).layers
    *hidden, last = [
        layer
        for layer in encoder.layers + decoder.layers
        if isinstance(layer, layers.Conv2D)
    ]
    assert {layer.kernel_size for layer in [*hidden, last]} == {(3, 3)}
    assert {layer.activation.__name__ for layer in hidden} == {"elu"}
    for layer in (last, encoder.layers[-1], decoder.layers[1]):
        assert layer.activation.__name__ == "linear"


def test_the_generator_is_built_like_the_decoder():
    for residuals in (False, True):
        generator = networks.began_generator(
            SHAPE, 5, width=2, vanishing_residuals=residuals
        )
        _, decoder = networks.began_autoencoder(
            SHAPE, code_dim=5, width=2, vanishing_residuals=residuals
        ).layers
        shapes = [weight.shape for weight in decoder.weights]
        assert [weight.shape for weight in generator.weights] == shapes
        assert generator.layers[-1].activation.__name__ == "tanh"


def test_parameters_by_hand():
    # 8x8 is 4x4 doubled once; a 3x3 convolution a -> b has 9ab + b.
    def convolution(a, b):
        return 9 * a * b + b

    code, n = 5, 2
    decoder = (code + 1) * 16 * n + 4 * convolution(n, n) + convolution(n, 1)
    encoder = (
        convolution(1, n)
        + 2 * convolution(n, n)
        + convolution(n, 2 * n)
        + 2 * convolution(2 * n, 2 * n)
        + (16 * 2 * n + 1) * code
    )
    network = networks.began_autoencoder(SHAPE, code_dim=code, width=n)
    assert network.count_params() == encoder + decoder
    assert networks.began_generator(SHAPE, code, width=n).count_params() == (
        decoder
    )


def test_vanishing_residuals_lie_around_layers_of_one_size():
    encoder, decoder = networks.began_autoencoder(
        (16, 16, 1), width=2, vanishing_residuals=True
    ).layers
    # The first convolution after a concatenation halves the channels.
    for half, carries in ((encoder, 4), (decoder, 3)):
        kinds = [type(layer) for layer in half.layers]
        assert kinds.count(VanishingResidual) == carries
    concatenations = [
        n for n in decoder.layers if isinstance(n, layers.Concatenate)
    ]
    assert [n.output.shape for n in concatenations] == [(None, 16, 16, 4)]


def test_while_the_carry_is_one_the_pairs_pass_their_input_on():
    network = networks.began_generator(
        SHAPE, 4, width=2, vanishing_residuals=True
    )
    z = images(3, (4,))
    (before,) = values([network(z)])
    carried = [n for n in network.layers if isinstance(n, VanishingResidual)]
    for layer in carried:
        convolution = layer.input[1]._keras_history.operation
        convolution.kernel.assign(convolution.kernel + 1)
    (during,) = values([network(z)])
    np.testing.assert_array_equal(before, during)
    for layer in carried:
        layer.advance()
    (after,) = values([network(z)])
    assert abs(after - before).max() > 0


@pytest.mark.parametrize("residuals", [False, True])
def test_round_trip(residuals):
    options = {"width": 2, "vanishing_residuals": residuals}
    assert_rebuilt(networks.began_autoencoder(SHAPE, **options), images(4))
    assert_rebuilt(
        networks.began_generator(SHAPE, 3, **options), images(4, (3,))
    )
