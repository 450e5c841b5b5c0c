"""What CycleGAN adds: two ways, cycles, pools and a rate that falls."""

import warnings

import keras
import numpy as np
import pytest
from keras import layers
from keras import ops

import keras_gans as kg
from tests.helpers import SHAPE
from tests.helpers import VARIANTS
from tests.helpers import assert_same
from tests.helpers import data
from tests.helpers import images
from tests.helpers import make
from tests.helpers import quick
from tests.helpers import slow_on_jax
from tests.helpers import state
from tests.helpers import values
from tests.models.helpers import assert_logs
from tests.models.helpers import assert_optimizers
from tests.models.helpers import compiled
from tests.models.helpers import fit
from tests.models.helpers import linear_critic
from tests.models.helpers import linear_scores
from tests.models.helpers import objectives

A, B = images(6, seed=1), images(6, seed=2)


def scaling(factor):
    """G(x) = factor x."""
    generator = keras.Sequential(
        [layers.Input(SHAPE), layers.Conv2D(1, 1, use_bias=False)]
    )
    generator.set_weights([np.full((1, 1, 1, 1), factor)])
    return generator


def linear_cyclegan(**kwargs):
    networks = {
        "generator_ab": scaling(0.5),
        "generator_ba": scaling(-0.8),
        "discriminator_a": linear_critic(),
        "discriminator_b": linear_critic(bias=0.3),
    }
    return kg.CycleGAN(SHAPE, **networks, **kwargs)


def l1(x, y):
    return abs(x.astype("float64") - y).mean()


def fakes(model):
    real = ops.convert_to_tensor(A), ops.convert_to_tensor(B)
    return keras.tree.map_structure(
        ops.convert_to_numpy, model.fakes(real, training=True)
    )


def test_paper_defaults():
    model = kg.CycleGAN((8, 8, 3), width=2)
    assert_optimizers(model, keras.optimizers.Adam, 2e-4, beta_1=0.5)
    assert model.g_opt.beta_2 == 0.999
    assert (model.cycle_weight, model.identity_weight) == (10.0, 5.0)
    assert (model.pool_size, model.d_steps) == (50, 1)
    assert tuple(model.pool_a.images.shape) == (50, 8, 8, 3)


def test_one_pass_makes_what_every_loss_needs():
    fake = fakes(linear_cyclegan())
    expected = {
        "a": -0.8 * B,
        "b": 0.5 * A,
        "cycled_a": -0.4 * A,
        "cycled_b": -0.4 * B,
        "same_a": -0.8 * A,
        "same_b": 0.5 * B,
    }
    assert fake.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(fake[name], value, atol=1e-6)


def test_losses_of_both_ways():
    model = linear_cyclegan(cycle_weight=3.0, identity_weight=2.0)
    fake = fakes(model)
    d_total, g_total, logs = objectives(model, (A, B), fake)
    sides = [
        (linear_scores(real), linear_scores(made))
        for real, made in ((A, fake["a"]), (B, fake["b"]))
    ]
    sides[1] = tuple(scores + 0.3 for scores in sides[1])
    expected = {
        "d_loss": sum(
            ((r - 1) ** 2).mean() / 2 + (f**2).mean() / 2 for r, f in sides
        ),
        # Without the half of the discriminators' (the paper, section 4).
        "g_loss": sum(((f - 1) ** 2).mean() for _, f in sides),
        "cycle": l1(A, -0.4 * A) + l1(B, -0.4 * B),
        "identity": l1(A, -0.8 * A) + l1(B, 0.5 * B),
        "d_real": np.mean([r for r, _ in sides]),
        "d_fake": np.mean([f for _, f in sides]),
        "d_accuracy": np.mean([[r > 0.5, f < 0.5] for r, f in sides]),
    }
    assert_logs(logs, expected)
    np.testing.assert_allclose(d_total, expected["d_loss"], rtol=1e-5)
    weighted = 3 * expected["cycle"] + 2 * expected["identity"]
    np.testing.assert_allclose(
        g_total, expected["g_loss"] + weighted, rtol=1e-5
    )


def test_gradients_of_cycles_go_through_both_generators():
    # loss = 10 (|a - v u a| + |b - u v b|): by u and v, of a, b > 0.
    model = linear_cyclegan(identity_weight=0.0)
    for critic in model.d_networks:
        critic.set_weights([np.zeros((64, 1)), np.zeros(1)])
    compiled(model, keras.optimizers.SGD(0.0), keras.optimizers.SGD(0.01))
    a, b = abs(A[:4]) / 2, abs(B[:4]) / 2
    logs = model.fit(a, b, batch_size=4, verbose=0).history
    u, v = (g.get_weights()[0].item() for g in model.g_networks)
    total = a.mean() + b.mean()
    np.testing.assert_allclose(u, 0.5 - 0.01 * 10 * 0.8 * total, rtol=1e-4)
    np.testing.assert_allclose(v, -0.8 + 0.01 * 10 * 0.5 * total, rtol=1e-4)
    assert logs["identity"] == [0.0]
    assert "same_a" not in fakes(model)


