"""What Checkpoint refuses and survives; the battery tests that it is exact."""

import keras
import numpy as np
import pytest

import keras_gans as kg
from tests.helpers import SHAPE
from tests.helpers import assert_same
from tests.helpers import images
from tests.helpers import quick
from tests.helpers import state


def fit(model, epochs, checkpoint, **kwargs):
    arguments = {
        "batch_size": 8,
        "verbose": 0,
        "callbacks": [checkpoint],
    } | kwargs
    return model.fit(images(16), epochs=epochs, **arguments)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_last_two_are_kept(tmp_path):
    fit(quick("gan"), 4, kg.callbacks.Checkpoint(tmp_path))
    assert names(tmp_path) == ["epoch-00003.npz", "epoch-00004.npz"]


def test_every_nth_epoch_and_the_last(tmp_path):
    fit(quick("gan"), 5, kg.callbacks.Checkpoint(tmp_path, every=3))
    assert names(tmp_path) == ["epoch-00003.npz", "epoch-00005.npz"]


def tear(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def flip_a_byte(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def replace(path):
    np.savez(path, weights=np.zeros(3))


def replace_by_an_array(path):
    with open(path, "wb") as file:
        np.save(file, np.zeros(3))


def exchange_two_arrays(path):
    with np.load(path) as file:
        arrays = dict(file)
    arrays["0"], arrays["2"] = arrays["2"], arrays["0"]
    np.savez(path, **arrays)


def empty(path):
    path.write_bytes(b"")


@pytest.mark.parametrize(
    "damage",
    [
        tear,
        flip_a_byte,
        replace,
        replace_by_an_array,
        exchange_two_arrays,
        empty,
    ],
)
def test_a_damaged_checkpoint_is_named_and_the_one_before_it_used(
    tmp_path, damage
):
    whole = quick("gan")
    fit(whole, 3, kg.callbacks.Checkpoint(tmp_path / "whole"))
    fit(quick("gan"), 2, kg.callbacks.Checkpoint(tmp_path / "part"))
    damage(tmp_path / "part" / "epoch-00002.npz")
    resumed = quick("gan")
    with pytest.warns(
        UserWarning, match="epoch-00002.npz is damaged or not a checkpoint"
    ):
        history = fit(resumed, 3, kg.callbacks.Checkpoint(tmp_path / "part"))
    assert history.epoch == [1, 2]
    assert_same(state(resumed), state(whole))


@pytest.mark.filterwarnings("ignore:.*is damaged or not a checkpoint")
def test_without_any_good_checkpoint_all_are_named(tmp_path):
    (tmp_path / "epoch-00001.npz").write_text("torn")
    with pytest.raises(ValueError, match="must be readable.*epoch-00001.npz"):
        fit(quick("gan"), 1, kg.callbacks.Checkpoint(tmp_path))


def other_network():
    model = kg.GAN(SHAPE, 5, seed=1)
    model.compile()
    return model


def other_optimizer():
    return quick("gan", d_opt=keras.optimizers.Adam(1e-3))


@pytest.mark.parametrize(
    "make_other, arguments, difference",
    [
        (other_network, {}, "config.latent_dim: 4 in the checkpoint, 5 now"),
        (
            other_optimizer,
            {},
            "d_opt.config.learning_rate: .* in the checkpoint",
        ),
        (
            lambda: quick("gan"),
            {"batch_size": 16},
            "steps: 2 in the checkpoint, 1 now",
        ),
        (lambda: quick("dcgan"), {}, "model: GAN in the checkpoint, DCGAN now"),
    ],
)
def test_another_training_is_refused_with_the_difference(
    tmp_path, make_other, arguments, difference
):
    fit(quick("gan"), 1, kg.callbacks.Checkpoint(tmp_path))
    other = make_other()
    before = state(other)
    with pytest.raises(ValueError, match=difference):
        fit(other, 1, kg.callbacks.Checkpoint(tmp_path), **arguments)
    assert_same(state(other), before)


def test_the_same_configuration_under_other_layer_names_resumes(tmp_path):
    # Keras counts names up within a process: dense, dense_1, ...
    keras.backend.clear_session()
    fit(quick("gan"), 1, kg.callbacks.Checkpoint(tmp_path))
    assert fit(quick("gan"), 2, kg.callbacks.Checkpoint(tmp_path)).epoch == [1]


def test_learning_rates_that_callbacks_changed_are_no_difference(tmp_path):
    def train(epochs):
        model = quick("gan")
        halve = keras.callbacks.LearningRateScheduler(
            lambda epoch, rate: rate / 2
        )
        callbacks = [halve, kg.callbacks.Checkpoint(tmp_path)]
        fit(model, epochs, None, callbacks=callbacks)
        return model

    train(2)
    assert float(train(3).d_opt.learning_rate) == pytest.approx(2e-4 / 8)


def test_a_second_fit_trains_on(tmp_path):
    model, twice = quick("gan"), quick("gan")
    checkpoint = kg.callbacks.Checkpoint(tmp_path)
    assert fit(model, 2, checkpoint).epoch == [0, 1]
    assert fit(model, 2, checkpoint).epoch == [0, 1]
    twice.fit(images(16), batch_size=8, epochs=4, verbose=0)
    assert_same(state(model), state(twice))


def test_a_second_fit_writes_checkpoints_of_its_own(tmp_path):
    model, copy = quick("gan"), quick("gan")
    checkpoint = kg.callbacks.Checkpoint(tmp_path)
    fit(model, 4, checkpoint)
    fit(model, 2, checkpoint)
    assert names(tmp_path) == ["epoch-00001.npz", "epoch-00002.npz"]
    assert kg.callbacks.Checkpoint(tmp_path).restore(copy) == 2
    assert_same(state(copy), state(model))


@pytest.mark.parametrize("of_keras", [False, True])
def test_it_runs_after_the_callbacks_behind_it(tmp_path, of_keras):
    seen = []
    notice = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.extend(names(tmp_path))
    )
    callbacks = [kg.callbacks.Checkpoint(tmp_path), notice]
    model = quick("gan")
    if of_keras:
        callbacks = keras.callbacks.CallbackList(
            callbacks, add_history=True, model=model, epochs=2, steps=2
        )
    fit(model, 2, None, callbacks=callbacks)
    assert seen == ["epoch-00001.npz"]


def test_a_finished_training_says_so(tmp_path, capsys):
    fit(quick("gan"), 2, kg.callbacks.Checkpoint(tmp_path))
    history = fit(quick("gan"), 2, kg.callbacks.Checkpoint(tmp_path))
    assert history.epoch == []
    assert "All 2 epochs are done; raise epochs" in capsys.readouterr().out


def test_bfloat16_weights_are_kept_exactly(tmp_path):
    keras.config.set_dtype_policy("bfloat16")
    try:
        model, copy = quick("gan"), quick("gan")
        fit(model, 1, kg.callbacks.Checkpoint(tmp_path))
        assert kg.callbacks.Checkpoint(tmp_path).restore(copy) == 1
        assert model.generator.weights[0].dtype == "bfloat16"
        assert_same(state(copy), state(model))
    finally:
        keras.config.set_dtype_policy("float32")
