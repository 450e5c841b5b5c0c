"""Every callback of Keras works, or is refused before training."""

import csv
import importlib.util
import inspect
import json

import keras
import numpy as np
import pytest

import keras_gans as kg
from keras_gans.runs.progress import Progress
from keras_gans.training.callback_checks import check_callbacks
from tests.helpers import BACKEND
from tests.helpers import assert_same
from tests.helpers import data
from tests.helpers import images
from tests.helpers import quick
from tests.helpers import state
from tests.helpers import values

callbacks = keras.callbacks
Lambda = callbacks.LambdaCallback


def fit(model, *given, epochs=2, **kwargs):
    return model.fit(
        images(),
        batch_size=16,
        epochs=epochs,
        callbacks=list(given),
        **{"verbose": 0} | kwargs,
    ).history


def rates(model):
    return [float(opt.learning_rate) for opt in (model.d_opt, model.g_opt)]


class Scorer(callbacks.Callback):
    """Logs a score, which it declares, as the scores of the package do."""

    added_logs = {"score": "max", "size": None}
    scores = (1.0, 3.0, 2.0, 0.0)

    def on_epoch_end(self, epoch, logs=None):
        logs |= {"score": self.scores[epoch], "size": 1.0}


class Undeclared(callbacks.Callback):
    """Logs something without a declaration."""

    def on_epoch_end(self, epoch, logs=None):
        logs["own"] = float(epoch)


def test_a_file_name_holds_logs_of_every_epoch(tmp_path):
    saver = callbacks.ModelCheckpoint(str(tmp_path / "{val_d_loss:.2f}.keras"))
    arguments = {"validation_data": images(4), "validation_freq": 2}
    with pytest.raises(ValueError, match=r"finds each time.*\['val_d_loss'\]"):
        fit(quick("gan"), saver, **arguments)
    fit(quick("gan"), saver, **arguments | {"validation_freq": 1}, epochs=1)
    assert len([*tmp_path.iterdir()]) == 1


def test_callbacks_write_files_of_their_own(tmp_path):
    both = [
        kg.callbacks.BestGenerator(tmp_path / "best.keras", monitor=name)
        for name in ("d_loss", "g_loss")
    ]
    with pytest.raises(
        ValueError, match="BestGenerator, both with path=.*best"
    ):
        fit(quick("gan"), *both)
    with pytest.raises(ValueError, match="without fields in braces"):
        kg.callbacks.BestGenerator("best-{epoch}.keras")
    (tmp_path / "best.keras").mkdir()
    with pytest.raises(IsADirectoryError, match="BestGenerator must be a file"):
        fit(quick("gan"), both[0])
    model, path = quick("gan"), tmp_path / "best.keras"
    with pytest.raises(IsADirectoryError, match="filepath of ModelCheckpoint"):
        fit(model, callbacks.ModelCheckpoint(path))
    assert int(model.updates) == 0


def test_pictures_of_one_name_are_in_folders_of_their_own(tmp_path):
    grids = [kg.callbacks.SampleGrid(tmp_path, n=n) for n in (4, 9)]
    with pytest.raises(ValueError, match="folders of their own.*SampleGrid"):
        fit(quick("gan"), *grids)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    "table",
    [
        kg.callbacks.TrainingCurves,
        lambda folder: kg.callbacks.RunPage(folder, observe=False),
        lambda folder: callbacks.CSVLogger(folder / "log.csv"),
    ],
)
def test_logs_behind_a_table_are_said(table, tmp_path):
    message = "will not record score, .*: put Scorer, which logs"
    with pytest.warns(UserWarning, match=message):
        fit(quick("gan"), table(tmp_path), Scorer())
    (tmp_path / "other").mkdir()
    fit(quick("gan"), Scorer(), table(tmp_path / "other"))


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError("full")])
def test_callbacks_that_have_not_begun_end_quietly(tmp_path, error):
    def fail(logs):
        raise error

    ends = callbacks.LambdaCallback(on_train_begin=fail)
    behind = (
        kg.callbacks.RunPage(tmp_path),
        kg.callbacks.TrainingCurves(tmp_path),
        kg.callbacks.SampleGrid(tmp_path),
        Progress(16),
    )
    with pytest.raises((KeyboardInterrupt, OSError), match="^(full)?$"):
        fit(quick("gan"), ends, *behind)
    assert not [*tmp_path.iterdir()]


