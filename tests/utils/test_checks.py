"""What the checks refuse, by themselves and in the models."""

import re

import keras
import numpy as np
import pytest

import keras_gans as kg
from keras_gans.utils import checks
from tests.helpers import SHAPE
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


def test_a_key_of_jax_is_no_seed():
    jax = pytest.importorskip("jax")
    with pytest.raises(ValueError, match="seed must .*Received: seed=.*key"):
        kg.GAN((2,), 4, width=2, seed=jax.random.key(0))


@pytest.mark.parametrize("name", ["gan", "pix2pix"])
def test_the_seed_of_keras_determines_what_has_none(name):
    model = quick(name)

    def make():
        if name == "gan":
            return model.generate(2)
        return model.translate(images(2, (8, 8, 1)))

    keras.utils.set_random_seed(0)
    first, second = make(), make()
    keras.utils.set_random_seed(0)
    np.testing.assert_array_equal(make(), first)
    assert not np.array_equal(first, second)


def test_a_seed_may_be_of_numpy():
    model = quick("gan")
    np.testing.assert_array_equal(
        model.generate(2, seed=np.int64(3)), model.generate(2, seed=3)
    )


def test_a_batch_size_of_text_is_refused_by_name():
    with pytest.raises(ValueError, match="Received: batch_size='2'"):
        quick("pix2pix").translate(images(2), batch_size="2")


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
