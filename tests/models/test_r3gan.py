"""What the R3GAN adds: pairs, two penalties and schedules."""

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from tests.helpers import SHAPE
from tests.helpers import images
from tests.helpers import slow_on_jax
from tests.helpers import values
from tests.models.helpers import FAKE
from tests.models.helpers import REAL
from tests.models.helpers import W
from tests.models.helpers import assert_logs
from tests.models.helpers import assert_optimizers
from tests.models.helpers import compiled
from tests.models.helpers import fit
from tests.models.helpers import frozen
from tests.models.helpers import linear_critic
from tests.models.helpers import linear_scores
from tests.models.helpers import objectives


def linear_r3gan(**kwargs):
    return kg.R3GAN(SHAPE, 4, width=4, discriminator=linear_critic(), **kwargs)


def softplus(x):
    return np.log1p(np.exp(x))


def test_paper_defaults():
    model = kg.R3GAN(SHAPE, width=4)
    assert_optimizers(
        model, keras.optimizers.Adam, 2e-4, beta_1=0.0, beta_2=0.99
    )
    assert (model.initial_gamma, model.ema) == (1.0, 0.999)
    assert (model.d_steps, model.latent_dim) == (1, 64)
    assert model.latent == "normal"
    for layer in model._flatten_layers():
        assert "Normalization" not in type(layer).__name__


def test_losses_compare_the_scores_of_pairs():
    real, fake = linear_scores(REAL), linear_scores(FAKE)
    d_total, g_total, logs = objectives(linear_r3gan(), REAL, FAKE)
    expected = {
        "d_loss": softplus(fake - real).mean(),
        "g_loss": softplus(real - fake).mean(),
        "d_accuracy": (real > fake).mean(),
    }
    assert_logs(logs, expected)
    assert (d_total, g_total) == (logs["d_loss"], logs["g_loss"])
    # All pairs of a real and a generated image would give other losses.
    for name, gaps in (
        ("d_loss", fake[:, None] - real),
        ("g_loss", real[:, None] - fake),
    ):
        assert abs(softplus(gaps).mean() - logs[name]) > 1e-3
    assert 0 < logs["d_accuracy"] < 1


def test_the_generators_loss_depends_on_the_real_images():
    others = images(6, seed=9)
    _, _, logs = objectives(linear_r3gan(), others, FAKE)
    gaps = linear_scores(others) - linear_scores(FAKE)
    np.testing.assert_allclose(logs["g_loss"], softplus(gaps).mean(), rtol=1e-4)
    _, _, logs_of_real = objectives(linear_r3gan(), REAL, FAKE)
    assert abs(logs["g_loss"] - logs_of_real["g_loss"]) > 1e-2


def test_penalties_are_half_gamma_times_the_squared_gradients():
    gamma = 0.6
    model = linear_r3gan(gamma=gamma)
    d_total, _, logs = objectives(model, REAL, FAKE, training=True)
    # The gradient of a linear discriminator is w everywhere.
    penalty = gamma / 2 * np.sum(W.astype("float64") ** 2)
    loss = softplus(linear_scores(FAKE) - linear_scores(REAL)).mean()
    np.testing.assert_allclose(logs["d_loss"], loss, rtol=1e-4)
    np.testing.assert_allclose(logs["r1"], penalty, rtol=1e-4)
    np.testing.assert_allclose(logs["r2"], penalty, rtol=1e-4)
    np.testing.assert_allclose(d_total, loss + 2 * penalty, rtol=1e-4)


def test_r1_is_of_real_and_r2_of_generated_images():
    # D(x) = |x|^2 / 2 by hand: its gradient is x.
    squares = keras.Sequential(
        [
            layers.Input(SHAPE),
            layers.Flatten(),
            layers.Lambda(lambda x: keras.ops.square(x)),
            layers.Dense(1),
        ]
    )
    squares.set_weights([np.full((64, 1), 0.5, "float32"), np.zeros(1)])
    model = kg.R3GAN(SHAPE, 4, width=4, discriminator=squares)
    _, _, logs = objectives(model, REAL, FAKE / 2, training=True)
    for name, x in (("r1", REAL), ("r2", FAKE / 2)):
        expected = (x.astype("float64") ** 2).sum() / len(x) / 2
        np.testing.assert_allclose(logs[name], expected, rtol=1e-4)


