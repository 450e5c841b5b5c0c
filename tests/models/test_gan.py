"""What the vanilla GAN adds to the base."""

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

import keras_gans as kg
from tests.helpers import SHAPE
from tests.helpers import assert_same
from tests.helpers import images
from tests.helpers import values


def fit(model, **kwargs):
    return model.fit(images(), batch_size=8, verbose=0, **kwargs).history


def test_a_skipped_update_leaves_discriminator_and_optimizer_untouched():
    model = kg.GAN(SHAPE, 4, width=4, d_loss_floor=1e9)
    model.compile()
    variables = model.discriminator.trainable_variables + model.d_opt.variables
    before = values(variables)
    g_before = values(model.generator.trainable_variables)
    fit(model)
    assert_same(values(variables), before)
    g_after = values(model.generator.trainable_variables)
    assert not np.array_equal(g_before[0], g_after[0])


def test_a_floor_that_is_never_reached_changes_nothing():
    histories = []
    for floor in (0.0, 1e-9):
        keras.utils.set_random_seed(0)
        model = kg.GAN(SHAPE, 4, width=4, d_loss_floor=floor, seed=0)
        model.compile()
        histories.append(fit(model))
    for name in histories[0]:
        np.testing.assert_allclose(
            histories[0][name], histories[1][name], rtol=1e-4
        )


def test_logs_are_the_figures_of_the_scores():
    scores = {}

    class Recorder(kg.GAN):
        def d_loss(self, real_scores, fake_scores):
            scores["real"] = ops.convert_to_numpy(real_scores).astype("float64")
            scores["fake"] = ops.convert_to_numpy(fake_scores).astype("float64")
            return super().d_loss(real_scores, fake_scores)

        def g_loss(self, fake_scores):
            scores["g"] = ops.convert_to_numpy(fake_scores).astype("float64")
            return super().g_loss(fake_scores)

    model = Recorder(SHAPE, 4)
    model.compile(run_eagerly=True)
    logs = model.test(images(16))
    d_real, d_fake, d_g = (
        1 / (1 + np.exp(-scores[k])) for k in ("real", "fake", "g")
    )
    expected = {
        "d_loss": -np.log(d_real).mean() - np.log(1 - d_fake).mean(),
        "g_loss": -np.log(d_g).mean(),
    }
    assert set(logs) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(float(logs[name]), value, rtol=1e-5)
    logs = model.d_logs(ops.array(scores["real"]), ops.array(scores["fake"]))
    right = np.concatenate([d_real > 0.5, d_fake < 0.5])
    np.testing.assert_allclose(float(logs["d_real"]), d_real.mean(), rtol=1e-5)
    np.testing.assert_allclose(float(logs["d_fake"]), d_fake.mean(), rtol=1e-5)
    np.testing.assert_allclose(
        float(logs["d_accuracy"]), right.mean(), rtol=1e-5
    )


def test_uniform_latents_are_uniform_and_normal_ones_normal():
    latents = {}

    @keras.saving.register_keras_serializable("tests")
    class Echo(keras.layers.Layer):
        def call(self, z):
            return ops.reshape(ops.tanh(z / 10), (-1, 1, 1, 1))

    for latent in ("uniform", "normal"):
        generator = keras.Sequential([keras.Input((1,)), Echo()])
        discriminator = kg.networks.mlp_discriminator((1, 1, 1), hidden=(2,))
        model = kg.GAN(
            (1, 1, 1),
            1,
            generator=generator,
            discriminator=discriminator,
            latent=latent,
        )
        model.compile()
        samples = model.generate(4000, seed=0, batch_size=1000)
        latents[latent] = 10 * np.arctanh(samples.ravel())
    assert np.abs(latents["uniform"]).max() <= 1.0001
    np.testing.assert_allclose(
        latents["uniform"].std(), 1 / np.sqrt(3), rtol=0.05
    )
    np.testing.assert_allclose(latents["normal"].std(), 1, rtol=0.05)
    assert np.abs(latents["normal"]).max() > 2.5


