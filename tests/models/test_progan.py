"""What ProGAN adds: growth, a drift term, optimizers that start anew."""

import keras
import numpy as np
import pytest

import keras_gans as kg
from tests.helpers import BACKEND
from tests.helpers import SHAPE
from tests.helpers import images
from tests.helpers import slow_on_jax
from tests.helpers import slow_on_tensorflow
from tests.helpers import state
from tests.helpers import values
from tests.models.helpers import FAKE
from tests.models.helpers import REAL
from tests.models.helpers import assert_optimizers
from tests.models.helpers import compiled
from tests.models.helpers import fit
from tests.models.helpers import objectives

BATCH = images(8)


def progan(**kwargs):
    keras.utils.set_random_seed(0)
    return kg.ProGAN(SHAPE, 4, width=2, seed=1, **kwargs)


def networks(model):
    return model.generator, model.discriminator, model.ema_generator


def levels(model):
    return values([network.level for network in networks(model)])


def set_level(model, level):
    for network in networks(model):
        network.level.assign(level)


def test_paper_defaults():
    model = progan()
    assert_optimizers(
        model, keras.optimizers.Adam, 1e-3, beta_1=0.0, beta_2=0.99
    )
    assert kg.ProGAN(SHAPE, width=2).latent_dim == 512
    assert (model.gp_weight, model.drift_weight) == (10.0, 0.001)
    assert (model.d_steps, model.ema, model.phase_images) == (1, 0.999, None)


@slow_on_jax
def test_the_drift_term_is_added_to_the_loss_of_wgangp():
    model = progan(drift_weight=0.5)
    set_level(model, 0.5)
    total, g_loss, logs = objectives(model, REAL, FAKE, training=True)
    real, fake = (values([model.discriminator(x)])[0] for x in (REAL, FAKE))
    expected = {
        "d_loss": fake.mean() - real.mean(),
        "wasserstein": real.mean() - fake.mean(),
        "drift": 0.5 * (real**2).mean(),
        "level": 0.5,
    }
    for name, value in expected.items():
        np.testing.assert_allclose(logs[name], value, rtol=1e-4)
    assert set(logs) == {*expected, "gradient_penalty", "g_loss"}
    parts = ("d_loss", "drift", "gradient_penalty")
    np.testing.assert_allclose(total, sum(logs[p] for p in parts), rtol=1e-5)
    np.testing.assert_allclose(g_loss, -fake.mean(), rtol=1e-4)


@pytest.fixture(scope="module")
def training():
    """A compiled training of three phases of two steps.

    Returns the model and, after each step, its levels, the moments and the
    rates of its optimizers.
    """
    model, seen = progan(), []
    model.compile(
        total_steps=6, **{"jit_compile": False} if BACKEND != "jax" else {}
    )
    for _ in range(6):
        model.train_on_batch(BATCH)
        optimizers = [model.d_opt, model.g_opt]
        moments = [
            np.concatenate([np.ravel(m) for m in values(o.variables[2:])])
            for o in optimizers
        ]
        rates = values([o.learning_rate for o in optimizers])
        counts = values([o.iterations for o in optimizers])
        averages = [
            np.concatenate([np.ravel(w) for w in values(g.weights) if w.ndim])
            for g in (model.generator, model.ema_generator)
        ]
        seen.append((levels(model), moments, rates, counts, averages))
    return model, seen


@slow_on_jax
@slow_on_tensorflow
def test_all_networks_grow_to_full_size_in_total_steps(training):
    _, seen = training
    for step, expected in enumerate([0, 0, 0.5, 1, 1, 1]):
        np.testing.assert_allclose(seen[step][0], [expected] * 3, atol=1e-6)


@slow_on_tensorflow
def test_optimizers_start_anew_where_a_fade_begins_and_ends(training):
    _, seen = training
    for step, (_, moments, rates, counts, _) in enumerate(seen):
        begins = step in (2, 3)
        for moment in moments:
            assert np.any(moment) != begins
        np.testing.assert_allclose(rates, [1e-3] * 2)
        assert counts == [[1, 2, 0, 0, 1, 2][step]] * 2


