"""What the checks refuse, by themselves and in the models."""

import re
import warnings

import keras
import numpy as np
import pytest
from keras import layers

import keras_gans as kg
from keras_gans.utils import checks
from tests.helpers import SHAPE
from tests.helpers import VARIANTS
from tests.helpers import assert_same
from tests.helpers import images
from tests.helpers import needs_tensorflow
from tests.helpers import quick
from tests.helpers import state

NOT_WEIGHTS = [-1, -1e-9, float("nan"), float("inf"), -float("inf")]


@pytest.mark.parametrize("value", [0, 0.0, 1, 1e-9, 1e9, np.float32(0.5)])
def test_a_weight_may_be_any_finite_number_of_at_least_zero(value):
    checks.check_weight(first=1.0, second=value)


@pytest.mark.parametrize("value", NOT_WEIGHTS)
def test_no_weight_may_be_negative_or_infinite(value):
    with pytest.raises(ValueError, match=f"second must .*second={value}"):
        checks.check_weight(first=1.0, second=value)


@pytest.mark.parametrize("value", ["100", None, 1j, [1.0]])
def test_weights_are_numbers(value):
    rule = f"l1_weight must .*Received: l1_weight={re.escape(repr(value))}"
    with pytest.raises(ValueError, match=rule):
        kg.Pix2Pix(SHAPE, l1_weight=value)


@pytest.mark.parametrize("seed", [-1, 1.5, "1", True, 2**40])
@pytest.mark.parametrize("name", ["gan", "acgan", "pix2pix"])
def test_seeds_are_non_negative_integers(name, seed):
    model = quick(name)
    rule = rf"seed must .*below 2\*\*31.* Received: seed={seed!r}"
    with pytest.raises(ValueError, match=rule):
        if name == "pix2pix":
            model.translate(images(2), seed=seed)
        else:
            model.generate(2, seed=seed)


def test_a_seed_may_be_of_numpy():
    model = quick("gan")
    np.testing.assert_array_equal(
        model.generate(2, seed=np.int64(3)), model.generate(2, seed=3)
    )


def test_a_batch_size_of_text_is_refused_by_name():
    with pytest.raises(ValueError, match="Received: batch_size='2'"):
        quick("pix2pix").translate(images(2), batch_size="2")


def with_batch_norm(depth):
    """A discriminator with batch normalisation, nested `depth` deep."""
    inner = [layers.Dense(2), layers.BatchNormalization(name="mixer")]
    for _ in range(depth):
        inner = [keras.Sequential(inner)]
    return keras.Sequential(
        [keras.Input(SHAPE), layers.Flatten(), *inner, layers.Dense(1)]
    )


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_batch_normalisation_is_found_however_deep(depth):
    with pytest.raises(ValueError, match="it would mix.*layer 'mixer'"):
        checks.check_no_batch_norm(with_batch_norm(depth), "it would mix")


def test_batch_normalisation_of_a_subclass_is_found():
    class Renamed(layers.BatchNormalization):
        pass

    network = keras.Sequential([keras.Input((2,)), Renamed(name="mixer")])
    with pytest.raises(ValueError, match="layer 'mixer'"):
        checks.check_no_batch_norm(network, "it would mix")


def test_other_normalisation_passes():
    network = keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.GroupNormalization(groups=1),
            layers.LayerNormalization(),
            kg.layers.SpectralNormalization(layers.Dense(1)),
        ]
    )
    checks.check_no_batch_norm(network, "it would mix")


@pytest.mark.parametrize("model", [kg.WGANGP, kg.R3GAN])
@pytest.mark.parametrize("depth", [0, 2])
def test_models_with_penalties_of_single_images_refuse_it(model, depth):
    with pytest.raises(
        ValueError, match="one gradient per image.*layer 'mixer'"
    ):
        model(SHAPE, 4, width=4, discriminator=with_batch_norm(depth))


def test_models_without_such_penalties_take_it():
    for model in (kg.LSGAN, kg.WGAN, kg.SNGAN):
        discriminator = with_batch_norm(1)
        model = model(SHAPE, 4, width=4, discriminator=discriminator)
        assert model.discriminator is discriminator


