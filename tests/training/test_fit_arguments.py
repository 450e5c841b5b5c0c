"""What `compile`, `fit` and its relatives are given is used or refused."""

import keras
import numpy as np
import pytest

import keras_gans as kg
from keras_gans.training.array_batches import ArrayBatches
from tests.helpers import SHAPE
from tests.helpers import assert_same
from tests.helpers import data
from tests.helpers import images
from tests.helpers import needs_tensorflow
from tests.helpers import quick
from tests.helpers import state

X = images(16)
Y = np.arange(16) % 3
W = np.ones(16, "float32")


def triples():
    tf = pytest.importorskip("tensorflow")
    return tf.data.Dataset.from_tensor_slices((X, Y, W)).batch(8)


WEIGHTS = {
    "fit, class_weight": lambda m: m.fit(X, Y, class_weight={0: 5.0}),
    "fit, sample_weight": lambda m: m.fit(X, Y, sample_weight=W),
    "fit, data set": lambda m: m.fit(triples()),
    "fit, generator": lambda m: m.fit(b for b in [(X, Y, W)] * 2),
    "fit, validation": lambda m: m.fit(X, Y, validation_data=(X, Y, W)),
    "fit, validation data set": lambda m: m.fit(
        X, Y, batch_size=4, validation_data=triples()
    ),
    "evaluate": lambda m: m.evaluate(X, Y, sample_weight=W),
    "evaluate, data set": lambda m: m.evaluate(triples()),
    "evaluate, generator": lambda m: m.evaluate(b for b in [(X, Y, W)]),
    "train_on_batch": lambda m: m.train_on_batch(X, Y, W),
    "train_on_batch, class": lambda m: m.train_on_batch(
        X, Y, class_weight={0: 5.0}
    ),
    "test_on_batch": lambda m: m.test_on_batch(X, Y, W),
}


@needs_tensorflow
@pytest.mark.parametrize("way", WEIGHTS)
def test_weights_are_refused_before_training(way):
    model = quick("conditionalgan")
    before = state(model)[:-2]
    with pytest.raises(ValueError, match="_weight must be None, since no mode"):
        WEIGHTS[way](model)
    assert_same(state(model)[:-2], before)


def test_pairs_of_images_have_no_weights():
    model = quick("pix2pix")
    pairs = ((*data(model, 8), W[:8]) for _ in range(1))
    with pytest.raises(ValueError, match="without a third element"):
        model.fit(pairs, verbose=0)


@pytest.mark.parametrize(
    "arguments, error, message",
    [
        (
            {"epoch": 3},
            TypeError,
            r"no argument 'epoch'. Did you mean 'epochs'",
        ),
        ({"lr": 0.1}, TypeError, "fit has no argument 'lr'. Received: lr=0.1"),
        ({"epochs": 0}, ValueError, "Received: epochs=0"),
        ({"epochs": "3"}, ValueError, "Received: epochs='3'"),
        ({"batch_size": 0}, ValueError, "Received: batch_size=0"),
        ({"steps_per_epoch": 1.5}, ValueError, "steps_per_epoch=1.5"),
        (
            {"validation_data": (X,), "validation_split": 0.5},
            ValueError,
            "either validation_data or validation_split",
        ),
        ({"initial_epoch": 1}, ValueError, "initial_epoch=1, epochs=1"),
        ({"validation_split": 1.5}, ValueError, r"must be in \[0, 1\)"),
        (
            {"validation_split": 0.01, "batch_size": 8},
            ValueError,
            "validation_split=0.01, which leaves 16 and 0 of 16 images",
        ),
        (
            {"validation_split": 0.6, "batch_size": 8},
            ValueError,
            "at least 8 images, a step, .* leaves 6 and 10 of 16 images",
        ),
        ({"validation_steps": 2}, ValueError, "needs validation_data"),
        ({"validation_batch_size": 2}, ValueError, "needs validation_data"),
        ({"validation_freq": 2}, ValueError, "needs validation_data"),
        (
            {"x": lambda: (b for b in [X]), "batch_size": 8},
            ValueError,
            "batch_size must be None unless .*batch_size=8 with a generator",
        ),
        (
            {"x": lambda: (b for b in [X]), "y": Y},
            ValueError,
            r"y must be None unless .*array of shape \(16,\) with a generator",
        ),
    ],
)
def test_arguments_that_would_not_be_used_are_refused(
    arguments, error, message
):
    model = quick("gan")
    before = state(model)
    x = arguments.pop("x", lambda: X)()
    with pytest.raises(error, match=message):
        model.fit(x, **arguments)
    assert_same(state(model), before)