def test_discriminators_are_shown_past_images_that_are_saved(tmp_path):
    model = quick("cyclegan")
    fit(model, n=4)
    filled = values([model.pool_a.filled, model.pool_b.filled])
    assert filled == [3, 3]
    (pool,) = values([model.pool_b.images])
    assert (abs(pool).max(axis=(1, 2, 3)) > 0).all()
    fake = {name: np.tile(x, (5, 1, 1, 1)) for name, x in fakes(model).items()}
    replayed = keras.tree.map_structure(
        ops.convert_to_numpy, model.replay(fake)
    )
    past = (replayed["b"] != fake["b"]).any(axis=(1, 2, 3))
    assert past.any() and not past.all()
    np.testing.assert_array_equal(replayed["cycled_a"], fake["cycled_a"])
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert_same(state(loaded), state(model))
    assert_same(
        values(loaded.replay(fake).values()),
        values(model.replay(fake).values()),
    )


def test_rates_stay_then_fall_to_zero():
    model = compiled(linear_cyclegan(d_steps=2), total_steps=4)
    for optimizer, updates in ((model.d_opt, 2), (model.g_opt, 1)):
        rate = optimizer._learning_rate
        steps = updates * np.arange(6)
        np.testing.assert_allclose(
            values([rate(step) for step in steps]),
            2e-4 * np.array([1, 1, 1, 0.5, 0, 0]),
            rtol=1e-6,
        )
    # Without the length of the training, they stay.
    rate = compiled(linear_cyclegan()).g_opt._learning_rate
    assert not callable(getattr(rate, "get_config", None))
    with pytest.raises(ValueError, match="Received: updates=0"):
        kg.schedules.ConstantThenLinear(1e-3, 0)
    for rate in ("1e-3", -1e-3):
        with pytest.raises(ValueError, match=f"learning_rate={rate!r}"):
            kg.schedules.ConstantThenLinear(rate, 10)


def test_the_rate_is_resumed(tmp_path):
    model = compiled(linear_cyclegan(), total_steps=4)
    fit(model, n=2, epochs=3)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(float(loaded.g_opt.learning_rate), 1e-4)
    np.testing.assert_allclose(float(loaded.d_opt.learning_rate), 1e-4)


def test_translates_both_ways():
    model = compiled(linear_cyclegan())
    np.testing.assert_allclose(model.translate(A), 0.5 * A, atol=1e-6)
    back = model.translate(A, reverse=True, batch_size=4)
    np.testing.assert_allclose(back, -0.8 * A, atol=1e-6)
    np.testing.assert_allclose(model.predict(A, verbose=0), 0.5 * A, atol=1e-6)


@slow_on_jax
def test_default_networks_train_and_keep_their_sizes():
    paper = kg.networks.cyclegan_generator(SHAPE, width=2, blocks=1)
    model = kg.CycleGAN(
        SHAPE, width=2, generator_ab=paper, generator_ba=scaling(1.0)
    )
    logs = fit(compiled(model), n=1)
    assert np.isfinite([*logs.values()]).all()
    assert model.translate(images(1, (8, 12, 1))).shape == (1, 8, 12, 1)
    for size, received in (((10, 8), "10x8"), ((4, 4), "4x4")):
        with pytest.raises(ValueError, match=f"of 4, at least 8. .*{received}"):
            model.translate(images(1, (*size, 1)))


def test_the_pool_is_named():
    with pytest.raises(ValueError, match="pool_size must be .*pool_size=0"):
        kg.CycleGAN(SHAPE, pool_size=0)


def test_both_kinds_have_the_same_channels():
    with pytest.raises(ValueError, match="both ways.*input_channels=2, image"):
        kg.CycleGAN(SHAPE, input_channels=2)


def test_bad_batches_and_networks_are_refused():
    model = make("cyclegan")
    a, b = data(model, 4)
    with pytest.raises(ValueError, match="images of A alone"):
        model.fit(a, verbose=0)
    with pytest.raises(ValueError, match="as many images of A.*4 and 3"):
        model.fit(a, b[:3], verbose=0)
    with pytest.raises(ValueError, match=r"images of B.*\(4, 8, 8, 3\)"):
        model.fit(a, np.repeat(b, 3, axis=-1), verbose=0)
    # Rather than the default networks, whose building takes a second.
    networks = {
        name: getattr(model, name)
        for name in (
            "generator_ab",
            "generator_ba",
            "discriminator_a",
            "discriminator_b",
        )
    }
    with pytest.raises(ValueError, match="discriminator_b must return scores"):
        kg.CycleGAN(SHAPE, **networks | {"discriminator_b": scaled_pictures()})
    for kind, one, other in (
        ("discriminator", "discriminator_a", "discriminator_b"),
        ("generator", "generator_ab", "generator_ba"),
    ):
        same = networks | {one: networks[other]}
        with pytest.raises(ValueError, match=f"{kind}_.* must be two networks"):
            kg.CycleGAN(SHAPE, **same)


def scaled_pictures():
    return keras.Sequential([layers.Input(SHAPE), layers.Conv2D(2, 1)])


def test_steps_behind_the_end_of_the_schedule_are_warned_of():
    model = VARIANTS["cyclegan"]()
    model.compile(total_steps=4)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        model.begin(4, 8)
    with pytest.warns(UserWarning, match="behind step 4, .* total_steps=5"):
        model.begin(5, 8)
    model.compile(*(keras.optimizers.Adam() for _ in range(2)))
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        model.begin(5, 8)
