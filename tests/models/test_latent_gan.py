"""What all models of latents share: the average, the sizes, points."""

import gc
import math

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from tests.helpers import BACKEND
from tests.helpers import SHAPE
from tests.helpers import VARIANTS
from tests.helpers import assert_same
from tests.helpers import images
from tests.helpers import needed
from tests.helpers import needs_tensorflow
from tests.helpers import quick
from tests.helpers import slow_on_jax
from tests.helpers import slow_to_compile
from tests.helpers import values
from tests.models.helpers import compiled
from tests.models.helpers import fit

BOTH = ("generator", "discriminator")
# Models whose default networks are convolutional.
IMAGES_ONLY = {
    "dcgan",
    "progan",
    "msggan",
    "stylegan2",
    "conditionalstylegan2",
    "biggan",
}


@pytest.mark.parametrize("ema, d_steps", [(0.3, 1), (0.9, 1), (0.9, 3)])
def test_the_average_follows_its_recurrence(ema, d_steps):
    model = kg.DCGAN(SHAPE, 4, width=2, ema=ema, d_steps=d_steps, seed=1)
    compiled(model, None, keras.optimizers.SGD(10.0))
    average = values(model.ema_generator.weights)
    # Batch normalisation has two statistics.
    assert len(average) == len(model.generator.trainable_variables) + 2
    assert_same(average, values(model.generator.weights))
    decays = []
    for t in range(1, 5):
        fit(model)
        decays.append(min(ema, (1 + t) / (10 + t)))
        for i, new in enumerate(values(model.generator.weights)):
            average[i] = decays[-1] * average[i] + (1 - decays[-1]) * new
        found = values(model.ema_generator.weights)
        for expected, value in zip(average, found, strict=True):
            np.testing.assert_allclose(value, expected, rtol=1e-4, atol=1e-5)
    # An ema of 0.3 is reached at the third update.
    assert decays.count(ema) == (2 if ema == 0.3 else 0)
    assert values([model.g_opt.iterations]) == [4]
    # It lags behind.
    generator = values(model.generator.weights)
    for new, lagging in zip(generator, found, strict=True):
        assert np.abs(new - lagging).max() > 1e-6


@keras.saving.register_keras_serializable("tests")
class Counter(layers.Layer):
    """Counts its calls in training, by an integer weight."""

    def build(self, shape):
        self.calls = self.add_weight(
            shape=(), dtype="int32", initializer="zeros", trainable=False
        )

    def call(self, inputs, training=None):
        if training:
            self.calls.assign(self.calls + 1)
        return inputs


def test_the_average_copies_what_is_no_float():
    generator = keras.Sequential(
        [keras.Input((4,)), layers.Dense(2), Counter()]
    )
    model = compiled(kg.GAN((2,), 4, width=2, generator=generator, ema=0.9))
    model.fit(np.zeros((24, 2), "float32"), batch_size=8, verbose=0)
    counts = [
        int(layer.calls)
        for network in (model.generator, model.ema_generator)
        for layer in network.layers
        if isinstance(layer, Counter)
    ]
    # Both players of a step see the same fakes.
    assert counts == [3, 3]


@pytest.mark.skipif(BACKEND == "jax", reason="it has no float64 by default")
def test_the_average_is_of_float64_if_the_weights_are():
    keras.config.set_dtype_policy("float64")
    try:
        model = compiled(kg.GAN((2,), 4, width=2, ema=0.9))
        fit(model)
    finally:
        keras.config.set_dtype_policy("float32")
    assert "float64" in {w.dtype for w in model.ema_generator.weights}


def averaged():
    keras.utils.set_random_seed(0)
    model = compiled(kg.GAN((2,), 4, width=2, ema=0.9, seed=1))
    fit(model)
    return model


def disturb(network):
    for variable in network.weights:
        variable.assign(variable.value + 0.5)


def test_the_average_makes_the_images():
    model = averaged()
    z = images(8, (4,))

    def made():
        return [
            model.generate(3, seed=0),
            model.predict(z, verbose=0),
            *values([model(z)]),
        ]

    before = made()
    np.testing.assert_allclose(
        before[1], values([model.ema_generator(z)])[0], rtol=1e-5, atol=1e-6
    )
    disturb(model.generator)
    assert_same(made(), before)
    disturb(model.ema_generator)
    for new, old in zip(made(), before, strict=True):
        assert np.abs(new - old).max() > 1e-3