def test_real_images_in_0_to_1_are_asked_about():
    diagnosis = kg.callbacks.Diagnosis(real=(images(16) + 1) / 2)
    with pytest.warns(UserWarning, match=r"in real of Diagnosis have no value"):
        fit(quick("gan"), diagnosis)


def test_real_images_of_another_kind_are_those_of_the_callback():
    diagnosis = kg.callbacks.Diagnosis(real=images(16))
    model = quick("conditionalgan")
    with pytest.raises(ValueError, match="images alone, in real of Diagnosis$"):
        model.fit(*data(model), batch_size=8, callbacks=[diagnosis], verbose=0)


# === Each callback of Keras ===


def backup_and_restore(tmp_path, monkeypatch):
    def stop(epoch, logs):
        if epoch == 1:
            raise KeyboardInterrupt

    whole, broken, resumed = (quick("gan") for _ in range(3))
    fit(whole, epochs=3)
    backup = callbacks.BackupAndRestore(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        fit(broken, backup, Lambda(on_epoch_begin=stop), epochs=3)
    fit(resumed, callbacks.BackupAndRestore(tmp_path), epochs=3)
    assert_same(state(resumed), state(whole))


def callback(tmp_path, monkeypatch):
    assert fit(quick("gan"), callbacks.Callback())


def callback_list(tmp_path, monkeypatch):
    model, epochs = quick("gan"), []
    given = callbacks.CallbackList(
        [Lambda(on_epoch_end=lambda epoch, logs: epochs.append(epoch))],
        model=model,
        add_history=True,
    )
    model.fit(images(), batch_size=16, verbose=0, callbacks=given)
    assert epochs == [0]
    # Keras tells the callbacks of such a list no parameters.
    grids = callbacks.CallbackList([kg.callbacks.SampleGrid(tmp_path)])
    model.fit(images(), batch_size=16, verbose=0, callbacks=grids)
    assert (tmp_path / "epoch-0001.png").is_file()
    given.callbacks.append(callbacks.EarlyStopping())
    with pytest.raises(ValueError, match="EarlyStopping monitors 'val_loss'"):
        model.fit(images(), batch_size=16, verbose=0, callbacks=given)


def csv_logger(tmp_path, monkeypatch):
    path = tmp_path / "log.csv"
    history = fit(quick("gan"), callbacks.CSVLogger(path))
    with open(path) as file:
        rows = list(csv.DictReader(file))
    assert [float(r["g_loss"]) for r in rows] == history["g_loss"]


def early_stopping(tmp_path, monkeypatch):
    stop = callbacks.EarlyStopping("score", restore_best_weights=True)
    kept, model = [], quick("gan")
    keep = Lambda(
        on_epoch_end=lambda epoch, logs: kept.append(model.get_weights())
    )
    assert len(fit(model, Scorer(), keep, stop, epochs=4)["score"]) == 3
    assert stop.mode == "max" and stop.best == 3.0
    # All but the number of epochs, which says how many there were.
    count = [v is model.epochs_trained for v in model.weights].index(True)
    assert int(kept[1].pop(count)) == 2
    weights = model.get_weights()
    assert int(weights.pop(count)) == 3
    assert_same(weights, kept[1])


def history(tmp_path, monkeypatch):
    own, model = callbacks.History(), quick("gan")
    assert fit(model, own) == own.history
    assert own.history.keys() == set(model.log_names)


def lambda_callback(tmp_path, monkeypatch):
    seen = []
    fit(
        quick("gan"),
        Lambda(on_train_batch_end=lambda batch, logs: seen.append(batch)),
    )
    assert seen == [0, 1, 0, 1]


def learning_rate_scheduler(tmp_path, monkeypatch):
    halve = callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    stop = callbacks.EarlyStopping("learning_rate_g_opt", mode="min")
    logs = fit(model := quick("gan"), halve, stop)
    for name in ("learning_rate_d_opt", "learning_rate_g_opt"):
        np.testing.assert_allclose(logs[name], [1e-4, 5e-5], rtol=1e-6)
    np.testing.assert_allclose(rates(model), 5e-5, rtol=1e-6)


def model_checkpoint(tmp_path, monkeypatch):
    best = callbacks.ModelCheckpoint(
        tmp_path / "{epoch}-{score:.0f}.keras",
        monitor="score",
        save_best_only=True,
    )
    every = callbacks.ModelCheckpoint(
        tmp_path / "every{batch}.weights.h5",
        save_weights_only=True,
        save_freq=1,
    )
    fit(model := quick("gan"), Scorer(), best, every)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["1-1.keras", "2-3.keras"] + [
        f"every{i}.weights.h5" for i in (1, 2)
    ]
    loaded = keras.saving.load_model(tmp_path / "2-3.keras")
    assert_same(values(loaded.variables)[1:], values(model.variables)[1:])


def orbax_checkpoint(tmp_path, monkeypatch):
    if importlib.util.find_spec("orbax") is None:
        with pytest.raises(ImportError):
            callbacks.OrbaxCheckpoint(tmp_path)
        return
    save = callbacks.OrbaxCheckpoint(tmp_path, save_on_background=False)
    fit(quick("gan"), save)
    assert any(tmp_path.iterdir())
    with pytest.raises(ValueError, match="OrbaxCheckpoint must be told"):
        fit(quick("gan"), callbacks.OrbaxCheckpoint(tmp_path, "g_loss"))


def progbar_logger(tmp_path, monkeypatch):
    fit(quick("gan"), callbacks.ProgbarLogger(), verbose=2)


def reduce_lr_on_plateau(tmp_path, monkeypatch):
    reduce = callbacks.ReduceLROnPlateau(
        "score", factor=0.5, patience=1, min_delta=9.0
    )
    fit(model := quick("gan"), Scorer(), reduce)
    np.testing.assert_allclose(rates(model), 1e-4, rtol=1e-6)


def remote_monitor(tmp_path, monkeypatch):
    requests, sent = pytest.importorskip("requests"), []
    monkeypatch.setattr(
        requests, "post", lambda url, data, headers: sent.append(data["data"])
    )
    logs = fit(quick("gan"), callbacks.RemoteMonitor())
    assert [json.loads(s)["d_loss"] for s in sent] == logs["d_loss"]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ImportError, match="RemoteMonitor needs the package"):
        fit(quick("gan"), callbacks.RemoteMonitor())


