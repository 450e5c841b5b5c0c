"""The builders, by shape, guideline and initial weights."""

import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from keras_gans import networks
from keras_gans.layers import GroupNormalization
from keras_gans.layers import SpectralNormalization
from keras_gans.networks import sizes
from tests.helpers import images
from tests.helpers import values

# The smallest feature maps of images, by their shape.
MAPS = {
    **{(4 * 2**k, 4 * 2**k, 1): (4, 4) for k in range(1, 7)},
    **{(7 * 2**k, 7 * 2**k, 3): (7, 7) for k in range(1, 6)},
    (8, 8, 4): (4, 4),
    (10, 12, 2): (5, 6),
    (96, 96, 3): (6, 6),
    (48, 64, 3): (6, 8),
    (16, 128, 1): (4, 32),
    (144, 256, 3): (9, 16),
    (30, 30, 1): (15, 15),
}
BUILDERS = {
    "dcgan": (networks.dcgan_generator, networks.dcgan_discriminator),
    "r3gan": (networks.r3gan_generator, networks.r3gan_discriminator),
    "began": (networks.began_generator, networks.began_autoencoder),
    "stylegan2": (
        networks.stylegan2_generator,
        networks.stylegan2_discriminator,
    ),
    "ebgan": (networks.dcgan_generator, networks.dcgan_autoencoder),
    "projection": (
        lambda shape, dim, **kwargs: networks.projection_generator(
            shape, dim, 3, **kwargs
        ),
        lambda shape, **kwargs: networks.projection_discriminator(
            shape, 3, **kwargs
        ),
    ),
    "biggan": (
        lambda shape, dim, **kwargs: networks.biggan_generator(
            shape, dim, 3, **kwargs
        ),
        lambda shape, **kwargs: networks.biggan_discriminator(
            shape, 3, **kwargs
        ),
    ),
    "conditional": (
        lambda shape, dim, **kwargs: networks.conditional_generator(
            shape, dim, 3, **kwargs
        ),
        lambda shape, **kwargs: networks.conditional_discriminator(
            shape, 3, **kwargs
        ),
    ),
}
builders = pytest.mark.parametrize("name", BUILDERS)


@pytest.mark.parametrize("shape", MAPS)
def test_dcgan_makes_every_documented_size(shape):
    generator = networks.dcgan_generator(shape, 4, width=1)
    discriminator = networks.dcgan_discriminator(shape, width=1)
    assert generator.layers[1].target_shape[:2] == MAPS[shape]
    assert generator.output_shape == (None, *shape)
    flat = next(a for a in discriminator.layers if a.name.startswith("flatten"))
    assert flat.input.shape[1:3] == MAPS[shape]
    assert discriminator.output_shape == (None, 1)


@builders
@pytest.mark.parametrize("shape", [(12, 16, 4), (16, 8, 1)])
def test_networks_make_rectangles_of_any_channels(name, shape):
    make, judge = BUILDERS[name]
    generator = make(shape, 4, width=2)
    assert generator.output_shape == (None, *shape)
    outputs = (1,) if name not in ("ebgan", "began") else shape
    assert judge(shape, width=2).output_shape == (None, *outputs)


@builders
def test_a_size_that_cannot_be_made_is_refused_with_the_nearest(name):
    for shape, near in (
        ((100, 100, 3), "96x96 or 104x104"),
        ((34, 34, 1), "32x32 or 36x36"),
        ((33, 70, 3), "32x68 or 36x72"),
        ((7, 7, 1), "8x8"),
    ):
        message = (
            f"Use {near}, the nearest sizes; or kg.GAN.*image_shape=.{shape[0]}"
        )
        for build in BUILDERS[name]:
            arguments = (4,) if build is BUILDERS[name][0] else ()
            with pytest.raises(ValueError, match=message):
                build(shape, *arguments, width=2)
        # What the message says of GAN.
        generator = kg.GAN(shape, 4, width=1).generator
        assert generator.output_shape == (None, *shape)


def test_what_the_refusal_names_can_be_made():
    for height in range(5, 150, 7):
        for width in (height, 2 * height, 37):
            for smallest in (4, 7):
                for h, w in sizes._nearest(height, width, smallest):
                    first, *_, last = sizes.pyramid((h, w, 1), smallest)
                    assert last == (h, w) and first < last