def test_the_average_takes_no_part_in_training():
    results = []
    for touched in (False, True):
        model = averaged()
        if touched:
            disturb(model.ema_generator)
        fit(model)
        evaluation = model.evaluate(images(8, (2,)), verbose=0)
        networks = model.generator.weights + model.discriminator.weights
        results.append([*values(networks), np.array(evaluation)])
        z = images(8, (4,))
        np.testing.assert_array_equal(
            *values([model(z, training=True), model.generator(z)])
        )
    assert_same(*results)
    assert not model.ema_generator.trainable_variables


def test_without_ema_there_is_no_average():
    model = quick("gan")
    assert not hasattr(model, "ema_generator")
    z = images(8, (4,))
    np.testing.assert_array_equal(*values([model(z), model.generator(z)]))


@pytest.mark.parametrize(
    "name, value", [("ema", 0.9), ("latent_dim", 9), ("freeze_d", 1)]
)
def test_what_networks_are_made_by_cannot_be_changed(name, value):
    """The networks would stay as they are, in silence."""
    model = VARIANTS["gan"]()
    remedy = (
        "freeze_discriminator" if name == "freeze_d" else "a new model, GAN"
    )
    with pytest.raises(
        AttributeError, match=f"^{name} is .*{remedy}.*={value}"
    ):
        setattr(model, name, value)
    averaged = VARIANTS["gan"](ema=0.9)
    averaged.ema = 0.5
    assert averaged.get_config()["ema"] == 0.5


def test_predict_takes_latents_alone():
    model = VARIANTS["gan"]()
    for wrong in (5, [[0.0] * 4], None):
        with pytest.raises(TypeError, match=r"shape \(n, 4\).* Received: "):
            model.predict(wrong, verbose=0)
    with pytest.raises(ValueError, match=r"Received: shape \(0, 4\)"):
        model.predict(np.zeros((0, 4)), verbose=0)


@needs_tensorflow
def test_latents_of_a_data_set_are_those_of_arrays():
    import tensorflow as tf

    latents = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    labels = np.array([0, 1, 2, 0, 1])
    model = VARIANTS["conditionalgan"]()
    pairs = tf.data.Dataset.from_tensor_slices((latents, labels)).batch(2)
    with pytest.raises(
        ValueError, match=r"\(\(z, y\),\).* Received: .*None, 4"
    ):
        model.predict(pairs, verbose=0)
    np.testing.assert_allclose(
        model.predict(pairs.map(lambda z, y: ((z, y),)), verbose=0),
        model.predict((latents, labels), verbose=0),
        atol=1e-6,
    )
    others = tf.data.Dataset.from_tensor_slices((latents, labels + 1)).batch(2)
    with pytest.raises(ValueError, match="from 0 to 2.* 3, in batch 2 of"):
        model.predict(others.map(lambda z, y: ((z, y),)), verbose=0)


def test_generators_of_latents_are_checked():
    model, z = quick("conditionalgan"), np.zeros((2, 4), "float32")
    labels = np.array([1, 2])

    def batches(*shifts):
        for shift in shifts:
            yield ((z, labels + shift),)

    expected = model.predict((z, labels), verbose=0)
    made = model.predict(batches(0, 0), verbose=0)
    np.testing.assert_allclose(made, [*expected, *expected], atol=1e-6)
    with pytest.raises(ValueError, match="from 0 to 2.* 3, in batch 3 of"):
        model.predict(batches(0, 0, 1), verbose=0)


def test_what_is_no_latents_is_refused():
    with pytest.raises(ValueError, match=r"\(n, 4\).*Received: shape \(8, 2\)"):
        quick("gan").predict(images(8, (2,)))


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (kg.GAN, "generator"),
        (kg.GAN, "discriminator"),
        (kg.CycleGAN, "generator_ba"),
    ],
)
def test_a_model_keeps_its_networks(model, name):
    """Another would not be checked, and the first would stay in its files."""
    made = model(SHAPE, width=2)
    network = getattr(made, name)
    setattr(made, name, network)
    with pytest.raises(AttributeError, match=f"make another .* with {name}="):
        setattr(made, name, keras.models.clone_model(network))