@pytest.mark.parametrize("shape", [SHAPE, (2,)])
def test_an_autoencoder_returns_the_shape_it_takes(shape):
    network = keras.Sequential([keras.Input(shape), layers.Dense(shape[-1])])
    checks.check_autoencoder(network, shape)
    other = keras.Sequential([keras.Input(shape), layers.Dense(5)])
    with pytest.raises(ValueError, match=r"an auto-encoder.*(, 5\)|\(5,\))"):
        checks.check_autoencoder(other, shape)


@pytest.mark.parametrize(
    "model", [kg.GAN, kg.LSGAN, kg.WGAN, kg.WGANGP, kg.SNGAN, kg.R3GAN]
)
@pytest.mark.parametrize(
    "last",
    [
        lambda: [layers.Dense(1, activation="sigmoid", name="last")],
        lambda: [layers.Dense(1), layers.Activation("sigmoid", name="last")],
        lambda: [
            keras.Sequential(
                [
                    kg.layers.SpectralNormalization(
                        layers.Dense(1, activation="sigmoid", name="last")
                    )
                ]
            ),
            layers.Reshape((1,)),
        ],
    ],
)
def test_scores_through_a_sigmoid_are_refused(model, last):
    discriminator = keras.Sequential(
        [keras.Input(SHAPE), layers.Flatten(), *last()]
    )
    with pytest.raises(
        ValueError, match="scores without bounds.*ends in layer 'last'"
    ):
        model(SHAPE, 4, width=4, discriminator=discriminator)


@pytest.mark.parametrize(
    "model", [kg.LSGAN, kg.WGAN, kg.WGANGP, kg.SNGAN, kg.R3GAN]
)
def test_scores_must_be_one_for_each_image(model):
    discriminator = keras.Sequential(
        [keras.Input(SHAPE), layers.Flatten(), layers.Dense(2)]
    )
    with pytest.raises(ValueError, match=r"\(n, 1\).*shape \(None, 2\)"):
        model(SHAPE, 4, width=4, discriminator=discriminator)


@pytest.mark.parametrize(
    "model, name",
    [
        (kg.GAN, "d_loss_floor"),
        (kg.WGAN, "clip"),
        (kg.WGANGP, "gp_weight"),
        (kg.EBGAN, "margin"),
        (kg.EBGAN, "pt_weight"),
        (kg.BEGAN, "lambda_k"),
        (kg.R3GAN, "gamma"),
    ],
)
@pytest.mark.parametrize("value", [-1.0, float("nan")])
def test_negative_weights_of_models_are_refused(model, name, value):
    with pytest.raises(ValueError, match=f"Received: {name}={value}"):
        model(SHAPE, 4, width=4, **{name: value})


def as_array(data):
    return {"x": data, "batch_size": 8}


def as_tf_dataset(data):
    tf = pytest.importorskip("tensorflow")
    data = tf.data.Dataset.from_tensor_slices(data)
    return {"x": data.batch(8, drop_remainder=True)}


@pytest.mark.parametrize(
    "make_input",
    [as_array, pytest.param(as_tf_dataset, marks=needs_tensorflow)],
)
def test_more_discriminator_steps_than_batches_are_refused(make_input):
    # Two updates of the discriminator, but one batch.
    model = quick("sngan")
    before = state(model)
    with pytest.raises(ValueError, match="must hold at least one"):
        model.fit(**make_input(images(15)), verbose=0)
    assert_same(state(model), before)
    model.fit(**make_input(images(16)), verbose=0)
    assert not np.array_equal(state(model)[0], before[0])


def ending_in(*last):
    return keras.Sequential(
        [keras.Input((4,)), layers.Dense(64), *last, layers.Reshape(SHAPE)]
    )


def functional(scale):
    latents = keras.Input((4,))
    x = layers.Dense(64, activation="sigmoid", name="last")(latents)
    x = layers.Reshape(SHAPE)(x)
    return keras.Model(latents, 2 * x - 1 if scale else x)