def test_evaluation_refuses_what_batches_have_themselves():
    batches, model = ArrayBatches(X, Y, 8), quick("gan")
    with pytest.raises(ValueError, match="batch_size must be None unless"):
        model.evaluate(batches, batch_size=4, verbose=0)
    with pytest.raises(ValueError, match="y must be None unless"):
        model.evaluate(batches, Y, verbose=0)


def test_numbers_of_numpy_are_numbers():
    model = quick("gan")
    logs = model.fit(X, batch_size=np.int64(8), epochs=np.int32(2), verbose=0)
    assert len(logs.history["d_loss"]) == 2


def test_labels_of_no_use_are_said():
    with pytest.warns(UserWarning, match="GAN does not use the labels .*Condi"):
        quick("gan").fit(X, Y, batch_size=8, verbose=0)
    with pytest.warns(UserWarning, match="GAN does not use the labels"):
        quick("gan").fit(ArrayBatches(X, Y, 8), verbose=0)


@pytest.mark.parametrize(
    "arguments, named, message",
    [
        (("adam",), {}, r"`compile\(d_opt, g_opt\)`.*one optimizer, 'adam'"),
        (
            (keras.optimizers.Adam(),),
            {},
            r"`compile\(d_opt=...\)` to train .*one optimizer",
        ),
        ((), {"optimizer": "adam"}, r"Write `compile\(d_opt, g_opt\)`"),
        ((), {"loss": "mse"}, "The model defines its losses: .*loss='mse'"),
        ((), {"metrics": ["acc"]}, "Scores are callbacks"),
        ((), {"dopt": "adam"}, "no argument 'dopt'. Did you mean 'd_opt'?"),
        (("adam", "adam", "mse"), {}, "compile takes two optimizers.*3 argum"),
        (("adam",), {"d_opt": "sgd"}, "d_opt must be given once"),
    ],
)
def test_other_forms_of_compile_are_refused(arguments, named, message):
    with pytest.raises(TypeError, match=message):
        kg.GAN(SHAPE).compile(*arguments, **named)


@pytest.mark.parametrize("wrong", ["adamm", keras.optimizers.Adam, 0.1])
def test_what_is_no_optimizer_is_refused(wrong):
    with pytest.raises(ValueError, match="g_opt must be a Keras optimizer"):
        kg.GAN(SHAPE).compile(g_opt=wrong)


def test_one_player_may_keep_the_optimizer_of_the_paper():
    for arguments, named in (((None, "sgd"), {}), ((), {"g_opt": "sgd"})):
        model = kg.GAN(SHAPE)
        model.compile(*arguments, **named)
        assert isinstance(model.g_opt, keras.optimizers.SGD)
        assert model.d_opt.get_config()["beta_1"] == 0.5
    model.compile("sgd", g_opt="rmsprop")
    assert isinstance(model.d_opt, keras.optimizers.SGD)


def test_a_policy_for_the_model_alone_is_refused():
    with pytest.raises(ValueError, match=r"set_dtype_policy\('mixed_bfloat16'"):
        kg.DCGAN(SHAPE, width=4, dtype="mixed_bfloat16")
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        config = quick("gan").get_config()
    finally:
        keras.config.set_dtype_policy("float32")
    # The same on a machine with another policy.
    model = kg.GAN.from_config(config)
    assert model.dtype_policy.name == "mixed_bfloat16"
    assert model.generator.layers[1].compute_dtype == "bfloat16"
    assert keras.config.dtype_policy().name == "float32"


@pytest.mark.parametrize(
    "make",
    [
        lambda: kg.GAN(SHAPE, 4, width=2),
        lambda: kg.FastStyleTransfer(width=2, blocks=1),
    ],
)
def test_a_model_is_compiled_before_it_is_trained(make):
    with pytest.raises(ValueError, match="compiled before.*model.compile()"):
        make().fit(images(32, (8, 8, 3)))