def test_the_average_has_the_weights_of_its_generator():
    def adapted(model):
        for layer in model.generator.layers:
            if isinstance(layer, layers.Dense):
                layer.enable_lora(2)
        return model

    model = adapted(quick("gan"))
    model.compile()
    fit(model, 1)  # Without an average, there is nothing to follow.
    own = {"generator": model.generator, "discriminator": model.discriminator}
    late = kg.GAN(SHAPE, 4, **own, ema=0.9)
    fit(compiled(late), 1)  # Its average has the added weights.
    small = keras.Sequential(
        [keras.Input((4,)), layers.Dense(64, "tanh"), layers.Reshape(SHAPE)]
    )
    early = kg.GAN(SHAPE, 4, generator=small, width=4, ema=0.9)
    with pytest.raises(ValueError, match="enable_lora.* 4 weights, .* of 2"):
        adapted(early).compile()


@pytest.fixture
def no_collection(monkeypatch):
    """Keras collects garbage for each layer that it quantizes.

    Among the objects of many tests that takes minutes.
    """
    monkeypatch.setattr(gc, "collect", lambda *_: 0)


@pytest.mark.usefixtures("no_collection")
@pytest.mark.filterwarnings("ignore:Layer .* does not have a `quantize`")
@pytest.mark.parametrize("of_model", [True, False])
def test_quantized_models_are_saved_or_refused(tmp_path, of_model):
    model = kg.GAN(SHAPE, 4, width=4, ema=0.9)
    model.compile()
    path = tmp_path / "model.keras"
    (model if of_model else model.generator).quantize("int8")
    if not of_model:
        with pytest.raises(ValueError, match="`quantize` of the model changes"):
            model.save(path)
        assert not path.exists()
        return
    model.save(path)
    loaded = kg.load_model(path, compile=False)
    np.testing.assert_array_equal(
        loaded.generate(2, seed=0), model.generate(2, seed=0)
    )


@pytest.mark.usefixtures("no_collection")
@pytest.mark.filterwarnings("ignore:Layer .* does not have a `quantize`")
@pytest.mark.parametrize("recompile", [True, False])
def test_quantized_models_are_not_trained(recompile):
    """Only biases would be, without a word."""
    model = kg.GAN(SHAPE, 4, width=4)
    model.compile()
    model.quantize("int8")
    if recompile:
        model.compile()
    with pytest.raises(ValueError, match="not be quantized.*quantized to int8"):
        model.fit(images(8), batch_size=8, verbose=0)


@pytest.mark.parametrize(
    ("model", "arguments", "networks"),
    [
        (kg.GAN, {"width": 8}, BOTH),
        (kg.DCGAN, {"d_activation": "relu"}, ("discriminator",)),
        (kg.BEGAN, {"vanishing_residuals": True}, BOTH),
        (kg.Pix2Pix, {"width": 8}, BOTH),
    ],
)
def test_arguments_of_default_networks_are_used_or_warned_of(
    tmp_path, model, arguments, networks
):
    made = model(SHAPE, width=4)
    given = {name: getattr(made, name) for name in networks}
    (name,) = arguments
    with pytest.warns(UserWarning, match=f"{name} is not used.* are given"):
        other = model(SHAPE, **arguments, **given)
    other.save(tmp_path / "model.keras")  # Loading does not warn of it again.
    loaded = kg.load_model(tmp_path / "model.keras")
    assert loaded.get_config()[name] == other.get_config()[name]
    given.popitem()
    model(SHAPE, width=4, **given)


def test_the_average_is_saved(tmp_path):
    model = averaged()
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert loaded.ema == 0.9
    average = values(model.ema_generator.weights)
    assert_same(values(loaded.ema_generator.weights), average)
    assert not np.array_equal(average[0], values(model.generator.weights)[0])
    np.testing.assert_array_equal(
        model.generate(3, seed=0), loaded.generate(3, seed=0)
    )