def test_channels_double_with_each_halving():
    plan = sizes.pyramid((64, 96, 3))
    assert sizes.doubling_channels(plan, 16) == [256, 128, 64, 32, 16]
    assert sizes.doubling_channels(plan, 90) == [512, 512, 360, 180, 90]
    assert sizes.doubling_channels(plan, 600) == [600] * 5


def test_translators_name_the_nearest_sizes():
    for build, near in (
        (networks.cyclegan_generator, "332x100 or 336x104"),
        (networks.unet_generator, "332x100 or 334x102.*320x96 or 336x112"),
    ):
        with pytest.raises(ValueError, match=f"Use {near}.*Received"):
            build((333, 101, 3), width=1)


@builders
@pytest.mark.parametrize("shape", [(64, 1), (8, 8, 8, 1)])
def test_other_than_images_is_refused_by_name(name, shape):
    make, judge = BUILDERS[name]
    for build in (lambda s: make(s, 4), judge):
        with pytest.raises(ValueError, match="image_shape must be.*your own"):
            build(shape)


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


def test_mlp_has_three_hidden_layers_with_leaky_relu_and_dropout():
    for network in (
        networks.mlp_generator((28, 28, 1), 100, dropout=0.3),
        networks.mlp_discriminator((28, 28, 1), dropout=0.3),
    ):
        kinds = [type(layer) for layer in network.layers]
        assert kinds.count(layers.Dense) == 4
        assert kinds.count(layers.LeakyReLU) == kinds.count(layers.Dropout) == 3


def test_mlps_drop_nothing_by_default():
    for network in (
        networks.mlp_generator((8, 8, 1), 4, width=1),
        networks.mlp_discriminator((8, 8, 1), width=1),
    ):
        assert layers.Dropout not in [type(layer) for layer in network.layers]


# How the layers of a discriminator with weights end up: (D)ense or
# (C)onvolution, (S)pectral, (B)atch and (L)ayer normalisation.
LETTERS = {
    layers.Dense: "D",
    layers.Conv2D: "C",
    SpectralNormalization: "S",
    layers.BatchNormalization: "B",
    GroupNormalization: "L",
}


def letters(network):
    return "".join(
        LETTERS[type(layer)] for layer in network.layers if layer.weights
    )


@pytest.mark.parametrize(
    "normalization, convolutional, perceptrons",
    [
        (None, "CCCD", "DDDD"),
        ("batch", "CCBCBD", "DBDBDBD"),
        ("layer", "CCLCLD", "DLDLDLD"),
        ("spectral", "SSSS", "SSSS"),
    ],
)
def test_normalization_follows_each_hidden_layer_or_wraps_every_one(
    normalization, convolutional, perceptrons
):
    shape, options = (32, 32, 3), {"normalization": normalization}
    dcgan = networks.dcgan_discriminator(shape, width=2, **options)
    mlp = networks.mlp_discriminator(shape, width=2, **options)
    assert letters(dcgan) == convolutional
    assert letters(mlp) == perceptrons
    for network in (dcgan, mlp):
        assert network.output_shape == (None, 1)
        stack = [layer for layer in network.layers if layer.weights]
        kinds = letters(network) + "-"
        for layer, kind, following in zip(stack, kinds, kinds[1:]):
            if kind in "CD":
                # A normalisation adds a bias of its own.
                assert layer.use_bias is (following not in "BL")


@pytest.mark.parametrize("normalization", [None, "layer", "spectral"])
@pytest.mark.parametrize(
    "build", [networks.dcgan_discriminator, networks.mlp_discriminator]
)
def test_only_batch_normalisation_mixes_images(build, normalization):
    shape = (16, 16, 1)
    x = images(4, shape)

    def difference(normalization):
        network = build(shape, width=2, normalization=normalization)
        together, alone = values(
            [network(x, training=True), network(x[:1], training=True)]
        )
        return abs(together[0] - alone[0]) / abs(together).max()

    assert difference(normalization) < 1e-4
    assert difference("batch") > 1e-2


