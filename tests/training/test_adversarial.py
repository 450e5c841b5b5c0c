"""The training step, its hooks and what `fit` accepts."""

import keras
import numpy as np
import pytest
from keras import ops

import keras_gans as kg
from keras_gans.training.array_batches import ArrayBatches
from tests.helpers import BACKEND
from tests.helpers import SHAPE
from tests.helpers import assert_same
from tests.helpers import images
from tests.helpers import needs_tensorflow
from tests.helpers import quick
from tests.helpers import state
from tests.helpers import values


class Recorder(kg.GAN):
    """A GAN that notes the real images of each discriminator update."""

    def d_objective(self, real, fake, training):
        self.seen.append(ops.convert_to_numpy(real)[:, 0, 0, 0].tolist())
        return super().d_objective(real, fake, training)


def recorder(d_steps):
    model = Recorder(SHAPE, 4, d_steps=d_steps)
    model.compile(run_eagerly=True)
    object.__setattr__(model, "seen", [])
    return model


def numbered(n):
    """Images whose first pixel is their number over `n`."""
    array = np.tile(np.linspace(-1, 1, 64, dtype="float32"), (n, 1))
    array[:, 0] = np.arange(n) / n
    return array.reshape(n, *SHAPE)


def as_array(data):
    return {"x": data, "batch_size": 4, "shuffle": False}


def as_tf_dataset(data):
    tf = pytest.importorskip("tensorflow")
    return {"x": tf.data.Dataset.from_tensor_slices(data).batch(4)}


def as_py_dataset(data):
    return {"x": ArrayBatches(data, None, 4, shuffle=False), "shuffle": False}


def as_generator(data):
    return {"x": (data[i : i + 4] for i in range(0, len(data), 4))}


def as_data_loader(data):
    torch = pytest.importorskip("torch")
    return {
        "x": torch.utils.data.DataLoader(torch.from_numpy(data), batch_size=4)
    }


def as_data_loader_of_pairs(data):
    torch = pytest.importorskip("torch")
    pairs = torch.utils.data.TensorDataset(
        torch.from_numpy(data), torch.arange(len(data))
    )
    return {"x": torch.utils.data.DataLoader(pairs, batch_size=4)}


inputs = pytest.mark.parametrize(
    "make_input",
    [as_array, as_tf_dataset, as_py_dataset, as_generator]
    + [as_data_loader, as_data_loader_of_pairs] * (BACKEND == "torch"),
)


@inputs
@pytest.mark.filterwarnings("ignore:Recorder does not use the labels")
def test_each_discriminator_update_sees_a_fresh_batch(make_input):
    model = recorder(d_steps=3)
    # Seven batches of four: two groups of three and one batch that is dropped.
    model.fit(**make_input(numbered(28)), verbose=0)
    expected = (np.arange(24, dtype="float32") / np.float32(28)).reshape(6, 4)
    np.testing.assert_allclose(model.seen, expected, rtol=1e-6)
    assert int(ops.convert_to_numpy(model.d_opt.iterations)) == 6
    assert int(ops.convert_to_numpy(model.g_opt.iterations)) == 2


@inputs
@pytest.mark.filterwarnings("ignore:Recorder does not use the labels")
def test_too_little_data_is_refused(make_input):
    model = recorder(d_steps=3)
    with pytest.raises(ValueError, match=r"must hold at least one"):
        model.fit(**make_input(numbered(8)), verbose=0)


def test_labels_are_ignored():
    with_labels, without = quick("gan"), quick("gan")
    with pytest.warns(UserWarning, match="does not use the labels"):
        with_labels.fit(images(), np.arange(32), batch_size=8, verbose=0)
    without.fit(images(), batch_size=8, verbose=0)
    assert_same(state(with_labels), state(without))


