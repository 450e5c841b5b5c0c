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
from tests.helpers import make
from tests.helpers import needs_tensorflow
from tests.helpers import quick
from tests.helpers import state
from tests.helpers import values

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
        ({"initial_epoch": -1}, ValueError, "at least 0. .*initial_epoch=-1"),
        ({"initial_epoch": None}, ValueError, "initial_epoch=None"),
        ({"shuffle": "no"}, ValueError, "True or False. .*shuffle='no'"),
        ({"y": 8}, TypeError, "batch_size=32. Received: y=8"),
        ({"validation_split": "0.1"}, ValueError, "validation_split='0.1'"),
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
            {"validation_data": X, "validation_freq": 0, "batch_size": 8},
            ValueError,
            "must be a positive integer.*validation_freq=0",
        ),
        (
            {"validation_data": X, "validation_freq": [3], "epochs": 2},
            ValueError,
            r"would not be used. Received: validation_freq=\[3\], epochs=2",
        ),
        (
            {"validation_data": X.astype("uint8"), "batch_size": 8},
            TypeError,
            "dtype uint8, in validation_data",
        ),
        (
            {
                "validation_data": ArrayBatches(X, None, 8),
                "validation_batch_size": 4,
                "batch_size": 8,
            },
            ValueError,
            "validation_batch_size must be None unless .*=4 with a ArrayBatch",
        ),
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


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"steps_per_execution": -1}, "positive integer.*execution=-1"),
        ({"steps_per_execution": 1.5}, "positive integer.*execution=1.5"),
        ({"run_eagerly": "no"}, "True or False. Received: run_eagerly='no'"),
        ({"jit_compile": "yes"}, "or 'auto'. Received: jit_compile='yes'"),
        ({"rematerialize": "no"}, "True or False. .*rematerialize='no'"),
    ],
)
def test_how_a_step_is_run_is_said_in_a_known_way(arguments, message):
    with pytest.raises(ValueError, match=message):
        kg.GAN(SHAPE, width=4).compile(**arguments)


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 7])
def test_epochs_of_some_steps_go_on_through_an_array(steps):
    """Three batches are a pass, in which each image comes once."""
    batches = ArrayBatches(np.arange(12.0), None, 4, seed=5, steps=steps)
    read = []
    for epoch in range(6):
        batches.set_epoch(epoch)
        assert batches.num_batches == steps
        read += [batches[i][0] for i in range(steps)]
    assert len(read) == 6 * steps
    for i in range(0, len(read) - 2, 3):
        assert sorted(np.concatenate(read[i : i + 3])) == [*range(12)]
    # The passes are those of whole epochs.
    whole = ArrayBatches(np.arange(12.0), None, 4, seed=5)
    whole.set_epoch(1)
    if len(read) > 5:
        assert_same(read[3:6], [whole[i][0] for i in range(3)])


@pytest.mark.parametrize("steps", [1, 3, 5])
def test_an_array_has_as_many_steps_as_asked_for(steps):
    model = quick("gan")
    model.fit(X, batch_size=4, steps_per_epoch=steps, epochs=3, verbose=0)
    assert values([model.g_opt.iterations]) == [3 * steps]


BY_BATCH = (kg.GAN.train_on_batch, kg.GAN.test_on_batch)


@pytest.mark.parametrize("method", BY_BATCH)
@pytest.mark.parametrize("wrong", [X.tolist(), (X, Y), {"image": X}])
def test_a_batch_is_an_array(method, wrong):
    name = type(wrong).__name__
    with pytest.raises(TypeError, match=f"x must be an array .*: a {name}"):
        method(quick("gan"), wrong)


def test_a_batch_holds_the_batches_of_a_step():
    """Images that fill no batch would be left out."""
    model = quick("wgangp")
    with pytest.raises(ValueError, match="d_steps=2.*multiple of 2.* 5 images"):
        model.train_on_batch(X[:5])


@pytest.mark.parametrize("name", ["batch_size", "steps"])
@pytest.mark.parametrize("value", [0, "4", 1.5])
def test_evaluation_takes_numbers(name, value):
    with pytest.raises(ValueError, match=f"{name} must be a positive integer"):
        quick("gan").evaluate(X, verbose=0, **{name: value})


def test_evaluation_changes_no_training():
    alone, validated, between = (quick("gan") for _ in range(3))
    for _ in range(2):
        alone.fit(X, batch_size=8, verbose=0)
        validated.fit(X, batch_size=8, verbose=0, validation_data=X[:5])
        between.fit(X, batch_size=8, verbose=0)
        first, second = (between.evaluate(X, verbose=0) for _ in range(2))
        assert first == second
    assert_same(state(validated), state(alone))
    assert_same(state(between), state(alone))


def test_a_smaller_batch_weighs_less_in_the_logs():
    model = quick("gan")
    model.log({"d_loss": 1.0, "g_loss": 0.0}, X[:12])
    logs = model.log({"d_loss": 5.0, "g_loss": 2.0}, (X[:4], None))
    assert {k: float(v) for k, v in logs.items()} == {
        "d_loss": 2,
        "g_loss": 0.5,
    }


def test_validation_data_are_looked_at_too():
    model, bad = quick("gan"), X.copy()
    with pytest.warns(
        UserWarning, match=r"16 images of validation_data .*\[0, 1"
    ):
        model.fit(X, batch_size=8, verbose=0, validation_data=np.abs(X))
    bad[12:] = np.nan
    batches = ArrayBatches(bad, None, 4, shuffle=False)
    with pytest.raises(
        ValueError, match="finite.* in batch 4 of validation_data$"
    ):
        model.fit(X, batch_size=8, verbose=0, validation_data=batches)


@pytest.mark.parametrize(
    "name, optimizers, is_used",
    [
        ("gan", (), False),
        ("r3gan", (), True),
        ("cyclegan", ("adam", None), True),
        ("cyclegan", ("adam", "adam"), False),
    ],
)
def test_steps_of_no_schedule_are_said(recwarn, name, optimizers, is_used):
    make(name).compile(*optimizers, total_steps=8)
    said = [w for w in recwarn if "total_steps is not used" in str(w.message)]
    assert len(said) == (not is_used)


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
        ((), {"loss_fn": "mse"}, "The model defines its losses"),
        ((), {"generator_optimizer": "adam"}, r"Write `compile\(d_opt, g_opt"),
        ((), {"learning_rate": 0.1}, r"Optimizers have it, such as .*Adam\("),
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


@pytest.mark.parametrize(
    "setting, other, usual, remedy",
    [
        (
            *("image_data_format", "channels_first", "channels_last"),
            r"set_image_data_format\('channe",
        ),
        ("floatx", "float64", "float32", r"set_dtype_policy\('float64'\)"),
    ],
)
def test_other_settings_of_keras_are_refused(setting, other, usual, remedy):
    change = getattr(keras.config, f"set_{setting}")
    change(other)
    try:
        with pytest.raises(ValueError, match=remedy):
            kg.DCGAN(SHAPE, width=4)
    finally:
        change(usual)


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
    with pytest.raises(ValueError, match=r"You must call `compile\(\)`"):
        make().fit(images(32, (8, 8, 3)))
