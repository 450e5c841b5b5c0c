"""What the LSGAN adds: the losses of least squares."""

import keras
import numpy as np

import keras_gans as kg
from tests.helpers import SHAPE
from tests.models.helpers import FAKE
from tests.models.helpers import REAL
from tests.models.helpers import assert_logs
from tests.models.helpers import assert_optimizers
from tests.models.helpers import linear_critic
from tests.models.helpers import linear_scores
from tests.models.helpers import objectives


def test_paper_defaults():
    model = kg.LSGAN(SHAPE, width=4)
    assert_optimizers(model, keras.optimizers.Adam, 2e-4, beta_1=0.5)
    assert (model.d_steps, model.latent_dim) == (1, 100)
    assert model.latent == "normal" and model.ema is None


def test_losses_and_logs_are_the_regression_to_one_and_zero():
    model = kg.LSGAN(SHAPE, 4, width=4, discriminator=linear_critic(bias=0.4))
    real, fake = linear_scores(REAL, bias=0.4), linear_scores(FAKE, bias=0.4)
    d_total, g_total, logs = objectives(model, REAL, FAKE)
    right = np.concatenate([real > 0.5, fake < 0.5])
    assert 0 < right.mean() < 1
    expected = {
        "d_loss": ((real - 1) ** 2).mean() / 2 + (fake**2).mean() / 2,
        "g_loss": ((fake - 1) ** 2).mean() / 2,
        "d_real": real.mean(),
        "d_fake": fake.mean(),
        "d_accuracy": right.mean(),
    }
    assert_logs(logs, expected)
    assert (d_total, g_total) == (logs["d_loss"], logs["g_loss"])


def test_at_chance_the_loss_is_a_quarter():
    critic = linear_critic(0 * linear_critic().get_weights()[0], bias=0.5)
    model = kg.LSGAN(SHAPE, 4, width=4, discriminator=critic)
    _, _, logs = objectives(model, REAL, FAKE)
    assert_logs(
        logs,
        {
            "d_loss": 0.25,
            "g_loss": 0.125,
            "d_real": 0.5,
            "d_fake": 0.5,
            "d_accuracy": 0.0,
        },
    )
