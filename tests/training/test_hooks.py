"""The hooks of the engine, on toys whose every update is known."""

import inspect
import warnings

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans as kg
from keras_gans.callbacks.diagnosis.gradient import generator_gradient_norm
from keras_gans.layers import Advancing
from keras_gans.training.hooks import Hooks
from keras_gans.training.model import ResumableModel
from tests.helpers import BACKEND
from tests.helpers import assert_same
from tests.helpers import data
from tests.helpers import quick
from tests.helpers import slow_to_compile
from tests.helpers import state
from tests.helpers import values
from tests.training.toys import RATE
from tests.training.toys import SHAPE
from tests.training.toys import TOYS
from tests.training.toys import Still
from tests.training.toys import linear

BATCH = 4
DATA = np.random.default_rng(0).uniform(-1, 1, (24, 2)).astype("float32")

# torch is eager whatever it is asked.
both_modes = pytest.mark.parametrize(
    "run_eagerly", [True] if BACKEND == "torch" else [False, True]
)


def make(name, run_eagerly, **kwargs):
    keras.utils.set_random_seed(0)
    model = TOYS[name](seed=1, **kwargs)
    compiled = {"jit_compile": False} if BACKEND == "tensorflow" else {}
    model.compile(run_eagerly=run_eagerly, **compiled)
    return model


def fit(model, n, **kwargs):
    return model.fit(
        DATA[:n], batch_size=BATCH, shuffle=False, verbose=0, **kwargs
    ).history


def weights(network):
    return values(network.trainable_variables)


@slow_to_compile
@both_modes
@pytest.mark.parametrize("name", TOYS)
def test_a_resumed_training_equals_an_uninterrupted_one(
    name, run_eagerly, tmp_path
):
    whole, first, second = (make(name, run_eagerly) for _ in range(3))
    logs = fit(whole, 8, epochs=2)
    fit(first, 8, epochs=1, callbacks=[kg.callbacks.Checkpoint(tmp_path)])
    resumed = fit(
        second, 8, epochs=2, callbacks=[kg.callbacks.Checkpoint(tmp_path)]
    )
    assert_same(state(second), state(whole))
    assert resumed == {key: log[1:] for key, log in logs.items()}


