"""What a style-based generator adds: mixing, truncation and noise."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans as kg
from tests.helpers import SHAPE
from tests.helpers import assert_same
from tests.helpers import slow_on_jax
from tests.helpers import state
from tests.helpers import values

Z = np.random.default_rng(0).normal(size=(64, 4)).astype("float32")
CLASSES = {"num_classes": 3}


def tiny(kind=kg.StyleGAN2, **kwargs):
    keras.utils.set_random_seed(0)
    settings = {"config": "small", "width": 4, "depth": 1, "seed": 1}
    model = kind(SHAPE, 4, **settings | kwargs)
    # Noise does nothing at first.
    for network in (model.generator, model.ema_generator):
        for layer in network.get_layer("synthesis").layers:
            if isinstance(layer, kg.layers.NoiseInjection):
                layer.strength.assign(0.2)
    return model


def mixed(model, inputs=Z):
    inputs = keras.tree.map_structure(ops.convert_to_tensor, inputs)
    return values([model.mixed_styles(inputs)])[0]


@slow_on_jax
def test_without_mixing_training_is_the_generator():
    model = tiny(style_mixing=0.0)
    (w,) = values([model.generator.get_layer("mapping")(Z)])
    np.testing.assert_array_equal(mixed(model), np.repeat(w[:, None], 4, 1))
    for layer in model.generator.get_layer("synthesis").layers:
        if isinstance(layer, kg.layers.NoiseInjection):
            layer.strength.assign(0.0)
    images = model.synthesize(ops.convert_to_tensor(Z), training=True)
    np.testing.assert_allclose(
        *values([images, model.generator(Z)]), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize("share", [0.4, 1.0])
def test_mixing_replaces_the_fine_layers_of_a_share_of_the_images(share):
    model = tiny(style_mixing=share)
    (w,) = values([model.generator.get_layer("mapping")(Z)])
    is_own = (mixed(model) == w[:, None]).all(2)
    # The first layer is always the image's own, and so are those before any.
    assert is_own[:, 0].all()
    assert (is_own[:, 1:] <= is_own[:, :-1]).all()
    counts = is_own.sum(1)
    assert set(counts) >= {1, 2, 3}
    assert abs((counts < 4).mean() - share) < 0.2
    assert not np.array_equal(mixed(model), mixed(model))


def test_mixed_images_keep_their_label():
    model = tiny(kg.ConditionalStyleGAN2, style_mixing=1.0, **CLASSES)
    labels = np.eye(3, dtype="float32")[np.arange(64) % 3]
    mapping = model.generator.get_layer("mapping")
    dense = [x for x in mapping.layers if isinstance(x, kg.layers.Equalized)]
    # A style that shows the label alone.
    kernel = dense[-1].layer.kernel
    kernel.assign(ops.concatenate([0 * kernel[:4], kernel[4:]]))
    styles = mixed(model, (Z, labels))
    np.testing.assert_allclose(styles[:, :1] + 0 * styles, styles, atol=1e-6)
    assert np.abs(styles[0] - styles[1]).max() > 1e-3


@slow_on_jax
def test_truncation_moves_styles_to_their_mean():
    model = tiny()
    images = model.generate(5, seed=0)
    almost = model.generate(5, seed=0, truncation=1 - 1e-7, batch_size=2)
    np.testing.assert_allclose(almost, images, atol=1e-4)
    mean = model.generate(5, seed=0, truncation=0.0)
    np.testing.assert_allclose(mean, mean[:1] + 0 * mean, atol=1e-6)
    half = model.generate(5, seed=0, truncation=0.5)
    # By hand, with other latents.
    mapping = model.ema_generator.get_layer("mapping")
    others = np.random.default_rng(1).normal(size=(20_000, 4))
    (w,) = values([mapping(others.astype("float32"))])
    (own,) = values([mapping(model.sample_latents(5, 0))])
    styles = w.mean(0) + 0.5 * (own - w.mean(0))
    synthesis = model.ema_generator.get_layer("synthesis")
    (expected,) = values([synthesis(np.repeat(styles[:, None], 4, 1))])
    np.testing.assert_allclose(half, expected.clip(-1, 1), atol=0.05)
    assert half.std(0).mean() < images.std(0).mean()


@slow_on_jax
def test_truncation_keeps_labels():
    model = tiny(kg.ConditionalStyleGAN2, **CLASSES)
    means = model.generate(6, seed=0, truncation=0)
    np.testing.assert_allclose(means[:3], means[3:], atol=1e-6)
    assert np.abs(means[0] - means[1]).max() > 1e-3
    one = model.generate(2, labels=1, seed=3, truncation=0)
    np.testing.assert_allclose(one, means[[1, 1]], atol=1e-6)


@slow_on_jax
def test_noise_can_be_other_or_none():
    model = tiny()
    before = state_of_variables(model)
    kinds = {
        noise: model.generate(3, seed=0, noise=noise)
        for noise in ("constant", "random", "none")
    }
    again = model.generate(3, seed=0, noise="random")
    np.testing.assert_array_equal(again, kinds["random"])
    for a, b in (("constant", "random"), ("random", "none")):
        assert np.abs(kinds[a] - kinds[b]).max() > 1e-3
    # One latent, other noise for each image.
    w = np.repeat(model.sample_latents(1, 0), 3, axis=0)
    model.sample_latents = lambda n, seed: w
    assert np.ptp(model.generate(3, seed=0, noise="random"), 0).max() > 1e-3
    assert np.ptp(model.generate(3, seed=0, noise="none"), 0).max() < 1e-5
    assert_same(state_of_variables(model), before)


def state_of_variables(model):
    model.compile()
    return state(model)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"truncation": 1.5}, r"truncation must be.*in \[-1, 1\].*=1.5"),
        ({"truncation": "0.7"}, "truncation must be a number"),
        ({"noise": "randm"}, "noise must be one of.*Did you mean 'random'"),
        ({"truncation": 0.5, "batch_size": 0}, "batch_size must be a positive"),
        ({"truncation": 0.5, "labels": 1}, "is not conditional"),
    ],
)
def test_bad_arguments_of_generate_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        tiny().generate(2, **arguments)


def test_a_generator_without_styles_is_refused():
    generator = kg.networks.dcgan_generator(SHAPE, 4, width=4)
    with pytest.raises(ValueError, match="'mapping' and 'synthesis'"):
        tiny(generator=generator)


@pytest.mark.parametrize("share", [-0.1, 1.1, "0.9"])
def test_a_share_of_mixing_out_of_range_is_refused(share):
    with pytest.raises(ValueError, match=r"style_mixing must be.*\[0, 1\]"):
        tiny(style_mixing=share)
