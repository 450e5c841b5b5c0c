"""The networks of ProGAN and MSG-GAN against the tables of the papers."""

import re

import numpy as np
import pytest
from keras import layers

from keras_gans import networks
from keras_gans.layers import Equalized
from keras_gans.layers import MinibatchStddev
from keras_gans.layers import PixelNormalization
from keras_gans.utils.layers import all_layers
from tests.helpers import images
from tests.helpers import values
from tests.networks.helpers import assert_rebuilt

FAMILIES = {
    "progan": (networks.progan_generator, networks.progan_discriminator),
    "msggan": (networks.msggan_generator, networks.msggan_discriminator),
}
families = pytest.mark.parametrize("name", FAMILIES)


def build(name, shape, width, latent_dim=4):
    make, judge = FAMILIES[name]
    return make(shape, latent_dim, width=width), judge(shape, width=width)


def count(network, kind):
    return sum(isinstance(layer, kind) for layer in all_layers(network))


def convolution(before, after, kernel=3):
    return kernel * kernel * before * after + after


@families
def test_parameters_by_hand(name):
    generator, discriminator = build(name, (16, 16, 3), 4)
    a, b, c = 16, 8, 4
    in_generator = [
        (4 + 1) * 16 * a + convolution(a, a),
        convolution(a, b) + convolution(b, b),
        convolution(b, c) + convolution(c, c),
        *[convolution(n, 3, kernel=1) for n in (a, b, c)],
    ]
    assert generator.count_params() == sum(in_generator) + (name == "progan")
    last = convolution(a + 1, a) + (16 * a + 1) * a + a + 1
    if name == "progan":
        in_discriminator = [
            convolution(c, c) + convolution(c, b),
            convolution(b, b) + convolution(b, a),
            last,
            *[convolution(3, n, kernel=1) for n in (a, b, c)],
            1,  # The level.
        ]
    else:  # At each size a channel of variety, below the largest an image.
        in_discriminator = [
            convolution(3, c, kernel=1),
            convolution(c + 1, c) + convolution(c, b),
            convolution(b + 4, b) + convolution(b, a),
            last + 9 * 3 * a,
        ]
    assert discriminator.count_params() == sum(in_discriminator)


@families
def test_the_parts_are_those_of_the_paper(name):
    generator, discriminator = build(name, (16, 16, 3), 2)
    # Of the latents, of the smallest features twice, and two a size.
    assert count(generator, PixelNormalization) == 3 + 2 + 2
    assert count(discriminator, PixelNormalization) == 0
    stddevs = {"progan": 1, "msggan": 3}[name]
    assert count(discriminator, MinibatchStddev) == stddevs
    for network in (generator, discriminator):
        wrapped = [
            layer.layer
            for layer in all_layers(network)
            if isinstance(layer, Equalized)
        ]
        assert len(wrapped) == count(network, (layers.Dense, layers.Conv2D))
        # The images and the scores are linear.
        assert not count(network, layers.Activation)
        assert {layer.activation.__name__ for layer in wrapped} == {"linear"}


@families
def test_channels_are_at_most_512(name):
    generator = FAMILIES[name][0]((32, 32, 3), 4, width=128)
    kernels = [w.shape for w in generator.weights if len(w.shape) == 4]
    channels = [shape[-2] for shape in kernels if shape[0] == 3]
    assert channels == [512, 512, 512, 512, 256, 256, 128]


@families
@pytest.mark.parametrize("shape", [(12, 16, 4), (16, 8, 1), (14, 14, 3)])
def test_rectangles_of_any_channels(name, shape):
    generator, discriminator = build(name, shape, 2)
    made = generator(np.ones((2, 4), "float32"))
    made = made if isinstance(made, list) else [made]
    assert made[-1].shape == (2, *shape)
    factor = 2 ** (len(made) - 1)
    assert made[0].shape == (
        2,
        shape[0] // factor,
        shape[1] // factor,
        shape[2],
    )
    scores = discriminator(made if len(made) > 1 else made[0])
    assert scores.shape == (2, 1)
    assert np.isfinite(values([scores])).all()


@families
@pytest.mark.parametrize(
    "shape, message",
    [
        ((100, 100, 3), "Use 96x96 or 104x104, the nearest"),
        ((64, 1), "image_shape must be (height, width, channels)"),
    ],
)
def test_what_cannot_be_made_is_refused(name, shape, message):
    make, judge = FAMILIES[name]
    for refused in (lambda: make(shape, 4), lambda: judge(shape)):
        with pytest.raises(ValueError, match=re.escape(message)):
            refused()


def test_msggan_is_rebuilt_from_its_config():
    generator, discriminator = build("msggan", (8, 8, 1), 2)
    assert_rebuilt(discriminator, [images(2, (n, n, 1)) for n in (4, 8)])
    again = type(generator).from_config(generator.get_config())
    again.set_weights(generator.get_weights())
    z = np.ones((2, 4), "float32")
    for a, b in zip(values(generator(z)), values(again(z)), strict=True):
        np.testing.assert_array_equal(a, b)