@both_modes
def test_lazy_regularisation_is_every_kth_update(run_eagerly):
    model = make("lazy", run_eagerly)
    (kernel, _), iterations = weights(model.discriminator), []
    # R1 of a linear critic is |w|^2, whose gradient is 2 w; times every = 3.
    factor = 1 - RATE * 3 * 2
    for i in range(7):
        model.train_on_batch(DATA[:BATCH])
        iterations.append(int(ops.convert_to_numpy(model.d_opt.iterations)))
        expected = kernel * factor ** (1 + i // 3)
        np.testing.assert_allclose(
            weights(model.discriminator)[0], expected, rtol=1e-5
        )
    # An update of its own after main updates 1, 4 and 7.
    assert iterations == [2, 3, 4, 6, 7, 8, 10]


@pytest.mark.skipif(BACKEND != "tensorflow", reason="XLA is TensorFlow's here")
def test_lazy_regularisation_compiles_with_xla():
    model = make("lazy", run_eagerly=False)
    kernel = weights(model.discriminator)[0]
    model.compile(jit_compile=True)
    fit(model, 16)
    np.testing.assert_allclose(
        weights(model.discriminator)[0], kernel * 0.4**2, rtol=1e-5
    )


@both_modes
def test_after_each_update_the_hook_gets_its_real_batch(run_eagerly):
    model = make("counting", run_eagerly, d_steps=2)
    fit(model, 24)
    counts = values([model.images_of_d, model.images_of_g, model.total])
    np.testing.assert_allclose(counts, [24, 12, DATA.sum()], rtol=1e-5)


@both_modes
def test_the_generators_update_is_a_hook(run_eagerly):
    model = make("decaying", run_eagerly)
    before = weights(model.generator)
    fit(model, 12)
    for old, new in zip(before, weights(model.generator), strict=True):
        np.testing.assert_allclose(new, old * (1 - RATE) ** 3, rtol=1e-5)


@both_modes
def test_the_decay_of_the_average_is_a_hook(run_eagerly):
    model = make("halflife", run_eagerly)
    target = model.generator.get_weights()
    model.ema_generator.set_weights([0 * w for w in target])
    fit(model, 12)
    for average, w in zip(
        model.ema_generator.get_weights(), target, strict=True
    ):
        np.testing.assert_allclose(average, w * (1 - 0.5**3), rtol=1e-5)


@both_modes
def test_penalties_see_augmented_images(run_eagerly):
    model = make("augmenting", run_eagerly)
    kernel = weights(model.discriminator)[0]
    logs = fit(model, BATCH)
    # D(x / 2), so half of the gradient.
    np.testing.assert_allclose(
        logs["r1"], [0.25 * (kernel**2).sum()], rtol=1e-5
    )


def test_only_training_augments():
    model = make("augmenting", run_eagerly=True)
    training, inference = (
        ops.convert_to_numpy(
            model.scores(ops.convert_to_tensor(DATA[:3]), training)
        )
        for training in (True, False)
    )
    bias = weights(model.discriminator)[1]
    np.testing.assert_allclose(training - bias, (inference - bias) / 2)


@both_modes
def test_images_may_be_a_list_of_sizes(run_eagerly):
    model = make("sizes", run_eagerly)
    kernels = [w for w in weights(model.discriminator) if w.ndim == 2]
    logs = fit(model, BATCH)
    # The mean over sizes, of (|w| - 1)^2 for a linear critic of each.
    penalties = [(np.linalg.norm(w) - 1) ** 2 for w in kernels]
    np.testing.assert_allclose(
        logs["gradient_penalty"], [np.mean(penalties)], rtol=1e-4
    )
    assert model.generate(3, seed=0).shape == (3, 2)


@both_modes
def test_a_stage_trains_its_own_networks(run_eagerly):
    model = make("growing", run_eagerly)

    def parts():
        return [
            np.concatenate([w.ravel() for w in values(part.weights)])
            for network in (model.generator, model.discriminator)
            for part in network.parts
        ]

    moved = []
    for _ in range(4):
        before = parts()
        model.train_on_batch(DATA[:BATCH])
        moved.append([(a != b).any() for a, b in zip(before, parts())])
    # Eight images, two steps, are of the first stage.
    assert (
        moved
        == [[True, False, True, False]] * 2 + [[False, True, False, True]] * 2
    )


@both_modes
def test_a_stage_is_evaluated_with_its_networks(run_eagerly):
    model = make("growing", run_eagerly)
    fit(model, 8, validation_data=(DATA[:BATCH],))
    # By hand, at the second stage, which training has not touched.
    generator, critic = (
        network.parts[1].get_weights()
        for network in (model.generator, model.discriminator)
    )
    losses = model.evaluate(DATA[:8], batch_size=8, verbose=0, return_dict=True)
    real = DATA[:8] @ critic[0] + critic[1]
    # The mean of a linear critic's scores of zero-mean latents is near these.
    fake = generator[1] @ critic[0] + critic[1]
    assert losses["d_loss"] == pytest.approx(
        -losses["g_loss"] - real.mean(), abs=1e-5
    )
    assert abs(-losses["g_loss"] - fake.mean()) < 3


@both_modes
def test_images_are_those_of_the_current_stage(run_eagerly):
    model = make("growing", run_eagerly)
    latents = np.random.default_rng(1).normal(size=(3, 2)).astype("float32")
    for stage in (0, 1):
        # The second time, the function that predicts has been compiled.
        kernel, bias = model.generator.parts[stage].get_weights()
        np.testing.assert_allclose(
            model.predict(latents, verbose=0),
            latents @ kernel + bias,
            atol=1e-5,
        )
        assert generator_gradient_norm(model, (DATA[:BATCH],)) > 0
        fit(model, 8)


def test_what_is_shown_is_clipped():
    model = Still(generator=linear(2, 2, "generator"))
    model.generator.set_weights([100 * np.eye(2), np.zeros(2)])
    model.compile()
    images = model.generate(16, seed=0)
    assert np.abs(images).max() == 1
    assert np.abs(model.predict(np.ones((1, 2)), verbose=0)).max() == 100


def required(cls):
    """Names of the hooks of a class that are marked as required."""
    members = inspect.getmembers_static(cls)
    hooks = {
        name: getattr(member, "fget", member)
        for name, member in members
        if callable(getattr(member, "fget", member))
    }
    return {
        name
        for name, hook in hooks.items()
        if getattr(hook, "is_required", False)
    }


@pytest.mark.parametrize(
    "cls, names",
    [
        (ResumableModel, {"log_names", "step", "test", "check_batch"}),
        (
            Hooks,
            {
                "log_names",
                "step",
                "test",
                "check_batch",
                "d_networks",
                "g_networks",
                "default_optimizers",
                "fakes",
                "d_objective",
                "g_objective",
            },
        ),
        (kg.LatentGAN, {"d_loss", "g_loss", "default_optimizer"}),
    ],
)
def test_required_hooks(cls, names):
    assert required(cls) == names


def test_a_missing_hook_is_named():
    class Unfinished(Still):
        g_loss = kg.LatentGAN.g_loss

    model = Unfinished()
    model.compile(run_eagerly=True)
    with pytest.raises(
        NotImplementedError,
        match="Unfinished must define `g_loss`: The generator's loss",
    ):
        model.fit(DATA, batch_size=BATCH, verbose=0)


class Vector(Still):
    def d_loss(self, real_scores, fake_scores):
        return fake_scores - real_scores


class VectorOfGenerator(Still):
    def g_loss(self, fake_scores):
        return -fake_scores


class Nothing(Still):
    def g_loss(self, fake_scores):
        pass


class Count(Still):
    def g_loss(self, fake_scores):
        return ops.sum(ops.cast(fake_scores > 0, "int32"))


class Constant(Still):
    def g_loss(self, fake_scores):
        return ops.mean(ops.stop_gradient(fake_scores))


class Comparison(Still):
    def d_loss(self, real_scores, fake_scores):
        return ops.mean(ops.cast(real_scores > fake_scores, "float32"))


class ConstantImages(Still):
    def synthesize(self, inputs, training):
        return ops.stop_gradient(super().synthesize(inputs, training))


class NoOptimizer(Still):
    def default_optimizer(self):
        pass

    def default_optimizers(self):
        return self.default_optimizer(), self.default_optimizer()


class VectorPenalty(Still):
    log_names = ("d_loss", "g_loss", "size")

    def penalties(self, real, fake):
        return {"size": ops.mean(ops.square(real), axis=-1)}


class ListPenalty(Still):
    log_names = ("d_loss", "g_loss", "size")

    def penalties(self, real, fake):
        return {"size": [ops.mean(ops.square(real))]}


class LongLatents(Still):
    def latents(self, n, seed):
        return keras.random.normal((n, 9), seed=seed)


class LatentsOfNumPy(Still):
    def latents(self, n, seed):
        return np.random.default_rng(0).normal(size=(BATCH, 2))


class NothingOfBoth(Nothing):
    def d_loss(self, real_scores, fake_scores):
        pass


class NoNames(Still):
    def penalties(self, real, fake):
        return ops.mean(ops.square(real))


class NoLogs(Still):
    def d_logs(self, real_scores, fake_scores):
        pass


class TwoOfOneName(Still):
    def penalties(self, real, fake):
        return {"d_loss": ops.mean(ops.square(real))}


class LossOfKeras(Still):
    def compute_loss(self, *args, **kwargs):
        return 0.0


class Shared(Still):
    def default_optimizers(self):
        return (keras.optimizers.SGD(0.1),) * 2


class OneText(Still):
    log_names = "d_loss"


@pytest.mark.parametrize(
    "kind, error, message",
    [
        (Vector, ValueError, r"of the discriminator.*mean.*\(4, 1\)"),
        (VectorOfGenerator, ValueError, r"of the generator.*mean.*\(4, 1\)"),
        (Nothing, ValueError, "of the generator.*Received: None"),
        (NothingOfBoth, ValueError, "of the discriminator.*Received: None"),
        (Count, ValueError, "of the generator.*Received: shape .*, int32"),
        (Constant, ValueError, "depend on what it trains.*to the images"),
        (Comparison, ValueError, "depend on what.*without a gradient.*kernel"),
        (ConstantImages, ValueError, "without a gradient with .*kernel"),
        (NoOptimizer, ValueError, "d_opt=None, as the model's default"),
        (VectorPenalty, ValueError, r"with its penalties.*Received: .*\(4,\)"),
        (ListPenalty, TypeError, "a dictionary of scalars.*Received: .*size"),
        (LongLatents, ValueError, r"latents must return .*\(n, 2\).*, 9\)"),
        (LatentsOfNumPy, ValueError, r"latents must .* the same.*ndarray"),
        (NoNames, TypeError, "penalties must return a dictionary"),
        (NoLogs, TypeError, "d_logs must return a dictionary.*None"),
        (TwoOfOneName, ValueError, "names of their own.*'d_loss'"),
        (LossOfKeras, TypeError, "not called: .*d_loss.*LossOfKeras.compute_l"),
        (Shared, ValueError, "must be two objects"),
        (OneText, TypeError, "a tuple of names.*log_names='d_loss'"),
    ],
)
def test_hooks_that_return_something_else_are_named(kind, error, message):
    with pytest.raises(error, match=message):
        model = kind()
        model.compile(run_eagerly=BACKEND == "tensorflow")
        fit(model, 8)


@pytest.mark.parametrize("is_player", [True, False])
def test_networks_of_neither_player_are_warned_of(is_player):
    class Third(Still):
        @property
        def g_networks(self):
            is_there = is_player and hasattr(self, "third")
            others = [self.third] if is_there else []
            return (self.generator, *others)

    model = Third()
    model.third = linear(1, 2, "third")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.compile()
    texts = [str(w.message) for w in caught]
    found = [x for x in texts if "Received: 2 such weights" in x]
    assert len(found) == (not is_player)


@pytest.mark.parametrize("accumulate", [1, 2])
def test_networks_that_an_objective_calls_are_trained(accumulate):
    """As InfoGAN's, which reads the generator's inputs from its images."""

    class Read(Still):
        @property
        def g_networks(self):
            reader = [self.reader] if hasattr(self, "reader") else []
            return (self.generator, *reader)

        def g_objective(self, real, fake, training):
            loss = ops.mean(self.reader(fake))
            return loss, {"g_loss": loss}

    model = Read()
    model.reader = linear(1, 2, "reader")
    model.compile(run_eagerly=BACKEND == "tensorflow", accumulate=accumulate)
    kernel, bias = model.reader.get_weights()
    old = model.generator.get_weights()[1]
    fit(model, BATCH)
    np.testing.assert_allclose(
        model.reader.get_weights()[1], bias - RATE, rtol=1e-6
    )
    np.testing.assert_allclose(
        model.generator.get_weights()[1], old - RATE * kernel[:, 0], rtol=1e-5
    )


def test_networks_without_weights_are_warned_of():
    """Their weights would come after the optimizers, which never knew them."""
    model = Still()
    model.third = keras.Sequential([keras.layers.Dense(1)], name="third")
    with pytest.warns(UserWarning, match="keras.Input.*'third'.* not built"):
        model.compile()
    model.third.build((None, 2))
    model.third.trainable = False
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.compile()


def test_settings_are_those_of_compile():
    """A compiled step would go on with the old ones, without a word."""
    model = quick("gan", run_eagerly=True)
    model.label_smoothing = 0.1
    with pytest.raises(ValueError, match="`compile` after.*0.1 after.* 0.0"):
        model.fit(*data(model), batch_size=32, verbose=0)
    model.compile(model.d_opt, model.g_opt, run_eagerly=True)
    model.fit(*data(model), batch_size=32, verbose=0)


def test_only_advancing_layers_advance():
    @keras.saving.register_keras_serializable("tests")
    class Advanced(keras.layers.Layer):
        def call(self, x):
            return x

        def advance(self):
            raise AssertionError("a layer of the user's own")

    @keras.saving.register_keras_serializable("tests")
    class Moving(Advancing, keras.layers.Layer):
        def build(self, input_shape):
            self.count = self.add_weight(
                shape=(), initializer="zeros", trainable=False
            )

        def call(self, x):
            return x

        def advance(self):
            self.count.assign(self.count + 1)

    inner = keras.Sequential([keras.layers.Input(SHAPE), Moving(), Advanced()])
    critic = keras.Sequential([inner, keras.layers.Dense(1)])
    model = Still(discriminator=critic, d_steps=2)
    model.compile(run_eagerly=True)
    fit(model, 16)
    assert values([inner.layers[0].count]) == [4]


def test_lazy_regularisation_needs_a_positive_interval():
    model = make("lazy", run_eagerly=True)
    object.__setattr__(model, "every", 0)
    with pytest.raises(ValueError, match="every must be a positive integer"):
        fit(model, BATCH)


@pytest.mark.parametrize(
    "name", ["dcgan", "conditionalgan", "acgan", "ebgan", "began"]
)
def test_every_discriminator_sees_augmented_images_in_training_alone(name):
    model, seen = quick(name), []

    def augment(batch):
        seen.append(batch)
        return batch

    object.__setattr__(model, "augment", augment)
    real = model.real_batch(data(model, 4))
    real = keras.tree.map_structure(ops.convert_to_tensor, real)
    fake = model.fakes(real, training=True)
    model.d_objective(real, fake, training=True)
    assert len(seen) >= 2
    seen.clear()
    model.g_objective(real, fake, training=True)
    assert seen
    seen.clear()
    model.d_objective(real, fake, training=False)
    assert not seen


@pytest.mark.skipif(
    BACKEND != "tensorflow", reason="tf.distribute is TensorFlow's"
)
@pytest.mark.parametrize(
    "name, options, what",
    [
        ("counting", {"gradient_accumulation_steps": 2}, "accumulated gradi"),
        (
            "counting",
            {"use_ema": True, "ema_overwrite_frequency": 2},
            "ema_overwrite_frequency",
        ),
    ],
)
def test_a_branch_under_a_strategy_is_refused(name, options, what):
    import tensorflow as tf

    with tf.distribute.OneDeviceStrategy("CPU:0").scope():
        model = TOYS[name]()
        model.compile(d_opt=keras.optimizers.SGD(0.1, **options))
    with pytest.raises(NotImplementedError, match=f"with {what}.*tf.distrib"):
        fit(model, BATCH)


@pytest.mark.parametrize(
    "model, method",
    [
        (model, method)
        for model in (
            kg.LatentGAN,
            kg.ConditionalGAN,
            kg.Pix2Pix,
            kg.CycleGAN,
            kg.FastStyleTransfer,
            kg.StyleTransfer,
        )
        for method in ("generate", "translate", "stylize")
        if hasattr(model, method)
    ],
)
def test_everything_after_the_first_argument_has_a_name(model, method):
    _, _, *others = inspect.signature(
        getattr(model, method)
    ).parameters.values()
    assert {p.kind for p in others} == {inspect.Parameter.KEYWORD_ONLY}


def test_one_image_is_made_for_one(monkeypatch):
    model = Still()
    model.compile(run_eagerly=True)
    sizes = []
    predict = model.predict_on_batch
    monkeypatch.setattr(
        model, "predict_on_batch", lambda x: sizes.append(len(x)) or predict(x)
    )
    assert model.generate(1, seed=0).shape == (1, 2)
    assert model.generate(5, seed=0, batch_size=2).shape == (5, 2)
    assert sizes == [1, 2, 2, 2]
