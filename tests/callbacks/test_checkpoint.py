"""What Checkpoint refuses and survives; the battery tests that it is exact."""

import shutil

import keras
import numpy as np
import pytest

import keras_gans as kg
from keras_gans.callbacks.checkpoint_configuration import configuration_of
from keras_gans.callbacks.checkpoint_differences import check_same
from keras_gans.callbacks.checkpoint_differences import differences
from keras_gans.callbacks.checkpoint_differences import notes
from tests.helpers import SHAPE
from tests.helpers import assert_same
from tests.helpers import images
from tests.helpers import quick
from tests.helpers import slow_on_tensorflow
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


def hold_nan(path):
    with np.load(path) as file:
        arrays = dict(file)
    arrays["0"] = arrays["0"] * np.nan
    np.savez(path, **arrays)


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """A folder of two epochs, and the state that a third leads to."""
    folder = tmp_path_factory.mktemp("stopped")
    keras.utils.set_random_seed(0)
    fit(quick("gan"), 2, kg.callbacks.Checkpoint(folder))
    keras.utils.set_random_seed(0)
    whole = quick("gan")
    fit(whole, 3, kg.callbacks.Checkpoint(folder.with_name("whole")))
    return folder, state(whole)


@pytest.mark.parametrize(
    "damage",
    [
        tear,
        flip_a_byte,
        replace,
        replace_by_an_array,
        exchange_two_arrays,
        empty,
        hold_nan,
    ],
)
def test_a_damaged_checkpoint_is_named_and_the_one_before_it_used(
    tmp_path, stopped, damage
):
    folder, third = stopped
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    damage(tmp_path / "epoch-00002.npz")
    resumed = quick("gan")
    with pytest.warns(
        UserWarning, match="epoch-00002.npz is damaged or not a checkpoint"
    ):
        history = fit(resumed, 3, kg.callbacks.Checkpoint(tmp_path))
    assert history.epoch == [1, 2]
    assert_same(state(resumed), third)


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
    "make_other, difference",
    [
        (other_network, "\n  latent_dim: 4 in the checkpoint, 5 now\n"),
        (
            other_optimizer,
            "learning_rate of d_opt: 0.0002 in the checkpoint, 0.001 now",
        ),
        (lambda: quick("dcgan"), "model: GAN in the checkpoint, DCGAN now"),
    ],
)
def test_another_training_is_refused_with_the_difference_and_a_way_on(
    tmp_path, make_other, difference
):
    fit(quick("gan"), 1, kg.callbacks.Checkpoint(tmp_path))
    other = make_other()
    before = state(other)
    with pytest.raises(ValueError, match=difference) as refusal:
        fit(other, 1, kg.callbacks.Checkpoint(tmp_path))
    assert_same(state(other), before)
    assert f"Checkpoint({str(tmp_path)!r}).restore(model)" in str(refusal.value)


def test_the_way_on_trains_from_the_weights_of_another_training(tmp_path):
    old = quick("gan")
    fit(old, 2, kg.callbacks.Checkpoint(tmp_path / "old"))
    new = quick("gan", d_opt=keras.optimizers.SGD(0.01))
    with pytest.warns(UserWarning, match="optimizers of .* start anew"):
        trained = kg.callbacks.Checkpoint(tmp_path / "old").restore(new)
    assert trained == int(new.epochs_trained) == 2
    assert_same(new.get_weights(), old.get_weights())
    fit(new, 1, kg.callbacks.Checkpoint(tmp_path / "new"))
    assert names(tmp_path / "new") == ["epoch-00003.npz"]
    with pytest.raises(ValueError, match="weights of .* other shapes"):
        kg.callbacks.Checkpoint(tmp_path / "old").restore(other_network())
    uncompiled = kg.GAN(SHAPE, 4, width=2)
    with pytest.raises(ValueError, match="must be compiled"):
        kg.callbacks.Checkpoint(tmp_path / "old").restore(uncompiled)


def test_a_folder_without_checkpoints_is_said(tmp_path):
    model = quick("gan")
    before = state(model)
    with pytest.warns(UserWarning, match="no checkpoint in .*misspelt"):
        assert (
            kg.callbacks.Checkpoint(tmp_path / "misspelt").restore(model) == 0
        )
    assert_same(state(model), before)


@pytest.mark.parametrize(
    "name", ["Checkpoint", "SampleGrid", "TrainingCurves", "RunPage"]
)
def test_storage_that_is_no_disk_is_refused(name):
    with pytest.raises(ValueError, match="disk of this machine.*'s3://bucket"):
        getattr(kg.callbacks, name)("s3://bucket/run")


def test_more_data_are_said_and_the_training_goes_on(tmp_path):
    fit(quick("gan"), 1, kg.callbacks.Checkpoint(tmp_path))
    model, checkpoint = quick("gan"), kg.callbacks.Checkpoint(tmp_path)
    with pytest.warns(
        UserWarning,
        match="2 steps per epoch in the checkpoint, 3 now.* more batches",
    ):
        history = model.fit(
            images(24),
            batch_size=8,
            epochs=2,
            verbose=0,
            callbacks=[checkpoint],
        )
    assert history.epoch == [1]
    assert int(model.optimizer.iterations) == 5


