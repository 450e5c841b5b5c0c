"""What Keras does to an optimizer is done to both players'."""

import inspect
import itertools
import pickle

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans as kg
from keras_gans.training.two_optimizers import TwoOptimizers
from tests.helpers import BACKEND
from tests.helpers import SHAPE
from tests.helpers import assert_same
from tests.helpers import images
from tests.helpers import make
from tests.helpers import quick
from tests.helpers import slow_on_jax
from tests.helpers import slow_to_compile
from tests.helpers import state
from tests.helpers import values
from tests.training.toys import Lazy
from tests.training.toys import Still

KINDS = {
    name: kind
    for name, kind in vars(keras.optimizers).items()
    if inspect.isclass(kind) and issubclass(kind, keras.optimizers.Optimizer)
}
# They wrap others, and `compile` refuses them.
WRAPPERS = {"LossScaleOptimizer", "MultiOptimizer"}
OPTIONS = {
    "weight_decay": {"weight_decay": 0.1},
    "clipnorm": {"clipnorm": 0.01},
    "clipvalue": {"clipvalue": 0.001},
    "global_clipnorm": {"global_clipnorm": 0.01},
    "use_ema": {"use_ema": True, "ema_momentum": 0.5},
    "ema_momentum": {"use_ema": True, "ema_momentum": 0.9},
    "ema_overwrite_frequency": {"use_ema": True, "ema_overwrite_frequency": 2},
    "gradient_accumulation_steps": {"gradient_accumulation_steps": 2},
    "name": {"name": "mine"},
    "learning_rate": {
        "learning_rate": keras.optimizers.schedules.ExponentialDecay(
            0.1, decay_steps=2, decay_rate=0.5
        )
    },
    # `compile` refuses it.
    "loss_scale_factor": {"loss_scale_factor": 8.0},
}


class Recorder(kg.GAN):
    """A GAN that notes the gradients of each update."""

    def update_discriminator(self, d_loss, gradients):
        self.noted[0].append(list(gradients))
        super().update_discriminator(d_loss, gradients)

    def update_generator(self, gradients):
        self.noted[1].append(list(gradients))
        super().update_generator(gradients)


def assert_trains_as_keras_would(make_optimizer):
    """Asserts that both players have the weights that Keras gives them.

    Keras's optimizers get the gradients of the training, one after the other,
    and then what Keras's `fit` does at its end.
    """
    model = Recorder(
        SHAPE,
        4,
        generator=kg.networks.mlp_generator(SHAPE, 4, hidden=(4,)),
        discriminator=kg.networks.mlp_discriminator(SHAPE, hidden=(4,)),
        seed=1,
    )
    object.__setattr__(model, "noted", ([], []))
    model.compile(make_optimizer(), make_optimizer(), run_eagerly=True)
    before = values(model.d_variables), values(model.g_variables)
    model.fit(images(), batch_size=8, verbose=0)
    after = values(model.d_variables), values(model.g_variables)
    for noted, old, new in zip(model.noted, before, after, strict=True):
        copies = [keras.Variable(value) for value in old]
        plain = make_optimizer()
        plain.build(copies)
        assert len(noted) == 4
        for gradients in noted:
            kg.backend.apply(plain, gradients, copies)
        plain.finalize_variable_values(copies)
        assert any((a != b).any() for a, b in zip(old, new, strict=True))
        for copy, value in zip(values(copies), new, strict=True):
            np.testing.assert_allclose(value, copy, rtol=1e-5, atol=1e-7)


@slow_to_compile
@pytest.mark.parametrize(
    "name", sorted(KINDS.keys() - WRAPPERS - {"Optimizer"})
)
def test_every_optimizer_trains_as_in_keras(name):
    assert_trains_as_keras_would(lambda: KINDS[name]())


@slow_to_compile
@pytest.mark.parametrize("name", sorted(OPTIONS.keys() - {"loss_scale_factor"}))
def test_every_option_of_optimizers_acts_as_in_keras(name):
    options = {"learning_rate": 0.01} | OPTIONS[name]
    assert_trains_as_keras_would(lambda: keras.optimizers.Adam(**options))


def test_no_option_of_optimizers_is_left_out():
    of_keras = inspect.signature(keras.optimizers.SGD).parameters.keys()
    assert of_keras - {"momentum", "nesterov", "kwargs"} == OPTIONS.keys()