@needs_tensorflow
def test_pairs_of_a_data_set_train_like_images_alone():
    a, b = quick("gan"), quick("gan")
    with pytest.warns(UserWarning, match="does not use the labels"):
        a.fit(kg.datasets.digits(512, image_size=8, labels=True), verbose=0)
    b.fit(kg.datasets.digits(512, image_size=8), verbose=0)
    assert_same(state(a), state(b))


def test_arrays_are_reshuffled_each_epoch():
    model = recorder(d_steps=1)
    model.fit(numbered(8), batch_size=8, epochs=2, verbose=0)
    first, second = model.seen
    assert sorted(first) == sorted(second) and first != second


def test_many_short_fits_equal_a_long_one():
    whole, parts = quick("gan"), quick("gan")
    whole.fit(images(), batch_size=8, epochs=3, verbose=0)
    for _ in range(3):
        parts.fit(images(), batch_size=8, epochs=1, verbose=0)
    assert_same(state(parts), state(whole))


def test_a_py_dataset_with_epochs_is_not_shuffled_by_keras():
    data = ArrayBatches(numbered(12), None, 4, shuffle=False)
    model = recorder(d_steps=1)
    model.fit(data, epochs=2, verbose=0)
    np.testing.assert_allclose(
        np.ravel(model.seen[:3]), np.arange(12) / 12, rtol=1e-6
    )
    assert model.seen[3:] == model.seen[:3]


def test_validation_split_is_held_out():
    model = recorder(d_steps=1)
    history = model.fit(
        numbered(10), batch_size=4, validation_split=0.2, verbose=0
    )
    *training, validation = model.seen
    assert np.max(training) < min(validation)
    np.testing.assert_allclose(validation, [0.8, 0.9])
    assert "val_d_loss" in history.history


@pytest.mark.parametrize(
    "data, error, message",
    [
        (
            images() * 2,
            ValueError,
            r"lie in \[-1, 1\].*Received: values from -",
        ),
        (
            images(shape=(8, 8, 3)),
            ValueError,
            r"shape \(8, 8, 1\).*\(32, 8, 8, 3\)",
        ),
        (np.full((8, *SHAPE), np.nan, "float32"), ValueError, "finite.*nan"),
        (np.zeros((8, *SHAPE), "uint8"), TypeError, "floating point.*uint8"),
        (np.zeros((8, *SHAPE), "int64"), TypeError, "floating point.*int64"),
        (images(8), ValueError, r"at least one batch.*Received: 8 images"),
    ],
)
def test_bad_images_are_refused_before_training(data, error, message):
    model = quick("gan")
    before = state(model)
    with pytest.raises(error, match=message):
        model.fit(data, batch_size=32, verbose=0)
    assert_same(state(model), before)


def test_bad_validation_images_are_refused_before_training():
    model = quick("gan")
    before = state(model)
    with pytest.raises(TypeError, match="floating point"):
        model.fit(images(), validation_data=(np.zeros((8, *SHAPE), "uint8"),))
    with pytest.raises(ValueError, match=r"shape \(8, 8, 1\)"):
        model.evaluate(images(shape=(4, 4, 1)))
    assert_same(state(model), before)


def test_an_empty_array_is_refused():
    with pytest.raises(
        ValueError, match=r"Received: an array of shape \(0, 8, 8, 1\)"
    ):
        quick("gan").fit(images(0))


def test_callbacks_of_a_callback_list_are_called():
    model, epochs = quick("gan"), []
    notice = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: epochs.append(epoch)
    )
    callbacks = keras.callbacks.CallbackList(
        [notice], model=model, add_history=True
    )
    for _ in range(2):
        model.fit(images(8), batch_size=8, verbose=0, callbacks=callbacks)
    assert epochs == [0, 0]
    assert int(ops.convert_to_numpy(model.epochs_trained)) == 2


def test_bad_images_of_a_generator_are_refused():
    with pytest.raises(ValueError, match=r"lie in \[-1, 1\]"):
        quick("gan").fit((batch for batch in [images() * 3]), verbose=0)