def test_other_arrays_of_the_same_size_are_said(tmp_path):
    fit(quick("gan"), 1, kg.callbacks.Checkpoint(tmp_path))
    others = kg.callbacks.Checkpoint(tmp_path)
    with pytest.warns(UserWarning, match="hold other images than before"):
        history = quick("gan").fit(
            -images(16), epochs=2, batch_size=8, callbacks=[others], verbose=0
        )
    assert history.epoch == [1]


def test_other_parts_of_batches_are_said_and_the_training_goes_on(tmp_path):
    fit(quick("gan"), 1, kg.callbacks.Checkpoint(tmp_path))
    with pytest.warns(
        UserWarning, match="accumulate=1 in the checkpoint, 2 now.*not exactly"
    ):
        fit(quick("gan", accumulate=2), 2, kg.callbacks.Checkpoint(tmp_path))


def compiled(model):
    model.compile()
    return model


def test_differences_are_causes_in_the_users_words(tmp_path):
    def of_classes(n):
        names = [f"breed {i}" for i in range(n)]
        model = kg.ACGAN(SHAPE, 4, num_classes=n, label_names=names, width=2)
        return configuration_of(compiled(model), 2)

    assert differences(of_classes(3), of_classes(3)) == []
    assert differences(of_classes(3), of_classes(4)) == [
        "3 classes in the checkpoint, 4 now"
    ]

    def of_layers(*hidden, **kwargs):
        discriminator = kg.networks.mlp_discriminator(SHAPE, hidden=hidden)
        model = kg.GAN(SHAPE, 4, width=2, discriminator=discriminator, **kwargs)
        return configuration_of(compiled(model), 2)

    one = of_layers(4, 4)
    assert differences(one, of_layers(4, 4)) == []
    (units,) = differences(one, of_layers(4, 8))
    assert units.startswith("units of layer ")
    assert units.endswith(" of the discriminator: 4 in the checkpoint, 8 now")
    (layers,) = differences(one, of_layers(4))
    assert layers.startswith("layers of the discriminator: ")
    diff = of_layers(4, 4, augmentation=kg.layers.DiffAugmentation("color"))
    text = "augmentation: {} in the checkpoint, {} now"
    assert differences(one, diff) == [text.format("None", "DiffAugmentation")]
    assert differences(diff, one) == [text.format("DiffAugmentation", "None")]
    other = of_layers(4, 4, augmentation=kg.layers.DiffAugmentation("cutout"))
    assert differences(diff, other) == [
        "policy of the augmentation: color in the checkpoint, cutout now"
    ]
    # No more than three lines, however much differs.
    many = of_layers(
        4, 4, saturating=True, label_smoothing=0.1, d_loss_floor=0.5, d_steps=3
    )
    with pytest.raises(ValueError) as refusal:
        check_same(tmp_path / "epoch-00001.npz", one, many)
    lines = str(refusal.value).splitlines()[1:-1]
    assert len(lines) == 4 and lines[-1] == "  and 1 more"


def test_another_precision_is_named():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        old = configuration_of(quick("gan"), 2)
    finally:
        keras.config.set_dtype_policy("float32")
    assert differences(old, configuration_of(quick("gan"), 2)) == [
        "dtype: mixed_bfloat16 in the checkpoint, float32 now"
    ]


# The first two compute the same, in other lines.
HALVES = [
    lambda x: x * 0.5,
    lambda x: x * 0.5,
    lambda x: x * 0.25,
]


def with_lambda(function):
    generator = keras.Sequential(
        [
            keras.layers.Input((4,)),
            keras.layers.Dense(64, activation="tanh"),
            keras.layers.Reshape(SHAPE),
            keras.layers.Lambda(function, output_shape=SHAPE),
        ]
    )
    return compiled(kg.GAN(SHAPE, 4, width=2, generator=generator, seed=0))


def test_a_lambda_in_another_line_is_the_same(tmp_path):
    first, moved, other = map(with_lambda, HALVES)
    fit(first, 1, kg.callbacks.Checkpoint(tmp_path))
    assert fit(moved, 2, kg.callbacks.Checkpoint(tmp_path)).epoch == [1]
    old, now = (configuration_of(model, 2) for model in (first, other))
    assert differences(old, now) == []
    assert notes(old, now) == ["the code of a lambda function has changed"]
    # What older versions wrote says nothing.
    node = old["config"]["generator"]["config"]["layers"][-1]["config"]
    node["function"] = {"class_name": "__lambda__", "config": {"code": "4wE"}}
    assert differences(old, now) == notes(old, now) == []


def test_numbers_of_numpy_are_those_of_python(tmp_path):
    fit(quick("gan"), 1, kg.callbacks.Checkpoint(tmp_path))
    goes_on, whole = quick("gan"), quick("gan")
    batch_size = np.int64(8)
    checkpoint = kg.callbacks.Checkpoint(tmp_path)
    fit(goes_on, 2, checkpoint, batch_size=batch_size)  # Without a warning.
    whole.fit(images(16), batch_size=8, epochs=2, verbose=0)
    assert_same(state(whole), state(goes_on))


