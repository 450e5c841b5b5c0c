"""What the WGAN adds: the Wasserstein losses and the clipped critic."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from tests.helpers import SHAPE
from tests.helpers import values
from tests.models.helpers import FAKE
from tests.models.helpers import REAL
from tests.models.helpers import assert_logs
from tests.models.helpers import assert_optimizers
from tests.models.helpers import blank_generator
from tests.models.helpers import compiled
from tests.models.helpers import fit
from tests.models.helpers import frozen
from tests.models.helpers import linear_critic
from tests.models.helpers import linear_scores
from tests.models.helpers import objectives


def test_paper_defaults():
    model = kg.WGAN(SHAPE, width=4)
    assert_optimizers(
        model, keras.optimizers.RMSprop, 5e-5, rho=0.99, epsilon=1e-16
    )
    assert (model.clip, model.d_steps, model.latent_dim) == (0.01, 5, 100)
    assert model.latent == "normal" and model.ema is None


def test_averages_that_would_not_be_clipped_are_refused():
    model = kg.WGAN(SHAPE, 4, width=4)
    with pytest.raises(ValueError, match="clipped.* d_opt with use_ema=True"):
        model.compile(d_opt=keras.optimizers.RMSprop(use_ema=True))
    model.compile(g_opt=keras.optimizers.RMSprop(use_ema=True))


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (kg.GAN, "saturating"),
        (kg.WGANGP, "one_sided"),
        (kg.BEGAN, "vanishing_residuals"),
    ],
)
def test_switches_are_true_or_false(make, name):
    for value in ("no", "false", None, 2):
        with pytest.raises(ValueError, match=f"{name} must be True or False"):
            make((8, 8, 1), 4, width=4, **{name: value})


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
    compiled(model, d_opt=keras.optimizers.RMSprop(0.05))
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
    model = kg.WGAN(
        SHAPE,
        4,
        clip=0.25,
        d_steps=1,
        generator=blank_generator(),
        discriminator=linear_critic(bias=7.0),
    )
    logs = fit(frozen(model))
    assert_logs({"g_loss": logs["g_loss"][0]}, {"g_loss": -0.25})
