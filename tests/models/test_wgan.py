"""What the WGAN adds: the Wasserstein losses and the clipped critic."""

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

import keras_gans as kg
from tests.helpers import BACKEND
from tests.helpers import SHAPE
from tests.helpers import images
from tests.helpers import values

PIXELS = 64
# Of norm 2, so that a penalty of norms has something to say.
W = np.random.default_rng(5).normal(size=PIXELS)
W = (2 * W / np.linalg.norm(W)).astype("float32")


def linear_critic(w=W, bias=0.0):
    """D(x) = w . x + bias, of small images."""
    critic = keras.Sequential(
        [layers.Input(SHAPE), layers.Flatten(), layers.Dense(1)]
    )
    critic.set_weights([w.reshape(-1, 1), np.array([bias], "float32")])
    return critic


def linear_scores(x, w=W, bias=0.0):
    return x.reshape(len(x), -1).astype("float64") @ w.astype("float64") + bias


def compiled(model, *optimizers, **kwargs):
    """The model, compiled to the mode of execution that starts fastest."""
    eager = {"run_eagerly": BACKEND == "tensorflow"}
    model.compile(*optimizers, **eager | kwargs)
    return model


def frozen(model, **kwargs):
    """The model with learning rates of 0."""
    sgd = keras.optimizers.SGD
    return compiled(model, sgd(0.0), sgd(0.0), **kwargs)


def fit(model, n=8, epochs=1, **kwargs):
    """Fits one step an epoch on `n` images an update; returns the logs."""
    data = images(n * model.d_steps, model.image_shape)
    return model.fit(
        data, batch_size=n, epochs=epochs, verbose=0, **kwargs
    ).history


def objectives(model, real, fake, training=False):
    """Totals and logs of both players, as NumPy."""
    arrays = [ops.convert_to_tensor(x) for x in (real, fake)]
    d_total, d_logs = model.d_objective(*arrays, training=training)
    g_total, g_logs = model.g_objective(*arrays, training=training)
    logs = {
        name: float(values([value])[0])
        for name, value in (d_logs | g_logs).items()
    }
    d_total, g_total = (float(v) for v in values([d_total, g_total]))
    return d_total, g_total, logs


def assert_logs(logs, expected):
    assert set(logs) == set(expected)
    for name, value in expected.items():
        np.testing.assert_allclose(
            logs[name], value, rtol=1e-4, atol=1e-5, err_msg=name
        )


def assert_optimizers(model, kind, rate, **settings):
    """Asserts that both default optimizers are the paper's."""
    model.compile()
    for optimizer in (model.d_opt, model.g_opt):
        assert isinstance(optimizer, kind)
        np.testing.assert_allclose(float(optimizer.learning_rate), rate)
        assert {key: getattr(optimizer, key) for key in settings} == settings


REAL, FAKE = images(6, seed=1), images(6, seed=2)


def test_paper_defaults():
    model = kg.WGAN(SHAPE, width=4)
    assert_optimizers(model, keras.optimizers.RMSprop, 5e-5, rho=0.99)
    assert (model.clip, model.d_steps, model.latent_dim) == (0.01, 5, 100)
    assert model.latent == "normal" and model.ema is None


def test_losses_and_logs_are_the_differences_of_mean_scores():
    model = kg.WGAN(SHAPE, 4, width=4, discriminator=linear_critic(bias=0.3))
    real, fake = linear_scores(REAL, bias=0.3), linear_scores(FAKE, bias=0.3)
    d_total, g_total, logs = objectives(model, REAL, FAKE)
    distance = real.mean() - fake.mean()
    expected = {
        "d_loss": -distance,
        "g_loss": -fake.mean(),
        "wasserstein": distance,
    }
    assert abs(distance) > 0.05
    assert_logs(logs, expected)
    assert (d_total, g_total) == (logs["d_loss"], logs["g_loss"])


def critic_with_batch_norm():
    return keras.Sequential(
        [
            layers.Input(SHAPE),
            layers.Conv2D(3, 3, strides=2),
            layers.BatchNormalization(),
            layers.LeakyReLU(0.2),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )


@pytest.mark.parametrize("critic", [None, critic_with_batch_norm])
def test_every_trainable_variable_of_the_critic_is_clipped(critic):
    clip = 0.03
    model = kg.WGAN(
        SHAPE,
        4,
        width=4,
        clip=clip,
        d_steps=2,
        discriminator=critic and critic(),
    )
    compiled(model, keras.optimizers.RMSprop(0.05))
    fit(model)
    variables = model.discriminator.trainable_variables
    largest = [np.abs(value).max() for value in values(variables)]
    assert max(largest) == np.float32(clip)
    # Neither the generator nor the statistics of batches are.
    others = [model.generator.trainable_variables]
    if critic:
        others += [model.discriminator.non_trainable_variables]
    for variables in others:
        assert max(np.abs(value).max() for value in values(variables)) > clip


def test_the_critic_is_clipped_before_the_generator_sees_it():
    # With a generator of zeros, g_loss is minus the critic's bias.
    generator = keras.Sequential(
        [
            layers.Input((4,)),
            layers.Dense(PIXELS, kernel_initializer="zeros"),
            layers.Reshape(SHAPE),
        ]
    )
    model = kg.WGAN(
        SHAPE,
        4,
        clip=0.25,
        d_steps=1,
        generator=generator,
        discriminator=linear_critic(bias=7.0),
    )
    logs = fit(frozen(model))
    assert_logs({"g_loss": logs["g_loss"][0]}, {"g_loss": -0.25})
