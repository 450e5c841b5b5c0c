"""What the StyleGAN2 adds: lazy regularisers, an average, configurations."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans as kg
from keras_gans import penalties
from keras_gans.models.stylegan2_settings import configured
from keras_gans.networks import stylegan2 as networks
from tests.helpers import SHAPE
from tests.helpers import data
from tests.helpers import images
from tests.helpers import quick
from tests.helpers import slow_on_jax
from tests.helpers import values
from tests.models.helpers import FAKE
from tests.models.helpers import REAL
from tests.models.helpers import assert_logs
from tests.models.helpers import compiled
from tests.models.helpers import fit
from tests.models.helpers import linear_critic
from tests.models.helpers import linear_scores
from tests.models.helpers import objectives

RNG = np.random.default_rng(3)
SGD = keras.optimizers.SGD


def tiny(kind=kg.StyleGAN2, **kwargs):
    keras.utils.set_random_seed(0)
    settings = {"config": "small", "width": 4, "depth": 1, "seed": 1}
    return kind(SHAPE, 4, **settings | kwargs)


class OnlyR1(kg.StyleGAN2):
    """The discriminator's loss is zero, and it is linear."""

    def d_loss(self, real_scores, fake_scores):
        return 0.0 * ops.mean(real_scores)


def test_losses_and_logs():
    model = tiny(discriminator=linear_critic())
    real, fake = linear_scores(REAL), linear_scores(FAKE)
    d_total, g_total, logs = objectives(model, REAL, FAKE, training=True)
    sigmoid = lambda x: 1 / (1 + np.exp(-x))  # noqa: E731
    expected = {
        "d_loss": (-np.log(sigmoid(real)) - np.log(sigmoid(-fake))).mean(),
        "g_loss": -np.log(sigmoid(fake)).mean(),
        "d_real": sigmoid(real).mean(),
        "d_fake": sigmoid(fake).mean(),
        "d_accuracy": np.concatenate([real > 0, fake < 0]).mean(),
        "r1": 0,
        "path_length": 0,
    }
    assert_logs(logs, expected)
    assert (d_total, g_total) == (logs["d_loss"], logs["g_loss"])


# === Lazy regularisation ===