@pytest.mark.parametrize(
    "name", sorted(KINDS.keys() - WRAPPERS - {"Optimizer"})
)
def test_an_optimizer_that_is_reset_is_as_new_but_for_its_rate(name):
    weights = [keras.Variable(ops.ones(s)) for s in ((2, 3), (3,))]
    used, new = KINDS[name](use_ema=True), KINDS[name](use_ema=True)
    used.build(weights)
    reset = TwoOptimizers(used, used).resetter()
    used.apply([ops.ones(v.shape) for v in weights])
    new.build(weights)
    assert not same_state(used, new)
    used.learning_rate = 0.5
    reset()
    assert float(used.learning_rate) == 0.5
    used.learning_rate = float(new.learning_rate)
    assert same_state(used, new)


def same_state(*optimizers):
    pairs = zip(*(values(o.variables) for o in optimizers), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda adam: keras.optimizers.LossScaleOptimizer(adam),
        lambda adam: keras.optimizers.MultiOptimizer(
            keras.optimizers.OptimizerMap(adam)
        ),
        lambda adam: keras.optimizers.Adam(**OPTIONS["loss_scale_factor"]),
    ],
)
def test_optimizers_that_scale_or_wrap_are_refused(wrap):
    wrapped = wrap(keras.optimizers.Adam())
    with pytest.raises(ValueError, match=r"g_opt must .*Received: "):
        quick("gan", g_opt=wrapped)


def test_averages_are_in_the_weights_of_the_players_that_have_them():
    model = quick("gan", g_opt=keras.optimizers.Adam(0.01, use_ema=True))
    model.fit(images(), batch_size=8, epochs=2, verbose=0)
    assert_same(
        values(model.g_variables),
        values(model.g_opt._model_variables_moving_average),
    )


def test_an_optimizer_without_an_update_leaves_the_weights():
    model = kg.GAN(SHAPE, 4, width=4, d_loss_floor=99.0)
    model.compile(
        d_opt=keras.optimizers.Adam(use_ema=True),
        run_eagerly=BACKEND == "tensorflow",
    )
    before = values(model.d_variables)
    model.fit(images(), batch_size=8, verbose=0)
    assert_same(values(model.d_variables), before)


def test_the_learning_rate_is_read_and_set_for_both():
    model = make("gan")
    assert float(model.optimizer.learning_rate) == pytest.approx(2e-4)
    model.fit(images(), batch_size=8, verbose=0)
    # The compiled step sees it.
    model.optimizer.learning_rate = 0.0
    before = values(model.trainable_variables)
    model.fit(images(), batch_size=8, verbose=0)
    assert_same(values(model.trainable_variables), before)
    assert float(model.d_opt.learning_rate) == 0.0
    model.g_opt.learning_rate = 0.5
    with pytest.raises(AttributeError, match=r"read `d_opt.learning_rate` or"):
        print(model.optimizer.learning_rate)
    assert not hasattr(model.optimizer, "learning_rate")


def test_the_common_rate_is_a_variable_whose_changes_reach_both():
    model = make("gan")
    rate = model.optimizer.learning_rate
    assert (rate.shape, rate.dtype) == ((), "float32")
    rate.assign(0.5)
    rate.assign_add(0.25)
    model.optimizer.learning_rate.assign_sub(0.125)
    for optimizer in (model.d_opt, model.g_opt):
        assert float(optimizer.learning_rate) == 0.625
    # What was read before sees it, in the ways that Keras reads it.
    assert float(rate * 2) == 1.25
    assert keras.ops.convert_to_numpy(rate) == 0.625
    schedule = keras.optimizers.schedules.ExponentialDecay(0.5, 9, 0.5)
    kind = keras.optimizers.SGD
    model = quick("gan", d_opt=kind(schedule), g_opt=kind(schedule))
    assert float(model.optimizer.learning_rate) == 0.5


def test_only_a_number_sets_the_rate_and_only_where_both_take_one():
    schedule = keras.optimizers.schedules.CosineDecay(0.1, 9)
    model = quick("gan", g_opt=keras.optimizers.Adam(schedule))
    with pytest.raises(TypeError, match="rate of g_opt follows a schedule"):
        model.optimizer.learning_rate = 0.5
    assert float(model.d_opt.learning_rate) == pytest.approx(2e-4)
    with pytest.raises(TypeError, match=r"must be a number.*`compile`"):
        quick("gan").optimizer.learning_rate = schedule