class Schedules(keras.callbacks.Callback):
    """Notes gamma and both learning rates after each step."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def on_train_batch_end(self, batch, logs=None):
        model = self.model
        self.seen.append(
            [
                float(values([value])[0])
                for value in (
                    model.gamma,
                    model.d_opt.learning_rate,
                    model.g_opt.learning_rate,
                )
            ]
        )


def cosine(start, end, steps, length):
    part = np.minimum(steps / length, 1)
    return end + (start - end) * (1 + np.cos(np.pi * part)) / 2


@slow_on_jax
@pytest.mark.parametrize("d_steps", [1, 3])
def test_gamma_and_rates_fall_by_a_cosine_over_half_of_the_training(d_steps):
    model = linear_r3gan(gamma=2.0, d_steps=d_steps)
    compiled(model, total_steps=8)
    schedules = Schedules()
    fit(model, epochs=6, callbacks=[schedules])
    steps = np.arange(1, 7)
    gammas = cosine(2.0, 0.2, steps, 4)
    rates = cosine(2e-4, 5e-5, steps, 4)
    np.testing.assert_allclose(
        schedules.seen, np.stack([gammas, rates, rates], axis=1), rtol=1e-5
    )
    assert gammas[-1] == 0.2 and rates[-1] == 5e-5


def test_the_penalties_of_a_step_follow_gamma():
    model = frozen(linear_r3gan(), total_steps=6)
    logs = fit(model, epochs=5)
    squared_norm = np.sum(W.astype("float64") ** 2)
    expected = cosine(1.0, 0.1, np.arange(5), 3) / 2 * squared_norm
    np.testing.assert_allclose(logs["r1"], expected, rtol=1e-4)
    np.testing.assert_allclose(logs["r2"], expected, rtol=1e-4)


def test_without_total_steps_gamma_and_rates_stay():
    model = compiled(linear_r3gan(gamma=2.0))
    schedules = Schedules()
    fit(model, epochs=3, callbacks=[schedules])
    np.testing.assert_allclose(
        schedules.seen, [[2.0, 2e-4, 2e-4]] * 3, rtol=1e-6
    )


def test_gamma_is_restored_in_the_middle_of_a_training(tmp_path):
    model = compiled(linear_r3gan(gamma=2.0), total_steps=8)
    fit(model, epochs=2)
    (gamma,) = values([model.gamma])
    np.testing.assert_allclose(gamma, cosine(2.0, 0.2, 2, 4), rtol=1e-5)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert values([loaded.gamma])[0] == gamma
    schedules = Schedules()
    fit(loaded, callbacks=[schedules])
    expected = [cosine(2.0, 0.2, 3, 4), *[cosine(2e-4, 5e-5, 3, 4)] * 2]
    np.testing.assert_allclose(schedules.seen, [expected], rtol=1e-5)


class OnlyPenalties(kg.R3GAN):
    """R3GAN without losses."""

    def d_loss(self, real_scores, fake_scores):
        return 0.0 * keras.ops.mean(real_scores + fake_scores)


def test_lazy_penalties_are_every_kth_update_times_k():
    every, rate, gamma = 3, 1e-3, 2.0
    model = OnlyPenalties(
        SHAPE,
        4,
        generator=kg.networks.mlp_generator(SHAPE, 4, hidden=(4,)),
        discriminator=linear_critic(),
        gamma=gamma,
        penalty_every=every,
    )
    sgd = keras.optimizers.SGD
    compiled(model, sgd(rate), sgd(0.0))
    (kernel, _), seen, iterations = values(model.d_variables), [], []
    for _ in range(7):
        logs = fit(model)
        seen.append(values(model.d_variables)[0])
        iterations.append(int(values([model.d_opt.iterations])[0]))
    # Of a linear discriminator, both penalties are gamma / 2 |w|^2.
    factor = 1 - rate * every * 2 * gamma
    for i, new in enumerate(seen):
        np.testing.assert_allclose(
            new, kernel * factor ** (1 + i // every), rtol=1e-4
        )
    assert iterations == [2, 3, 4, 6, 7, 8, 10]
    # The logs are those of the last penalties.
    for name in ("r1", "r2"):
        penalty = gamma / 2 * (seen[2] ** 2).sum()
        np.testing.assert_allclose(logs[name], penalty, rtol=1e-4)


@pytest.mark.parametrize("d_steps", [1, 3])
def test_adam_is_corrected_for_lazy_penalties(d_steps):
    model = kg.R3GAN(SHAPE, width=4, penalty_every=4, d_steps=d_steps)
    model.compile()
    np.testing.assert_allclose(float(model.d_opt.learning_rate), 0.8 * 2e-4)
    np.testing.assert_allclose(float(model.g_opt.learning_rate), 2e-4)
    assert (model.d_opt.beta_2, model.g_opt.beta_2) == (0.99**0.8, 0.99)
    # Both rates reach their ends in the same step: 40 main updates of the
    # discriminator come with 10 of the penalties.
    model.compile(total_steps=80)
    d_opt, g_opt = (
        optimizer.get_config()["learning_rate"]["config"]
        for optimizer in (model.d_opt, model.g_opt)
    )
    assert (d_opt["decay_steps"], g_opt["decay_steps"]) == (50 * d_steps, 40)


def test_batch_normalisation_in_the_discriminator_is_refused():
    discriminator = keras.Sequential(
        [
            layers.Input(SHAPE),
            layers.BatchNormalization(name="mixer"),
            layers.Flatten(),
            layers.Dense(1),
        ]
    )
    with pytest.raises(
        ValueError, match="one gradient per image.*layer 'mixer'"
    ):
        kg.R3GAN(SHAPE, 4, width=4, discriminator=discriminator)