def test_r1_is_every_kth_update_times_k():
    every, rate, gamma = 3, 1e-3, 5.0
    model = tiny(
        OnlyR1,
        discriminator=linear_critic(),
        r1_weight=gamma,
        r1_every=every,
        path_weight=0.0,
    )
    compiled(model, SGD(rate), SGD(0.0))
    (kernel, _), seen, iterations = values(model.d_variables), [], []
    for _ in range(7):
        fit(model)
        seen.append(values(model.d_variables)[0])
        iterations.append(int(values([model.d_opt.iterations])[0]))
    # R1 of a linear discriminator is |w|^2: the gradient of gamma / 2 of it.
    factor = 1 - rate * every * gamma
    for i, new in enumerate(seen):
        np.testing.assert_allclose(
            new, kernel * factor ** (1 + i // every), rtol=1e-4
        )
    # Both kinds of update count.
    assert iterations == [2, 3, 4, 6, 7, 8, 10]
    # In a cycle, as much as R1 in every step does, to the first order.
    lazy, full = factor - 1, (1 - rate * gamma) ** every - 1
    assert abs(lazy / full - 1) < 0.01
    (r1,) = values([model.r1])
    np.testing.assert_allclose(r1, gamma / 2 * (seen[5] ** 2).sum(), rtol=1e-4)


def test_the_weight_of_r1_follows_size_and_batch():
    model = tiny(OnlyR1, discriminator=linear_critic(), path_weight=0.0)
    assert model.r1_weight is None
    compiled(model, SGD(0.0), SGD(0.0))
    for n in (4, 8):
        fit(model, n=n)
        model.d_opt.iterations.assign(0)
        # |w|^2 is 4.
        expected = 2e-4 * 64 / n / 2 * 4
        np.testing.assert_allclose(values([model.r1])[0], expected, rtol=1e-4)


def test_r1_sees_augmented_images():
    model = tiny(discriminator=linear_critic(), r1_weight=1.0, path_weight=0.0)
    object.__setattr__(model, "augment", lambda batch: batch / 2)
    compiled(model)
    fit(model)
    # The gradient of D(x / 2) is w / 2, after an update of w by Adam.
    w = values([model.d_variables[0]])[0]
    np.testing.assert_allclose(values([model.r1])[0], 0.5, rtol=0.1)
    assert w.shape == (64, 1)


def test_weights_of_zero_leave_the_optimizers_alone():
    model = tiny(r1_weight=0, path_weight=0)
    compiled(model)
    for optimizer in (model.d_opt, model.g_opt):
        np.testing.assert_allclose(float(optimizer.learning_rate), 2e-3)
        assert optimizer.beta_2 == 0.99
    fit(model)
    assert values([model.d_opt.iterations, model.g_opt.iterations]) == [1, 1]


def test_adam_is_corrected_for_the_other_updates():
    model = tiny(r1_every=16, path_every=4)
    model.compile()
    for optimizer, c in ((model.d_opt, 16 / 17), (model.g_opt, 4 / 5)):
        assert isinstance(optimizer, keras.optimizers.Adam)
        assert (optimizer.beta_1, optimizer.epsilon) == (0.0, 1e-8)
        np.testing.assert_allclose(float(optimizer.learning_rate), 2e-3 * c)
        np.testing.assert_allclose(optimizer.beta_2, 0.99**c)


@pytest.fixture
def smooth(monkeypatch):
    """R1 of LeakyReLUs is not continuous in the weights."""
    monkeypatch.setattr(
        networks,
        "_activated",
        lambda x: keras.layers.Activation("tanh", dtype=x.dtype)(x),
    )


def assert_descends(variables, update, objective, resets=()):
    """Asserts that plain gradient descent follows finite differences.

    Args:
        variables: What `update` changes.
        update: Makes an update by SGD with a rate of 1.
        objective: Returns a float that depends on the variables.
        resets: Variables to which each evaluation gives their values back.
    """
    before, initial = values(variables), values(resets)
    update()
    gradients = [a - b for a, b in zip(before, values(variables), strict=True)]

    def at(step, direction):
        for v, value, d in zip(variables, before, direction, strict=True):
            v.assign(value + step * d)
        for v, value in zip(resets, initial, strict=True):
            v.assign(value)
        return objective()

    for _ in range(3):
        direction = [RNG.normal(size=x.shape) for x in before]
        direction = [d / np.sqrt((d**2).sum()) for d in direction]
        slope = sum((g * d).sum() for g, d in zip(gradients, direction))
        h = 3e-3
        difference = (at(h, direction) - at(-h, direction)) / (2 * h)
        np.testing.assert_allclose(slope, difference, rtol=0.02, atol=1e-4)


def test_the_gradient_of_r1_is_that_of_finite_differences(smooth):
    model = tiny(r1_weight=30.0, r1_every=4, path_weight=0.0)
    compiled(model, SGD(1.0), SGD(0.0))
    critic, real = model.discriminator, ops.convert_to_tensor(images(6))
    model.d_opt.iterations.assign(1)
    assert_descends(
        model.d_variables,
        lambda: model.after_d_update(real, {}),
        lambda: 4 * 30 / 2 * values([penalties.r1(critic, real)])[0],
    )


def noisy(model):
    """The model with noise, and its variables that draw."""
    for layer in model.generator.get_layer("synthesis").layers:
        if isinstance(layer, kg.layers.NoiseInjection):
            layer.strength.assign(0.3)
    return [v for v in model.variables if "seed" in v.path]


def test_path_lengths_are_of_derivatives_by_styles(smooth):
    model = tiny()
    seeds = noisy(model)
    initial = values(seeds)
    synthesis = model.generator.get_layer("synthesis")
    w = RNG.normal(size=(2, 4, 4)).astype("float32")
    y = RNG.normal(size=(2, *SHAPE)).astype("float32")

    def made(styles):
        for v, value in zip(seeds, initial, strict=True):
            v.assign(value)
        images = synthesis(styles.astype("float32"), training=True)
        return values([images])[0].astype("float64")

    h = 1e-2
    jacobian = np.zeros(w.shape)
    for index in np.ndindex(*w.shape[1:]):
        step = np.zeros(w.shape)
        step[(slice(None), *index)] = h
        difference = (made(w + step) - made(w - step)) / (2 * h)
        jacobian[(slice(None), *index)] = (difference * y).sum((1, 2, 3)) / 8
    expected = np.sqrt((jacobian**2).sum(2).mean(1))
    for v, value in zip(seeds, initial, strict=True):
        v.assign(value)
    lengths = penalties.path_lengths(
        synthesis, ops.convert_to_tensor(w), ops.convert_to_tensor(y)
    )
    np.testing.assert_allclose(values([lengths])[0], expected, rtol=1e-2)


def test_the_gradient_of_path_lengths_is_that_of_finite_differences(smooth):
    model = tiny(path_weight=0.5, path_every=3, r1_weight=0.0)
    compiled(model, SGD(0.0), SGD(1.0))
    real, seeds = ops.convert_to_tensor(images(5)), noisy(model)
    model.g_opt.iterations.assign(1)
    model.mean_path_length.assign(0.1)

    def objective():
        # Half of five is three.
        z = model.latents(3, model.seed_generator)
        y = keras.random.normal((3, *SHAPE), seed=model.seed_generator)
        lengths = values(
            [
                penalties.path_lengths(
                    model.generator.get_layer("synthesis"),
                    model.mixed_styles(z),
                    y,
                )
            ]
        )[0]
        mean = 0.99 * 0.1 + 0.01 * lengths.mean()
        return 3 * 0.5 * ((lengths - mean) ** 2).mean()

    assert_descends(
        model.g_variables,
        lambda: model.after_g_update(real),
        objective,
        resets=seeds,
    )
    length, mean = values([model.path_length, model.mean_path_length])
    np.testing.assert_allclose(mean, 0.099 + 0.01 * length, rtol=1e-5)
    assert length > 0


def test_the_battery_interrupts_a_cycle():
    model = quick("stylegan2")
    fit(model)
    assert values([model.d_opt.iterations, model.g_opt.iterations]) == [2, 2]
    fit(model)
    # Of two updates and that of the regulariser; the next begins a cycle.
    assert values([model.d_opt.iterations, model.g_opt.iterations]) == [3, 3]


# === The average ===


def test_the_average_has_a_half_life_in_images():
    model = tiny(ema_half_life=24, path_weight=0.0)
    compiled(model)
    weights = model.generator.get_weights()
    model.ema_generator.set_weights([0 * w for w in weights])
    for n in (8, 8, 4, 4):
        model.after_g_update(ops.convert_to_tensor(images(n)))
    averages = model.ema_generator.get_weights()
    for average, w in zip(averages, weights, strict=True):
        np.testing.assert_allclose(average, w / 2, rtol=1e-4)


@pytest.mark.parametrize("t, batches", [(1, 0.05), (100, 5), (1e6, 312.5)])
def test_by_default_the_half_life_grows_with_the_training(t, batches):
    decay = tiny().ema_decay(ops.convert_to_tensor(float(t)), 8)
    np.testing.assert_allclose(float(decay), 0.5 ** (1 / batches), rtol=1e-4)


# === Configurations ===


def test_bfloat16_trains():
    model = compiled(tiny(bfloat16_sizes=2))
    logs = fit(model)
    assert np.isfinite([logs[name] for name in model.log_names]).all()
    assert model.generate(2, seed=0).dtype == "float32"
    assert {v.dtype for v in model.trainable_variables} == {"float32"}


@slow_on_jax
def test_the_conditional_model_trains():
    model = compiled(
        tiny(kg.ConditionalStyleGAN2, num_classes=3, r1_every=2, path_every=2)
    )
    networks = (model.generator, model.discriminator)
    before = [values(network.trainable_variables) for network in networks]
    logs = fit(model, epochs=2)
    assert set(logs) == set(model.log_names)
    assert np.isfinite([logs[name] for name in logs]).all()
    for network, old in zip(networks, before, strict=True):
        for v, value in zip(network.trainable_variables, old, strict=True):
            assert not np.array_equal(values([v])[0], value), v.path
    copy = type(model).from_config(model.get_config())
    assert copy.get_config() == model.get_config()
    assert data(copy)[1].shape == (32,)


def test_configurations_are_the_authors():
    auto = configured("auto", (256, 128, 3))
    assert (auto["latent_dim"], auto["width"], auto["depth"]) == (512, 64, 2)
    assert (auto["r1_weight"], auto["ema_half_life"]) == (None, None)
    assert (auto["path_every"], auto["bfloat16_sizes"]) == (4, 4)
    assert configured("auto", (32, 32, 3))["width"] == 512
    assert configured("auto", (32, 32, 3))["bfloat16_sizes"] == 0
    paper = configured("paper", (1024, 1024, 3))
    assert paper == {
        "latent_dim": 512,
        "width": 32,
        "depth": 8,
        "style_mixing": 0.9,
        "r1_weight": 10.0,
        "r1_every": 16,
        "path_weight": 2.0,
        "path_every": 8,
        "ema_half_life": 10_000,
        "bfloat16_sizes": 0,
    }


def test_arguments_come_before_the_configuration():
    given = {"width": 8, "r1_weight": 0.0, "path_every": None, "seed": 3}
    chosen = configured("paper", (64, 64, 1), **given)
    assert (chosen["width"], chosen["r1_weight"]) == (8, 0.0)
    assert (chosen["path_every"], chosen["seed"]) == (8, 3)
    model = tiny(r1_weight=3.0, ema_half_life=500)
    assert (model.r1_weight, model.depth, model.path_every) == (3.0, 1, 8)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"config": "smal"}, "config must be one of.*Did you mean 'small'"),
        ({"r1_every": 0}, "r1_every must be a positive integer"),
        ({"path_every": 2.5}, "path_every must be a positive integer"),
        ({"r1_weight": -1.0}, "r1_weight must be a finite number"),
        ({"path_weight": np.nan}, "path_weight must be a finite number"),
        ({"ema_half_life": 0}, "ema_half_life must be a positive integer"),
        ({"bfloat16_sizes": -1}, "bfloat16_sizes must be an integer of at"),
        ({"ema": 0.999}, "set ema_half_life, such as 10000"),
        ({"depth": 0}, "depth must be a positive integer"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        tiny(**arguments)


@pytest.mark.parametrize(
    "shape, message",
    [
        ((100, 100, 3), "Use 96x96 or 104x104"),
        ((2,), r"image_shape must be \(height, width, channels\)"),
    ],
)
def test_shapes_that_cannot_be_made_are_refused(shape, message):
    with pytest.raises(ValueError, match=message):
        kg.StyleGAN2(shape, 4, width=4)


def test_batch_normalisation_in_the_discriminator_is_refused():
    discriminator = keras.Sequential(
        [
            keras.layers.Input(SHAPE),
            keras.layers.BatchNormalization(name="mixer"),
            keras.layers.Flatten(),
            keras.layers.Dense(1),
        ]
    )
    with pytest.raises(ValueError, match="gradient per image.*'mixer'"):
        tiny(discriminator=discriminator)