@pytest.mark.parametrize("name", ["clipnorm", "weight_decay", "lr", "beta_1"])
def test_other_settings_of_the_pair_are_refused(name):
    optimizer = quick("gan").optimizer
    with pytest.raises(AttributeError, match=f"Received: {name}=0.5"):
        setattr(optimizer, name, 0.5)
    with pytest.raises(AttributeError, match=f"`d_opt.{name}` or `g_opt."):
        getattr(optimizer, name)
    with pytest.raises(ValueError, match="before the optimizer is built"):
        optimizer.exclude_from_weight_decay(var_names=["bias"])


@pytest.mark.parametrize("frozen", [0, 1])
def test_what_does_not_decay_is_saved(tmp_path, frozen):
    model = make("gan")
    d_opt = keras.optimizers.AdamW(1e-3, weight_decay=0.5)
    d_opt.exclude_from_weight_decay(var_names=["bias"])
    model.freeze_discriminator(frozen)
    model.compile(d_opt=d_opt, run_eagerly=True)
    model.save(tmp_path / "model.keras")
    loaded = kg.load_model(tmp_path / "model.keras")
    loaded.freeze_discriminator(0)
    decays = [loaded.d_opt._use_weight_decay(v) for v in loaded.d_variables]
    assert decays == ["bias" not in v.name for v in loaded.d_variables]
    assert "undecayed" not in make("gan").get_compile_config()


def test_a_budget_counts_updates_of_accumulated_gradients():
    model = make(
        "gan", **{name: accumulating(steps=2) for name in ("d_opt", "g_opt")}
    )
    budget = kg.callbacks.Budget(updates=3)
    model.fit(images(), batch_size=4, epochs=9, verbose=0, callbacks=[budget])
    assert values([model.g_opt.iterations]) == [3]


class Flat(keras.optimizers.SGD):
    """Makes all gradients 0, as recipes change them for Keras."""

    def apply_gradients(self, grads_and_vars, **kwargs):
        pairs = [(gradient * 0.0, v) for gradient, v in grads_and_vars]
        return super().apply_gradients(pairs, **kwargs)


def test_optimizers_may_change_gradients_as_for_keras():
    model = make("gan", d_opt=Flat(1.0), g_opt=keras.optimizers.SGD(1.0))
    before = values(model.d_variables)
    others = values(model.g_variables)
    model.fit(images(), batch_size=8, verbose=0)
    assert_same(values(model.d_variables), before)
    assert not np.array_equal(values(model.g_variables)[0], others[0])


@pytest.mark.parametrize("name", ["optimizer", "d_opt", "g_opt"])
def test_optimizers_are_set_by_compile_alone(name):
    model = quick("gan")
    adam = keras.optimizers.Adam()
    with pytest.raises(AttributeError, match=f"{name} is set by `compile` al"):
        setattr(model, name, adam)
    model.compile(adam, "sgd")
    assert model.d_opt is adam is model.optimizer.optimizers[0]


def test_the_pair_is_an_optimizer_that_is_copied_and_set():
    model, other = quick("gan"), quick("gan")
    model.fit(images(), batch_size=8, verbose=0)
    pair = model.optimizer
    assert isinstance(pair, keras.optimizers.Optimizer)
    assert pair.built and int(ops.convert_to_numpy(pair.iterations)) == 4
    other.optimizer.set_weights(values(pair.variables))
    assert_same(values(other.optimizer.variables), values(pair.variables))
    config = keras.saving.serialize_keras_object(pair)
    again = keras.saving.deserialize_keras_object(config)
    assert again.get_config() == pair.get_config()
    assert again.optimizers[1].beta_1 == 0.5
    assert_same(state(pickle.loads(pickle.dumps(model))), state(model))