def test_one_optimizer_for_both_players_is_refused():
    adam = keras.optimizers.Adam()
    with pytest.raises(ValueError, match="must be two objects"):
        kg.GAN(SHAPE).compile(adam, adam)


def test_an_optimizer_of_another_model_is_refused():
    model = quick("gan")
    model.compile(model.d_opt, model.g_opt)
    with pytest.raises(ValueError, match="g_opt must be a new optimizer"):
        quick("gan").compile(g_opt=model.g_opt)


def test_optimizers_may_be_names():
    model = kg.GAN(SHAPE)
    model.compile("rmsprop", "sgd")
    assert isinstance(model.d_opt, keras.optimizers.RMSprop)
    assert isinstance(model.g_opt, keras.optimizers.SGD)


def test_learning_rates_follow_callbacks_of_keras():
    model = quick("gan")
    halve = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    model.fit(images(), batch_size=16, epochs=2, verbose=0, callbacks=[halve])
    for optimizer in (model.d_opt, model.g_opt):
        np.testing.assert_allclose(
            float(optimizer.learning_rate), 5e-5, rtol=1e-6
        )


@needs_tensorflow
@pytest.mark.skipif(BACKEND != "tensorflow", reason="writes by TensorFlow")
def test_tensorboard_writes_its_logs(tmp_path):
    board = keras.callbacks.TensorBoard(tmp_path, histogram_freq=1)
    quick("gan").fit(images(), batch_size=16, verbose=0, callbacks=[board])
    assert list(tmp_path.rglob("events.out.*"))


def test_a_log_that_log_names_lacks_is_refused_with_the_remedy():
    class Extra(kg.GAN):
        def d_logs(self, real_scores, fake_scores):
            return {**super().d_logs(real_scores, fake_scores), "extra": 0.0}

    model = Extra(SHAPE, 4)
    model.compile(run_eagerly=True)
    message = r"Write log_names = \(.*, 'extra'\) in Extra. Received: a log"
    with pytest.raises(ValueError, match=message):
        model.train_on_batch(images()[:8])


def test_metrics_of_a_subclass_are_logs_of_each_epoch():
    class Measured(kg.LSGAN):
        log_names = (*kg.LSGAN.log_names, "score")

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.metric = keras.metrics.Mean(name="own")

        def d_loss(self, real_scores, fake_scores):
            self.metric.update_state(real_scores)
            return super().d_loss(real_scores, fake_scores)

        def d_logs(self, real_scores, fake_scores):
            own = {"score": ops.mean(real_scores)}
            return super().d_logs(real_scores, fake_scores) | own

    model = Measured(SHAPE, 4, width=4)
    model.compile()
    stop = keras.callbacks.EarlyStopping("val_own", mode="min", patience=2)
    logs = model.fit(
        images(),
        batch_size=8,
        epochs=2,
        verbose=0,
        callbacks=[stop],
        validation_data=images(24, seed=1),
    ).history
    np.testing.assert_allclose(logs["own"], logs["score"], rtol=1e-5)
    scores = model.discriminator.predict(images(24, seed=1), verbose=0)
    np.testing.assert_allclose(logs["val_own"][-1], scores.mean(), rtol=1e-4)


def test_hooks_of_a_user_are_enough_for_another_gan():
    class ClippedWGAN(kg.GAN):
        log_names = ("d_loss", "g_loss")

        def d_loss(self, real_scores, fake_scores):
            return ops.mean(fake_scores) - ops.mean(real_scores)

        def g_loss(self, fake_scores):
            return -ops.mean(fake_scores)

        def d_logs(self, real_scores, fake_scores):
            return {}

        def after_d_update(self, real, logs):
            for v in self.discriminator.trainable_variables:
                v.assign(ops.clip(v.value, -0.01, 0.01))

    model = ClippedWGAN(SHAPE, 4, d_steps=2)
    model.compile()
    history = model.fit(images(), batch_size=8, verbose=0)
    assert set(history.history) == {"d_loss", "g_loss"}
    weights = values(model.discriminator.trainable_variables)
    assert max(np.abs(w).max() for w in weights) <= 0.01