@pytest.mark.parametrize("ema", [0.0, 1.0, -0.5, 1.5, float("nan")])
def test_a_decay_outside_its_range_is_refused(ema):
    with pytest.raises(ValueError, match=rf"in \(0, 1\). Received: ema={ema}"):
        kg.GAN(SHAPE, 4, width=4, ema=ema)


@pytest.mark.parametrize("model", kg.models.LATENT_MODELS.values())
@pytest.mark.parametrize("width", [0, -1, 1.5])
def test_a_width_that_is_no_number_of_channels_is_refused(model, width):
    with pytest.raises(ValueError, match=f"Received: width={width}"):
        model(SHAPE, 4, width=width, **needed(model))


@pytest.mark.parametrize("model", kg.models.LATENT_MODELS.values())
def test_an_unknown_distribution_of_latents_is_refused(model):
    with pytest.raises(ValueError, match="normal.*uniform.*latent='gauss'"):
        model(SHAPE, 4, width=4, latent="gauss", **needed(model))


def test_a_distribution_that_is_set_later_is_checked_too():
    model = kg.GAN(SHAPE, 4, width=4)
    with pytest.raises(ValueError, match="normal.*uniform.*latent='gauss'"):
        model.latent = "gauss"
    model.latent = "uniform"
    assert np.abs(keras.ops.convert_to_numpy(model.latents(500, 1))).max() <= 1


@slow_to_compile
@pytest.mark.parametrize(
    "name", sorted({*kg.models.LATENT_MODELS} - IMAGES_ONLY)
)
def test_every_model_learns_points(name):
    variant = kg.models.LATENT_MODELS[name]
    model = variant((2,), 3, width=4, seed=1, **needed(variant))
    logs = fit(compiled(model), n=4)
    assert set(logs) == set(model.log_names)
    assert np.isfinite(list(logs.values())).all()
    samples = model.generate(5, seed=0)
    assert samples.shape == (5, 2)
    assert np.isfinite(samples).all()


@pytest.mark.parametrize("name", sorted(IMAGES_ONLY))
def test_a_model_of_images_refuses_points_and_says_why(name):
    variant = kg.models.LATENT_MODELS[name]
    with pytest.raises(
        ValueError, match=r"\(height, width, channels\).*image_shape=\(2,\)"
    ):
        variant((2,), **needed(variant))


@slow_on_jax
@pytest.mark.parametrize("shape, conv", [((16, 1), 1), ((4, 4, 4, 2), 3)])
@pytest.mark.parametrize("variant", [kg.WGANGP, kg.R3GAN, kg.ConditionalGAN])
def test_networks_of_a_users_own_take_any_shape(variant, shape, conv, tmp_path):
    k = 3 * (variant is kg.ConditionalGAN)
    latents, labels = [keras.Input((n,)) for n in (3, k or 1)]
    given, of_label = keras.Input(shape), layers.Dense(1)(labels)
    x = layers.Dense(math.prod(shape), activation="tanh")(latents)
    x = layers.Reshape(shape)(x)
    convolution = {1: layers.Conv1D, 3: layers.Conv3D}[conv]
    score = convolution(2, 3, activation="leaky_relu")(given)
    score = layers.Dense(1)(layers.Flatten()(score))
    if k:
        score = layers.Add()([score, of_label])
    model = variant(
        shape,
        3,
        generator=keras.Model([latents, labels] if k else latents, x),
        discriminator=keras.Model([given, labels] if k else given, score),
        seed=1,
        **needed(variant),
    )
    compiled(model)
    x = images(8 * model.d_steps, shape)
    data = (x, np.arange(len(x)) % 3) if k else (x,)
    logs = model.fit(*data, batch_size=8, verbose=0).history
    assert np.isfinite(list(logs.values())).all()
    assert np.isfinite(model.evaluate(*data, verbose=0)).all()
    samples = model.generate(5, seed=0)
    assert samples.shape == (5, *shape)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.generate(5, seed=0), samples)


@pytest.mark.parametrize("shape", [(), (8, 8), (0,), (2.0,), (8, 8, 0)])
def test_shapes_of_neither_images_nor_points_are_refused(shape):
    with pytest.raises(ValueError, match=r"\(height, width, channels\), or"):
        kg.LSGAN(shape, 4)