def test_files_hold_the_state_of_both(tmp_path):
    model, other = quick("gan"), quick("gan")
    model.fit(images(), batch_size=8, verbose=0)
    model.save(tmp_path / "gan.keras")
    model.save_weights(tmp_path / "gan.weights.h5")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    other.load_weights(tmp_path / "gan.weights.h5")
    for copy in (loaded, other):
        assert_same(state(copy), state(model))
        assert [o.name for o in copy.optimizer.optimizers] == ["d_opt", "g_opt"]
    # A tree holds them by name, the same in each process.
    tree = model.get_state_tree()["optimizer_variables"]
    assert tree.keys() == {"d_opt", "g_opt"}
    assert tree["g_opt"]["iteration"] == 4


# === Gradients that accumulate ===


def accumulating(rate=0.1, steps=4):
    return keras.optimizers.SGD(rate, gradient_accumulation_steps=steps)


eager_or_not = pytest.mark.parametrize(
    "run_eagerly", [True] if BACKEND == "torch" else [False, True]
)


@eager_or_not
def test_averages_move_once_per_update_of_the_weights(run_eagerly):
    model = make(
        "lsgan",
        d_opt=accumulating(),
        g_opt=accumulating(),
        run_eagerly=run_eagerly,
    )
    averages = [values(model.ema_generator.weights)]
    for _ in range(8):
        model.train_on_batch(images(4))
        averages.append(values(model.ema_generator.weights))
    changed = [
        any((a != b).any() for a, b in zip(old, new, strict=True))
        for old, new in itertools.pairwise(averages)
    ]
    assert changed == [False, False, False, True] * 2
    assert int(ops.convert_to_numpy(model.ema_updates)) == 2
    assert int(ops.convert_to_numpy(model.g_opt.iterations)) == 2


@slow_on_jax
def test_k_of_began_moves_once_per_update_of_the_discriminator():
    model = kg.BEGAN((2,), 2, width=4, lambda_k=0.5, seed=1)
    model.compile(accumulating(), accumulating(steps=2), run_eagerly=True)
    ks = []
    for _ in range(8):
        model.train_on_batch(images(4, (2,)))
        ks.append(float(ops.convert_to_numpy(model.k)))
    assert ks[:3] == [0.0] * 3 and 0 < ks[3] == ks[6] != ks[7]


def test_hooks_count_the_images_of_all_accumulated_batches():
    class Noting(Still):
        def ema_decay(self, t, n):
            noted.append((float(t), int(n)))
            return super().ema_decay(t, n)

    noted = []
    model = Noting(ema=0.9)
    model.compile(g_opt=accumulating(steps=3), run_eagerly=True)
    for _ in range(6):
        model.train_on_batch(np.zeros((4, 2), "float32"))
    assert noted == [(1.0, 12), (2.0, 12)]


def test_lazy_regularisation_is_a_whole_update():
    model = Lazy(seed=1)
    model.compile(d_opt=accumulating(steps=2), run_eagerly=True)
    kernel = values(model.d_variables)[0]
    factors = []
    for _ in range(8):
        model.train_on_batch(np.ones((4, 2), "float32"))
        factors.append((values(model.d_variables)[0] / kernel).mean())
    # R1's gradient is 2 w, times `every` = 3, at a rate of 0.1: after the main
    # updates 1 and 4, which are those of batches 2 and 8.
    factor = 1 - 0.1 * 3 * 2
    expected = [1.0] + [factor] * 6 + [factor**2]
    np.testing.assert_allclose(factors, expected, rtol=1e-5)


@slow_on_jax
def test_gamma_of_r3gan_follows_the_steps():
    def gamma(g_opt):
        model = kg.R3GAN((2,), 2, width=4, seed=1)
        model.compile(g_opt=g_opt, total_steps=16, run_eagerly=True)
        model.fit(images(8, (2,)), batch_size=2, verbose=0)
        return float(ops.convert_to_numpy(model.gamma))

    once = gamma(None)
    assert 0.1 < once < 1
    assert gamma(accumulating(steps=2)) == pytest.approx(once)


def test_a_schedule_may_replace_a_rate_between_two_fits():
    model = make("gan")
    model.fit(images(8), batch_size=4, verbose=0)
    zero = keras.optimizers.schedules.PiecewiseConstantDecay([1], [0.0, 0.0])
    model.g_opt.learning_rate = zero
    before = values(model.g_variables)
    model.fit(images(8), batch_size=4, verbose=0)
    assert_same(values(model.g_variables), before)