@pytest.mark.parametrize("player", ["generator", "discriminator"])
def test_regularizers_of_weights_are_in_the_loss_of_their_player(player):
    rate, weight = 0.1, 0.5
    last = {}
    for regularizer in (None, keras.regularizers.L2(weight)):
        keras.utils.set_random_seed(0)
        layers = {
            "generator": keras.layers.Dense(2),
            "discriminator": keras.layers.Dense(1),
        }
        layers[player].kernel_regularizer = regularizer
        model = kg.GAN(
            (2,),
            3,
            generator=keras.Sequential(
                [keras.Input((3,)), layers["generator"]]
            ),
            discriminator=keras.Sequential(
                [keras.Input((2,)), layers["discriminator"]]
            ),
            seed=0,
        )
        model.compile(*(keras.optimizers.SGD(rate) for _ in range(2)))
        (first,) = values([layers[player].kernel])
        points = np.ones((8, 2), "float32")
        history = model.fit(points, batch_size=8, verbose=0).history
        last[regularizer] = values([layers[player].kernel])[0], history
    (plain, logs), (pulled, same_logs) = last.values()
    # The gradient of `weight * w^2` is `2 * weight * w`.
    np.testing.assert_allclose(
        pulled, plain - rate * 2 * weight * first, rtol=1e-5, atol=1e-6
    )
    if player == "discriminator":  # The logs show the loss of images.
        assert logs["d_loss"] == same_logs["d_loss"]


@keras.saving.register_keras_serializable("tests")
class Adding(keras.layers.Layer):
    """Adds a loss when it is called."""

    def call(self, inputs):
        self.add_loss(keras.ops.mean(inputs))
        return inputs


@pytest.mark.parametrize(
    "layer",
    [Adding(), keras.layers.Activation("relu", activity_regularizer="l2")],
)
def test_losses_that_layers_add_are_refused(layer):
    generator = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(2), layer]
    )
    model = kg.GAN((2,), 3, generator=generator)
    with pytest.raises(ValueError, match=f"`add_loss`.*{layer.name}"):
        model.compile()


def test_bfloat16_trains_with_losses_in_float32():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = quick("dcgan")
        history = model.fit(images(), batch_size=8, verbose=0).history
        assert np.isfinite(list(history.values())).all()
        assert model.generate(2).dtype == "float32"
        assert model.discriminator.layers[0].compute_dtype == "bfloat16"
    finally:
        keras.config.set_dtype_policy("float32")


def test_float16_is_refused():
    keras.config.set_dtype_policy("mixed_float16")
    try:
        with pytest.raises(ValueError, match="mixed_float16 is not supported"):
            kg.GAN(SHAPE)
    finally:
        keras.config.set_dtype_policy("float32")


def test_a_model_of_an_unknown_version_is_refused():
    config = quick("gan").get_config()
    with pytest.raises(ValueError, match="Received: format_version=99"):
        kg.GAN.from_config(config | {"format_version": 99})


def test_summary_counts_both_networks_and_no_more(capsys):
    model = quick("gan")
    model.summary()
    parameters = (
        model.generator.count_params() + model.discriminator.count_params()
    )
    text = capsys.readouterr().out
    assert "generator" in text and "discriminator" in text
    assert f"Trainable params: {parameters:,}" in text


@pytest.mark.parametrize("d_steps", [0, -1, 1.5])
def test_d_steps_must_be_a_positive_integer(d_steps):
    with pytest.raises(ValueError, match=f"Received: d_steps={d_steps}"):
        kg.GAN(SHAPE, d_steps=d_steps)