def test_the_same_configuration_under_other_layer_names_resumes(tmp_path):
    # Keras counts names up within a process: dense, dense_1, ...
    keras.backend.clear_session()
    fit(quick("gan"), 1, kg.callbacks.Checkpoint(tmp_path))
    assert fit(quick("gan"), 2, kg.callbacks.Checkpoint(tmp_path)).epoch == [1]


@pytest.mark.filterwarnings("ignore:width is not used")
def test_arguments_of_networks_that_are_given_are_no_difference(tmp_path):
    def model(width, units=4):
        return compiled(
            kg.GAN(
                SHAPE,
                4,
                width=width,
                generator=kg.networks.mlp_generator(SHAPE, 4, width=2),
                discriminator=kg.networks.mlp_discriminator(
                    SHAPE, hidden=(units,)
                ),
                seed=0,
            )
        )

    fit(model(2), 1, kg.callbacks.Checkpoint(tmp_path))
    assert fit(model(8), 2, kg.callbacks.Checkpoint(tmp_path)).epoch == [1]
    old, now = (configuration_of(m, 2) for m in (model(2), model(8, units=5)))
    assert differences(old, now) == ["width: 2 in the checkpoint, 8 now"]


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


def test_a_second_fit_goes_on_with_the_numbers(tmp_path):
    model, copy = quick("gan"), quick("gan")
    checkpoint = kg.callbacks.Checkpoint(tmp_path)
    fit(model, 4, checkpoint)
    fit(model, 2, checkpoint)
    assert names(tmp_path) == ["epoch-00005.npz", "epoch-00006.npz"]
    assert kg.callbacks.Checkpoint(tmp_path).restore(copy) == 6
    assert_same(state(copy), state(model))
    # As in a notebook, with a new callback on the folder of the model.
    history = fit(model, 1, kg.callbacks.Checkpoint(tmp_path))
    assert history.epoch == [0]
    assert names(tmp_path) == ["epoch-00006.npz", "epoch-00007.npz"]


class Kill(keras.callbacks.Callback):
    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.epoch:
            raise KeyboardInterrupt


def test_a_script_of_two_fits_resumes_in_the_second(tmp_path):
    def script(folder, *callbacks):
        model = quick("gan")
        checkpoint = kg.callbacks.Checkpoint(folder)
        fit(model, 2, checkpoint)
        fit(model, 3, None, callbacks=[checkpoint, *callbacks])
        return model

    whole = script(tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        script(tmp_path / "part", Kill(1))
    assert names(tmp_path / "part") == ["epoch-00002.npz", "epoch-00003.npz"]
    resumed = script(tmp_path / "part")
    assert_same(state(resumed), state(whole))
    assert names(tmp_path / "part") == names(tmp_path / "whole")


@slow_on_tensorflow
def test_kerass_backup_beside_it_resumes_exactly(tmp_path):
    def train(folder, *callbacks):
        model = quick("gan")
        backup = keras.callbacks.BackupAndRestore(folder / "backup")
        table = kg.callbacks.TrainingCurves(folder, every=1)
        fit(model, 4, None, callbacks=[backup, table, *callbacks])
        return model

    whole = train(tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "part", Kill(2))
    checkpoint = kg.callbacks.Checkpoint(tmp_path / "checkpoint")
    resumed = train(tmp_path / "part", checkpoint)
    assert_same(state(resumed), state(whole))
    tables = [tmp_path / name / "history.csv" for name in ("whole", "part")]
    assert tables[0].read_text() == tables[1].read_text()
    assert names(tmp_path / "checkpoint")[-1] == "epoch-00004.npz"


class Diverge(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 2:
            weight = self.model.generator.trainable_variables[0]
            weight.assign(weight * np.nan)


def test_nan_never_displaces_a_finite_state(tmp_path):
    callbacks = [kg.callbacks.Checkpoint(tmp_path / "c"), Diverge()]
    with pytest.warns(UserWarning) as said:
        fit(quick("gan"), 5, None, callbacks=callbacks)
    (text,) = [
        str(warning.message)
        for warning in said
        if issubclass(warning.category, UserWarning)
    ]
    assert "kernel holds NaN or infinity" in text
    assert (
        f"The last finite one is {tmp_path / 'c' / 'epoch-00002.npz'}" in text
    )
    assert names(tmp_path / "c") == ["epoch-00001.npz", "epoch-00002.npz"]
    resumed, whole = quick("gan"), quick("gan")
    history = fit(resumed, 3, kg.callbacks.Checkpoint(tmp_path / "c"))
    assert history.epoch == [2]
    fit(whole, 3, kg.callbacks.Checkpoint(tmp_path / "whole"))
    assert_same(state(resumed), state(whole))


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
    assert "All 2 epochs are done. A larger" in capsys.readouterr().out


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