@pytest.mark.parametrize(
    "last",
    [
        [layers.Dense(64, activation="sigmoid", name="last")],
        [layers.Activation("softplus", name="last")],
        [layers.ReLU(name="last"), layers.Activation("linear")],
        [layers.Softmax(name="last")],
        [keras.Sequential([layers.Dense(64, activation="gelu", name="last")])],
        functional(scale=False),
    ],
)
def test_a_generator_that_cannot_make_dark_images_is_warned_of(last):
    network = last if isinstance(last, keras.Model) else ending_in(*last)
    with pytest.warns(UserWarning, match="'last', .* activation='tanh'"):
        checks.warn_of_activation(network)


@pytest.mark.parametrize(
    "last",
    [
        [],
        [layers.Activation("tanh")],
        [layers.Activation("hard_tanh")],
        [layers.LeakyReLU()],
        [layers.Activation("sigmoid"), layers.Rescaling(2, offset=-1)],
        functional(scale=True),
    ],
)
def test_other_generators_are_not(last):
    network = last if isinstance(last, keras.Model) else ending_in(*last)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        checks.warn_of_activation(network)


def test_fit_warns_of_data_and_generator_before_training():
    model = kg.GAN(
        SHAPE, 4, width=1, generator=ending_in(layers.Activation("sigmoid"))
    )
    model.compile(run_eagerly=True)
    with pytest.warns(UserWarning) as caught:
        model.fit((images(16) + 1) / 2, batch_size=16, verbose=0)
    texts = [str(w.message) for w in caught if w.category is UserWarning]
    assert len(texts) == 2
    assert "`2 * images - 1`" in texts[0] and "tanh" in texts[1]
    pair = ((images(16) + 1) / 2, images(16))
    with pytest.warns(UserWarning, match=r"2 \* images of A - 1"):
        VARIANTS["cyclegan"]().look_at(pair)


def test_numbers_of_numpy_are_numbers(tmp_path):
    model = kg.GAN(
        (np.int64(8), np.int8(8), np.array(1)),
        np.int64(4),
        width=np.array(1),
        ema=np.float32(0.5),
        d_steps=np.uint8(2),
        label_smoothing=np.float64(0.1),
        seed=np.int64(3),
    )
    model.compile(run_eagerly=True)
    model.fit(images(8), batch_size=np.int64(4), verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    config = loaded.get_config()
    assert config == model.get_config() | {
        "generator": config["generator"],
        "discriminator": config["discriminator"],
    }
    found = [config[k] for k in ("image_shape", "latent_dim", "width", "ema")]
    assert found == [(8, 8, 1), 4, 1, 0.5]
    np.testing.assert_array_equal(
        loaded.generate(np.int32(2), seed=np.uint8(1)),
        model.generate(2, seed=1),
    )


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"image_shape": 8}, r"such as \(28, 28, 1\).*image_shape=8"),
        ({"image_shape": (8, True, 1)}, r"image_shape=\(8, True, 1\)"),
        ({"image_shape": (64, 1)}, "need a generator and a discriminator"),
        ({"image_shape": (3, 48, 64)}, r"use image_shape=\(48, 64, 3\)"),
        ({"latent_dim": 1.5}, "latent_dim=1.5"),
        ({"d_steps": np.array([2])}, r"d_steps=array\(\[2\]\)"),
        ({"width": True}, "width=True"),
        ({"ema": "0.999"}, "such as 0.999, .* ema='0.999'"),
        ({"ema": True}, "ema=True"),
        ({"label_smoothing": "0.1"}, "label_smoothing='0.1'"),
        ({"d_loss_floor": True}, "d_loss_floor=True"),
        ({"seed": -1}, "such as 0. Received: seed=-1"),
        ({"seed": 2**40}, r"below 2\*\*31, such as 0"),
    ],
)
def test_other_forms_are_refused_with_the_rule(arguments, message):
    with pytest.raises(ValueError, match=message):
        kg.GAN(**{"image_shape": SHAPE, "width": 1} | arguments)