def swap_ema_weights(tmp_path, monkeypatch):
    swap = callbacks.SwapEMAWeights(swap_on_epoch=True)
    for resume in (kg.callbacks.Checkpoint, callbacks.BackupAndRestore):
        adam = keras.optimizers.Adam(use_ema=True)
        with pytest.raises(ValueError, match="would save the averages as the"):
            fit(quick("gan", g_opt=adam), swap, resume(tmp_path))
    adam = keras.optimizers.Adam(0.01, use_ema=True)
    model, tested = quick("gan", g_opt=adam), []
    at_test = Lambda(
        on_test_begin=lambda logs: tested.append(values(model.g_variables))
    )
    swap = callbacks.SwapEMAWeights()
    fit(model, swap, at_test, validation_data=(images(8),), epochs=1)
    assert_same(tested[0], values(adam._model_variables_moving_average))
    assert_same(tested[0], values(model.g_variables))
    with pytest.raises(ValueError, match="needs an optimizer with use_ema=T"):
        fit(quick("gan"), callbacks.SwapEMAWeights())


def tensor_board(tmp_path, monkeypatch):
    if BACKEND != "tensorflow":
        pytest.skip("TensorBoard writes by TensorFlow")
    import tensorflow as tf

    board = callbacks.TensorBoard(tmp_path, write_steps_per_second=True)
    fit(quick("gan"), board, validation_data=(images(8),), epochs=1)
    tags = {
        value.tag
        for path in tmp_path.rglob("events.out.*")
        for record in tf.data.TFRecordDataset(str(path))
        for value in tf.compat.v1.Event.FromString(record.numpy()).summary.value
    }
    assert {"epoch_d_loss", "epoch_learning_rate_d_opt"} <= tags
    assert {"epoch_steps_per_second", "evaluation_g_loss_vs_iterations"} <= tags


def terminate_on_nan(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match=r"Use callbacks.Diagnosis\(stop=Tr"):
        fit(quick("gan"), callbacks.TerminateOnNaN())


def test_a_tracker_of_one_learning_rate_is_refused_before_the_training():
    class WandbMetricsLogger(callbacks.Callback):
        """As the one of wandb, which need not be there."""

    model = quick("gan")
    check_callbacks(model, WandbMetricsLogger(), has_validation=False)
    model.d_opt.learning_rate = 0.25
    with pytest.raises(ValueError, match="wandb.log.*rates 0.0002, 0.25"):
        fit(model, WandbMetricsLogger())


