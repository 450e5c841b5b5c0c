"""Networks that grow: each level, and the fades between them."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_gans import networks
from keras_gans.networks.growing import GrowingGenerator
from tests.helpers import images
from tests.helpers import values
from tests.networks.helpers import assert_rebuilt

SHAPE = (16, 24, 3)
# Pixels of full size in a pixel of each level.
FACTORS = (4, 2, 1)
IMAGES = images(2, SHAPE)
LATENTS = np.random.default_rng(1).normal(size=(2, 4)).astype("float32")


@pytest.fixture(scope="module")
def generator():
    return networks.progan_generator(SHAPE, 4, width=4)


@pytest.fixture(scope="module")
def discriminator():
    return networks.progan_discriminator(SHAPE, width=4)


def at(level, network, function, x):
    """What a function of a network makes of an array at a level."""
    network.level.assign(level)
    return values([function(keras.ops.convert_to_tensor(x))])[0]


def repeated(x, factor):
    return x.repeat(factor, axis=1).repeat(factor, axis=2)


def means(x, factor):
    n, height, width, channels = x.shape
    rows, columns = height // factor, width // factor
    x = x.reshape(n, rows, factor, columns, factor, channels)
    return x.mean(axis=(2, 4))


@pytest.fixture(params=["generator", "discriminator", "real images"])
def player(request, generator, discriminator):
    return {
        "generator": (generator, generator, LATENTS),
        "discriminator": (discriminator, discriminator, IMAGES),
        "real images": (discriminator, discriminator.shown, IMAGES),
    }[request.param]


def test_a_fade_begins_and_ends_without_a_jump(player):
    exact = [at(k, *player) for k in range(3)]
    for k in range(2):
        for level, expected in ((k + 1e-6, exact[k]), (k + 1 - 1e-6, exact[k])):
            if level > k + 0.5:
                expected = exact[k + 1]
            np.testing.assert_allclose(at(level, *player), expected, atol=1e-5)
        # Each level makes something of its own.
        assert np.abs(exact[k + 1] - exact[k]).max() > 1e-3


def test_a_stage_computes_what_its_levels_need_and_no_more(player):
    network, *_ = player
    larger = network.blocks[-1].weights[0]
    before = np.copy(values([larger])[0])
    for level in (0.0, 0.5, 1.0):
        whole = at(level, *player)
        network.stage = int(np.ceil(level))
        larger.assign(np.full_like(before, np.nan))
        np.testing.assert_allclose(at(level, *player), whole, atol=1e-5)
        network.stage = None
        larger.assign(before)


def test_generated_images_have_the_size_of_the_level(generator):
    exact = [at(k, generator, generator, LATENTS) for k in range(3)]
    for image, factor in zip(exact, FACTORS):
        assert image.shape == (2, *SHAPE)
        pixels = repeated(image[:, ::factor, ::factor], factor)
        np.testing.assert_array_equal(image, pixels)
    for k in range(2):
        half = at(k + 0.5, generator, generator, LATENTS)
        np.testing.assert_allclose(
            half, (exact[k] + exact[k + 1]) / 2, atol=1e-5
        )


def test_real_images_are_means_of_the_size_of_the_level(discriminator):
    exact = [repeated(means(IMAGES, factor), factor) for factor in FACTORS]
    for k, expected in enumerate(exact):
        shown = at(k, discriminator, discriminator.shown, IMAGES)
        np.testing.assert_allclose(shown, expected, atol=1e-6)
    shown = at(1.25, discriminator, discriminator.shown, IMAGES)
    np.testing.assert_allclose(
        shown, 0.75 * exact[1] + 0.25 * exact[2], atol=1e-6
    )


def test_the_discriminator_fades_features(discriminator):
    score, image, block = (
        discriminator.blocks[0],
        discriminator.image_layers,
        discriminator.blocks[1],
    )
    low, high = means(IMAGES, 4), means(IMAGES, 2)
    features = 0.7 * image[0](low) + 0.3 * block(image[1](high))
    np.testing.assert_allclose(
        at(0.3, discriminator, discriminator, IMAGES),
        values([score(features)])[0],
        atol=1e-5,
    )


def test_the_first_layers_of_the_discriminator_see_the_images(discriminator):
    shapes = [w.shape for w in discriminator.trainable_weights[:4]]
    # From images of full size to 4 channels, and a 3x3 convolution.
    assert shapes == [(1, 1, 3, 4), (4,), (3, 3, 4, 4), (4,)]
    scores = discriminator.blocks[0].layers[-1].trainable_weights
    others = sum(len(x.weights) for x in discriminator.image_layers[:-1])
    ids = [id(w) for w in discriminator.trainable_weights]
    assert ids[-others - 2 : -others] == [id(w) for w in scores]


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
def test_networks_are_rebuilt_from_their_config(policy):
    before = keras.config.dtype_policy()
    try:
        keras.config.set_dtype_policy(policy)
        built = [
            (networks.progan_generator((8, 8, 4), 4, width=2), LATENTS),
            (
                networks.progan_discriminator((8, 8, 4), width=2),
                images(2, (8, 8, 4)),
            ),
        ]
    finally:
        keras.config.set_dtype_policy(before)
    for network, inputs in built:
        network.level.assign(0.5)
        assert (
            keras.backend.standardize_dtype(network(inputs).dtype) == "float32"
        )
        assert_rebuilt(network, inputs)


def test_sizes_that_do_not_double_are_refused():
    def block(*shape):
        return keras.Sequential([layers.Input(shape), layers.Conv2D(2, 1)])

    for sizes in ((4, 12), (4, 4)):
        parts = [block(size, size, 2) for size in sizes]
        with pytest.raises(ValueError, match="twice the one before.*Received"):
            GrowingGenerator(parts, parts)
    with pytest.raises(ValueError, match="for each size.*Received: 1 blocks"):
        GrowingGenerator(parts[:1], parts)