def test_predict_and_call_are_the_generator():
    model = kg.GAN(SHAPE, 4)
    model.compile()
    z = np.random.default_rng(0).normal(size=(6, 4)).astype("float32")
    expected = ops.convert_to_numpy(model.generator(z))
    np.testing.assert_allclose(model.predict(z, verbose=0), expected, atol=1e-6)
    np.testing.assert_allclose(
        ops.convert_to_numpy(model(z)), expected, atol=1e-6
    )


def network(*stack, shape):
    return keras.Sequential([keras.Input(shape), *stack])


def test_networks_of_the_user_are_used_as_they_are():
    generator = network(layers.Dense(64), layers.Reshape(SHAPE), shape=(4,))
    discriminator = network(layers.Flatten(), layers.Dense(1), shape=SHAPE)
    model = kg.GAN(SHAPE, 4, generator=generator, discriminator=discriminator)
    assert model.generator is generator and model.discriminator is discriminator
    model.compile()
    assert np.isfinite(fit(model)["d_loss"]).all()


@pytest.mark.parametrize(
    "networks, message",
    [
        (
            {"generator": network(layers.Dense(9), shape=(4,))},
            r"image_shape=\(8, 8, 1\)",
        ),
        (
            {
                "discriminator": network(
                    layers.Flatten(), layers.Dense(1, "sigmoid"), shape=SHAPE
                )
            },
            "must return scores",
        ),
        (
            {
                "discriminator": network(
                    layers.Flatten(),
                    layers.Dense(1),
                    layers.Activation("sigmoid"),
                    shape=SHAPE,
                )
            },
            "must return scores",
        ),
        (
            {
                "discriminator": network(
                    layers.Flatten(), layers.Dense(2), shape=SHAPE
                )
            },
            "one score per image",
        ),
    ],
)
def test_networks_that_do_not_fit_are_refused(networks, message):
    with pytest.raises(ValueError, match=message):
        kg.GAN(SHAPE, 4, width=4, **networks)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"latent": "gauss"}, "latent must be one of.*'gauss'"),
        ({"label_smoothing": 1.0}, "Received: label_smoothing=1.0"),
        ({"d_loss_floor": -1}, "Received: d_loss_floor=-1"),
        ({"latent_dim": 0}, "Received: latent_dim=0"),
        ({"image_shape": (8, 8)}, r"Received: image_shape=\(8, 8\)"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        kg.GAN(**{"image_shape": SHAPE, **arguments})


def test_a_floor_that_can_never_act_is_warned_of():
    # The entropy of a target of 0.8 is 0.5004.
    with pytest.warns(UserWarning, match=r"below 0.5.*Use d_loss_floor=0\.6"):
        kg.DCGAN(SHAPE, 4, width=4, label_smoothing=0.2, d_loss_floor=0.5)
    for smoothing, floor in ((0.2, 0.6), (0.0, 0.1), (0.2, 0.0)):
        kg.DCGAN(
            SHAPE, 4, width=4, label_smoothing=smoothing, d_loss_floor=floor
        )


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"wdith": 4}, "DCGAN has no argument 'wdith'. Did you mean 'width'"),
        ({"label_smooth": 0}, "Did you mean 'label_smoothing'.*label_smooth=0"),
        ({"loss": "bce"}, "'loss'. The model defines its losses: take.*LSGAN"),
        ({"zz": 1}, "'zz'. Use one of image_shape, latent_dim, d_activation,"),
    ],
)
def test_an_unknown_argument_is_refused_with_the_nearest(arguments, message):
    with pytest.raises(TypeError, match=message):
        kg.DCGAN(SHAPE, 4, **arguments)
    assert kg.DCGAN(SHAPE, 4, width=4, name="mine").name == "mine"


@pytest.mark.parametrize("arguments", [{"n": 0}, {"n": 2, "batch_size": 0}])
def test_generate_refuses_bad_numbers(arguments):
    model = kg.GAN(SHAPE, 4)
    with pytest.raises(ValueError, match="must be a positive integer"):
        model.generate(**arguments)