OF_KERAS = {
    "BackupAndRestore": backup_and_restore,
    "Callback": callback,
    "CallbackList": callback_list,
    "CSVLogger": csv_logger,
    "EarlyStopping": early_stopping,
    "History": history,
    "LambdaCallback": lambda_callback,
    "LearningRateScheduler": learning_rate_scheduler,
    "ModelCheckpoint": model_checkpoint,
    "OrbaxCheckpoint": orbax_checkpoint,
    "ProgbarLogger": progbar_logger,
    "ReduceLROnPlateau": reduce_lr_on_plateau,
    "RemoteMonitor": remote_monitor,
    "SwapEMAWeights": swap_ema_weights,
    "TensorBoard": tensor_board,
    "TerminateOnNaN": terminate_on_nan,
}


@pytest.mark.parametrize("name", OF_KERAS)
def test_every_callback_of_keras_works_or_is_refused(
    name, tmp_path, monkeypatch
):
    OF_KERAS[name](tmp_path, monkeypatch)


def test_no_callback_of_keras_is_left_out():
    of_keras = {
        name
        for name, kind in vars(callbacks).items()
        if inspect.isclass(kind) and issubclass(kind, callbacks.Callback)
    }
    assert of_keras == OF_KERAS.keys()


# === What is refused before training ===


def checkpoint(name="model.keras", monitor="score", **kwargs):
    return callbacks.ModelCheckpoint(name, monitor, **kwargs)


def scheduled():
    rate = keras.optimizers.schedules.CosineDecay(0.1, 9)
    return quick("gan", g_opt=keras.optimizers.Adam(rate))


REFUSED = {
    "no mode": (
        [callbacks.EarlyStopping("g_loss")],
        "EarlyStopping must be told .* 'g_loss' are better: add mode='min' or",
    ),
    "no mode, plateau": (
        [callbacks.ReduceLROnPlateau("d_loss")],
        "ReduceLROnPlateau must be told .*Received: monitor='d_loss'",
    ),
    "no mode, neither direction is better": (
        [Scorer(), checkpoint(monitor="size", save_best_only=True)],
        "ModelCheckpoint must be told",
    ),
    "no mode, not used": (
        [checkpoint(monitor="g_loss")],
        "ModelCheckpoint must be told",
    ),
    "no mode, undeclared log": (
        [Undeclared(), callbacks.EarlyStopping("own")],
        "EarlyStopping must be told",
    ),
    "no validation data": (
        [callbacks.EarlyStopping("val_g_loss", mode="min")],
        "monitors 'val_g_loss', which .*Give fit validation_data",
    ),
    "no validation data, undeclared logs": (
        [Undeclared(), callbacks.EarlyStopping()],
        "monitors 'val_loss', which neither .*The logs are d_loss, g_loss",
    ),
    "no such log": (
        [callbacks.EarlyStopping("loss", mode="min")],
        "monitors 'loss', which neither .*The logs are d_loss, g_loss, d_real",
    ),
    "logged later": (
        [callbacks.EarlyStopping("score"), Scorer()],
        "monitors 'score', .*must come before it",
    ),
    "best generator of no score": (
        [kg.callbacks.BestGenerator("best.keras")],
        "BestGenerator monitors 'mind', which neither",
    ),
    "best generator of the worst score": (
        [Scorer(), kg.callbacks.BestGenerator("best.keras", "score", "min")],
        "BestGenerator must have mode='max', since higher .*'min'",
    ),
    "best of batches": (
        [
            checkpoint(
                monitor="g_loss", save_best_only=True, mode="min", save_freq=2
            )
        ],
        "compares epochs, not batches.*save_freq=2",
    ),
    "legacy format": ([checkpoint("a.h5")], "file name that ends in .keras"),
    "a name of no log": (
        [checkpoint("{epoch}-{val_loss:.2f}.keras", "val_loss")],
        r"must use in its file name .*Received: .*with \['val_loss'\]",
    ),
    "a name of a score in each batch": (
        [Scorer(), checkpoint("{score}.keras", "val_loss", save_freq=2)],
        r"with \['score'\]",
    ),
}


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: callbacks.ModelCheckpoint(f"{folder}/{{epoch}}.keras"),
        callbacks.BackupAndRestore,
    ],
)
def test_a_folder_that_cannot_be_written_is_refused_before_training(
    make, tmp_path
):
    (tmp_path / "file").write_text("")
    model = quick("gan")
    before = state(model)
    with pytest.raises(OSError, match="Could not write to .*: it is a file"):
        fit(model, make(f"{tmp_path}/file"))
    assert_same(state(model), before)