@slow_on_tensorflow
def test_the_average_forgets_the_initial_weights_of_new_layers(training):
    _, seen = training
    averages = [average for *_, average in seen]
    # The updates since a phase began are 1, 2 and 3, then 1 and 1, 2.
    for step, t in ((1, 2), (2, 3), (3, 1), (4, 1), (5, 2)):
        decay = (1 + t) / (10 + t)
        before, (generator, after) = averages[step - 1][1], averages[step]
        np.testing.assert_allclose(
            after, decay * before + (1 - decay) * generator, atol=1e-5
        )


class Static(kg.ProGAN):
    """A model that does not switch, and always computes its second size."""

    stages = 1

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for network in networks(self):
            network.stage = 1


@slow_on_tensorflow
def test_a_switched_step_is_a_step_of_its_stage(training):
    model, _ = training
    switched, static = progan(), Static(SHAPE, 4, width=2, seed=1)
    results = []
    for copy in (switched, static):
        copy.set_weights(model.get_weights())
        set_level(copy, 0.5)
        compiled(copy)
        logs = copy.train_on_batch(BATCH, return_dict=True)
        results.append((logs, state(copy)))
    (logs, variables), (expected, others) = results
    for name, value in expected.items():
        np.testing.assert_allclose(logs[name], value, rtol=1e-4, atol=1e-6)
    for a, b in zip(variables, others, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)
    assert logs["level"] == 0.5


@slow_on_jax
def test_every_discriminator_update_sees_new_images():
    accumulating = keras.optimizers.Adam(1e-3, gradient_accumulation_steps=2)
    model = compiled(progan(d_steps=3), g_opt=accumulating, total_steps=2)
    fit(model, epochs=2)
    assert values([model.growth.images, model.growth.steps]) == [48, 2]


@slow_on_jax
@slow_on_tensorflow
def test_a_plain_fit_ends_at_full_size_and_stays_there(capsys):
    model = compiled(progan())
    with pytest.raises(ValueError, match="length of its training"):
        model.train_on_batch(BATCH)
    logs = model.fit(BATCH, batch_size=8, epochs=3, verbose=2).history
    assert (
        "the 3 steps of this training, in 3 phases" in capsys.readouterr().out
    )
    assert levels(model) == [1, 1, 1]
    assert logs["level"] == [0, 0, 1]
    fit(model)
    assert levels(model) == [1, 1, 1]
    assert capsys.readouterr().out == ""
    # So do networks that another training has grown.
    copy = compiled(progan())
    for mine, theirs in zip(networks(copy), networks(model), strict=True):
        mine.set_weights(theirs.get_weights())
    fit(copy, epochs=2)
    assert levels(copy) == [1, 1, 1]
    assert capsys.readouterr().out == ""


def test_the_plan_of_a_training_is_kept(tmp_path):
    model, checkpoint = progan(), kg.callbacks.Checkpoint(tmp_path)
    fit(compiled(model, total_steps=9), callbacks=[checkpoint])
    for model, plan, message in (
        (progan(), {"total_steps": 20}, "total_steps=9, or without.*=20 after"),
        (progan(phase_images=8), {}, "phase_images: None in.*, 8 now"),
    ):
        with pytest.raises(ValueError, match=message):
            fit(
                compiled(model, **plan),
                epochs=2,
                callbacks=[kg.callbacks.Checkpoint(tmp_path)],
            )


def test_one_plan_alone_is_taken():
    with pytest.raises(
        ValueError,
        match="Only one of phase_images and total_.*phase_images=8, "
        "total_steps=20",
    ):
        progan(phase_images=8).compile(total_steps=20)
    with pytest.raises(TypeError, match="Did you mean 'total_steps'"):
        progan().compile(steps=20)


@pytest.mark.parametrize("player", ["generator", "discriminator"])
def test_networks_that_do_not_grow_are_refused(player):
    other = {
        "generator": kg.networks.dcgan_generator(SHAPE, 4, width=2),
        "discriminator": kg.networks.dcgan_discriminator(
            SHAPE, width=2, normalization=None
        ),
    }[player]
    with pytest.raises(
        ValueError, match=f"must grow: pass a Growing{player.title()}.*Received"
    ):
        progan(**{player: other})


def test_networks_of_other_sizes_are_refused():
    large = kg.networks.progan_discriminator((16, 16, 1), width=2)
    with pytest.raises(ValueError, match="through the same sizes. Received"):
        progan(discriminator=large)