@pytest.mark.parametrize(
    "build", [networks.dcgan_discriminator, networks.mlp_discriminator]
)
def test_layer_normalisation_is_of_each_image_with_a_scale_for_each_channel(
    build,
):
    network = build((16, 16, 1), width=2, normalization="layer")
    index, layer = next(
        (i, layer)
        for i, layer in enumerate(network.layers)
        if isinstance(layer, GroupNormalization)
    )
    x = images(4, (16, 16, 1))
    for previous in network.layers[:index]:
        x = previous(x)
    (outputs,) = values([layer(x)])
    (x,) = values([x])
    axes = tuple(range(1, x.ndim))
    mean = x.mean(axis=axes, keepdims=True)
    variance = x.var(axis=axes, keepdims=True)
    expected = (x - mean) / np.sqrt(variance + 1e-5)
    np.testing.assert_allclose(outputs, expected, rtol=1e-3, atol=1e-3)
    assert [w.shape for w in layer.weights] == [(x.shape[-1],)] * 2


@pytest.mark.parametrize(
    "build", [networks.dcgan_discriminator, networks.mlp_discriminator]
)
def test_an_unknown_normalization_is_refused(build):
    with pytest.raises(
        ValueError, match="one of batch, layer, spectral.*Received: 'layers'"
    ):
        build((8, 8, 1), width=2, normalization="layers")


def config_of(network):
    """What a network is, apart from the names that Keras counts up."""
    return [
        (type(layer), [weight.shape for weight in layer.weights])
        for layer in network.layers
    ]


def test_default_networks_of_images_are_those_of_dcgan():
    shape = (16, 16, 3)
    assert config_of(networks.default_generator(shape, 5, width=2)) == (
        config_of(networks.dcgan_generator(shape, 5, width=2))
    )
    for normalization in ("batch", "layer", "spectral", None):
        options = {"width": 2, "normalization": normalization}
        assert config_of(networks.default_discriminator(shape, **options)) == (
            config_of(networks.dcgan_discriminator(shape, **options))
        )


def test_default_networks_of_points_are_perceptrons():
    generator = networks.default_generator((2,), 5, width=3)
    assert generator.input_shape == (None, 5)
    assert generator.output_shape == (None, 2)
    # Three hidden layers of twice the width.
    shapes = [(5, 6), (6,), (6, 6), (6,), (6, 6), (6,), (6, 2), (2,)]
    assert [weight.shape for weight in generator.weights] == shapes
    for normalization in ("batch", "layer", None):
        discriminator = networks.default_discriminator(
            (2,), width=3, normalization=normalization
        )
        shapes = [(2, 6), (6,), (6, 6), (6,), (6, 6), (6,), (6, 1), (1,)]
        assert [weight.shape for weight in discriminator.weights] == shapes
    discriminator = networks.default_discriminator(
        (2,), width=3, normalization="spectral"
    )
    assert letters(discriminator) == "SSSS"


@pytest.mark.parametrize(
    "name, arguments, message",
    [
        ("mlp_generator", {"hidden": 8}, r"\[128, 128\].*hidden=8"),
        ("mlp_discriminator", {"hidden": "8"}, "hidden must be a list"),
        ("mlp_discriminator", {"dropout": 1.0}, r"dropout must be .*\[0, 1\)"),
        ("mlp_generator", {"dropout": "a"}, "dropout must be a number"),
        ("stylegan2_discriminator", {"depth": 0}, "depth must be a positive"),
        ("stylegan2_discriminator", {"num_labels": 0}, "num_labels must be a"),
        (
            "stylegan2_discriminator",
            {"num_labels": "3"},
            "num_labels must be a",
        ),
        ("stylegan2_generator", {"bfloat16_sizes": 1.5}, "integer of at least"),
        ("default_generator", {"image_shape": 16}, "image_shape must be.*=16"),
        ("default_discriminator", {"image_shape": 16}, "image_shape must be"),
        ("dcgan_discriminator", {"image_shape": 16}, "image_shape must be"),
    ],
)
def test_other_arguments_are_refused_by_their_names(name, arguments, message):
    given = {"image_shape": (16, 16, 1), "width": 4} | arguments
    if name.endswith("generator"):
        given["latent_dim"] = 4
    with pytest.raises(ValueError, match=message):
        getattr(networks, name)(**given)


def test_a_perceptron_may_have_no_hidden_layers():
    # One dense layer of latents or images, with a bias.
    generator = networks.mlp_generator((2,), 4, hidden=[])
    assert generator.count_params() == 4 * 2 + 2
    discriminator = networks.mlp_discriminator((8, 8, 1), hidden=[])
    assert discriminator.count_params() == 64 + 1