@pytest.mark.parametrize("case", REFUSED)
def test_callbacks_that_would_fail_are_refused_before_training(case):
    given, message = REFUSED[case]
    model = quick("gan")
    before = state(model)
    with pytest.raises(ValueError, match=message):
        fit(model, *given)
    assert_same(state(model), before)


def test_the_loss_of_a_model_that_has_one_needs_no_mode():
    model = kg.FastStyleTransfer(width=2, blocks=1)
    stop = callbacks.EarlyStopping()
    check_callbacks(model, stop, has_validation=True)
    assert stop.mode == "min"
    with pytest.raises(ValueError, match="Give fit validation_data"):
        check_callbacks(model, stop, has_validation=False)


@pytest.mark.parametrize(
    "setter",
    [
        callbacks.ReduceLROnPlateau("g_loss", mode="min"),
        callbacks.LearningRateScheduler(lambda epoch: 0.1),
    ],
)
def test_a_rate_that_follows_a_schedule_is_left_to_it(setter):
    with pytest.raises(TypeError, match="rate of g_opt follows a schedule"):
        fit(scheduled(), setter)


@pytest.mark.parametrize(
    "given, message",
    [
        (callbacks.EarlyStopping, r"write EarlyStopping\(...\)"),
        (lambda epoch, logs: None, r"goes into keras.callbacks.LambdaCallb"),
        ("tensorboard", "Received: 'tensorboard'"),
        (None, "Received: None"),
    ],
)
def test_what_is_no_callback_is_refused(given, message):
    with pytest.raises(TypeError, match=message):
        fit(quick("gan"), given)


def test_logs_of_unknown_callbacks_can_be_monitored():
    stop = callbacks.EarlyStopping("own", mode="min", patience=1)
    logs = fit(quick("gan"), Undeclared(), stop, epochs=4)
    assert logs["own"] == [0.0, 1.0]


def test_logs_of_a_step_that_is_overridden_can_be_monitored():
    class Own(kg.GAN):
        def train_step(self, *args):
            logs = super().train_step(*args)
            logs, *state = logs if BACKEND == "jax" else [logs]
            logs = logs | {"gap": logs["d_real"] - logs["d_fake"]}
            return (logs, *state) if state else logs

    model = Own(images().shape[1:], 4, width=4)
    model.compile(run_eagerly=BACKEND == "tensorflow")
    stop = callbacks.EarlyStopping("gap", mode="min", patience=9)
    assert len(fit(model, stop)["gap"]) == 2


def test_scores_that_some_epochs_lack_are_said():
    class Seldom(Scorer):
        every = 2

    with pytest.warns(UserWarning, match="first epoch, which has no score and"):
        fit(quick("gan"), Seldom(), callbacks.CSVLogger("/dev/null"))
    with pytest.raises(ValueError, match=r"with \['score'\]"):
        fit(quick("gan"), Seldom(), checkpoint("{score}.keras"))


EXTRACTOR = kg.metrics.Extractor()


@pytest.mark.parametrize(
    "add, logs",
    [
        (lambda: kg.callbacks.FID(EXTRACTOR, images()), {"fid": "min"}),
        (
            lambda: kg.callbacks.PrecisionRecall(EXTRACTOR, images()),
            {"precision": "max", "recall": "max"},
        ),
        (
            lambda: kg.callbacks.InceptionScore(EXTRACTOR),
            {"inception_score": "max"},
        ),
        (lambda: kg.callbacks.Diagnosis(real=images()), {"diversity": None}),
        (lambda: kg.callbacks.Diagnosis(), {}),
        (
            lambda: kg.callbacks.SampleScatter(
                "x", np.zeros((9, 2)), centers=np.zeros((1, 2)), sigma=0.1
            ),
            {"modes": "max", "high_quality": "max"},
        ),
    ],
)
def test_callbacks_declare_the_logs_that_they_add(add, logs):
    assert add().added_logs == logs
