"""Trainings that end within an epoch, and go on there exactly."""

import os
import signal
import threading
from types import SimpleNamespace

import keras
import numpy as np
import pytest

import keras_gans as kg
from keras_gans import backend
from keras_gans.callbacks import checkpoint_files
from keras_gans.pages import state as page_state
from keras_gans.training.stopping import SIGNALS
from keras_gans.training.stopping import Signal
from keras_gans.training.stopping import Stopped
from keras_gans.training.stopping import Stopper
from keras_gans.utils.files import PART
from tests.helpers import assert_same
from tests.helpers import data
from tests.helpers import images
from tests.helpers import quick
from tests.helpers import run_python
from tests.helpers import slow_to_compile
from tests.helpers import state


class Pairs(keras.utils.PyDataset):
    """Batches of the user's own, in another order each epoch."""

    def __init__(self, workers=1):
        super().__init__(workers=workers)
        self.epoch = 0

    def set_epoch(self, epoch):
        self.epoch = epoch

    @property
    def num_batches(self):
        return 5

    def __getitem__(self, index):
        rows = np.random.default_rng(self.epoch).permutation(40)
        return images(40)[rows[8 * index : 8 * index + 8]]


def dataset():
    pytest.importorskip("tensorflow")
    from keras_gans.datasets.pipeline import Source
    from keras_gans.datasets.pipeline import batches

    return {"x": batches(Source.of_array(images(40)), batch_size=8)}


def loader():
    torch = pytest.importorskip("torch")
    tensors = torch.utils.data.TensorDataset(torch.from_numpy(images(40)))
    return {"x": torch.utils.data.DataLoader(tensors, batch_size=8)}


INPUTS = {
    "array": lambda: {"x": images(40), "batch_size": 8},
    "dataset": dataset,
    "PyDataset": lambda: {"x": Pairs()},
    "PyDataset of workers": lambda: {"x": Pairs(workers=2)},
    "DataLoader": loader,
}


class Send(keras.callbacks.Callback):
    """Sends a signal to this process in one step."""

    def __init__(self, number, update):
        super().__init__()
        self.number, self.update, self.count = number, update, 0

    def on_train_batch_end(self, batch, logs=None):
        self.count += 1
        if self.count == self.update:
            os.kill(os.getpid(), self.number)


def fit(folder, given, *others, epochs=3, model=None, **arguments):
    model = model or quick("gan")
    checkpoint = kg.callbacks.Checkpoint(folder / "checkpoint", **arguments)
    halve = keras.callbacks.LearningRateScheduler(lambda _, rate: rate / 2)
    table = kg.callbacks.TrainingCurves(folder, every=2)
    model.fit(
        **{"epochs": epochs, **given},
        verbose=0,
        callbacks=[halve, table, checkpoint, *others],
    )
    return model


def names(folder):
    return sorted(path.name for path in (folder / "checkpoint").iterdir())


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The folder and the state of a training that nothing ended."""
    folder = tmp_path_factory.mktemp("whole")
    return folder, state(fit(folder, INPUTS["array"]()))


@pytest.fixture(autouse=True, scope="module")
def no_plots():
    """Plots take longer than these trainings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kg.callbacks.TrainingCurves, "_draw", lambda self: None)
        yield


@pytest.fixture(autouse=True)
def ctrl_c_interrupts():
    """Ctrl-C acts as in a terminal, in background jobs of a shell too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_training_goes_on_from_the_step_that_a_signal_ended(
    tmp_path, whole, capsys
):
    data = INPUTS["array"]()
    handlers = [signal.getsignal(n) for n in SIGNALS]
    # Before the first row of the table, in the first epoch, then in the next
    # steps of the second.
    for number, updates, status in (
        (signal.SIGTERM, 1, 143),
        (signal.SIGTERM, 2, 143),
        (signal.SIGUSR1, 4, 138),
    ):
        with pytest.raises(SystemExit) as end:
            fit(tmp_path, data, Send(number, updates))
        assert end.value.code == status
    assert names(tmp_path) == ["epoch-00001-step-000002.npz", "epoch-00001.npz"]
    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path, data, Send(signal.SIGINT, 2))
    # At the end of the second epoch, for the first step of the third.
    late = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda *_: os.kill(os.getpid(), signal.SIGTERM)
    )
    with pytest.raises(SystemExit):
        fit(tmp_path, data, late)
    assert names(tmp_path)[0] == "epoch-00002-step-000001.npz"
    assert_same(state(fit(tmp_path, data)), whole[1])
    tables = [folder / "history.csv" for folder in (tmp_path, whole[0])]
    assert tables[0].read_text() == tables[1].read_text()
    assert "Resuming after step 4 of epoch 2 of 3." in capsys.readouterr().out
    assert handlers == [signal.getsignal(n) for n in SIGNALS]


@pytest.mark.slow  # Trains eleven times.
@pytest.mark.parametrize(
    "name", ["gan", "wgangp", "progan", "stylegan2", "acgan", "cyclegan"]
)
def test_a_stop_at_any_step_changes_nothing(name, tmp_path):
    """In two epochs of three steps, with fades, lazy penalties and pools."""
    models = [quick(name) for _ in range(2)]
    initial = state(models[0])
    given = data(models[0], 24 * models[0].batches_per_step)
    arguments = dict(zip("xy", given, strict=False), batch_size=8, epochs=2)

    def train(folder, model, *others):
        variables = model.variables + model.optimizer.variables
        for variable, value in zip(variables, initial, strict=True):
            variable.assign(value)
        fit(folder, arguments, *others, model=model)
        return state(model), (folder / "history.csv").read_text()

    expected, table = train(tmp_path / "whole", models[0])
    for step in range(1, 6):
        folder = tmp_path / f"{step}"
        with pytest.raises(SystemExit):
            train(folder, models[0], Send(signal.SIGTERM, step))
        newest = checkpoint_files.paths(folder / "checkpoint")[0]
        assert checkpoint_files.place_of(newest) == divmod(step, 3)
        resumed, again = train(folder, models[1])
        assert_same(resumed, expected)
        assert again == table


class SendTwice(Send):
    """Sends a second signal while the state is saved for the first."""

    def on_train_batch_end(self, batch, logs=None):
        if self.count + 1 == self.update:
            checkpoint_files.np.savez = self.save
        super().on_train_batch_end(batch, logs)

    def save(self, path, **arrays):
        path.write_bytes(b"half")
        os.kill(os.getpid(), self.number)


@slow_to_compile
def test_a_second_ctrl_c_ends_the_save_of_the_first(
    tmp_path, whole, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(checkpoint_files.np, "savez", np.savez)
        with pytest.raises(KeyboardInterrupt):
            fit(tmp_path, INPUTS["array"](), SendTwice(signal.SIGINT, 7))
    assert names(tmp_path) == ["epoch-00001.npz"]
    assert_same(state(fit(tmp_path, INPUTS["array"]())), whole[1])


KILLED_WHILE_SAVING = """
import pathlib, signal, sys
from tests.training.test_stopping import INPUTS, SendTwice, fit
send = SendTwice(signal.SIGTERM, 7)
fit(pathlib.Path(sys.argv[1]), INPUTS["array"](), send)
"""


@pytest.mark.slow  # A process that trains.
def test_a_second_sigterm_kills_and_the_training_goes_on(tmp_path, whole):
    process = run_python("-c", KILLED_WHILE_SAVING, tmp_path)
    assert process.returncode == -signal.SIGTERM, process.stderr
    part, *rest = names(tmp_path)
    assert part.startswith(PART) and rest == ["epoch-00001.npz"]
    assert_same(state(fit(tmp_path, INPUTS["array"]())), whole[1])


@slow_to_compile
def test_a_part_epoch_that_has_fewer_steps_now_begins_anew(tmp_path, capsys):
    fit(tmp_path, INPUTS["array"](), kg.callbacks.Budget(updates=4))
    fewer = {"x": images(32), "batch_size": 8}
    with pytest.warns(UserWarning, match="5 steps .*, 4 now: .* fewer batches"):
        model = fit(tmp_path, fewer, epochs=2)
    place = "after step 4 of epoch 1, at the start of epoch 1 of 2."
    assert f"Resuming {place}" in capsys.readouterr().out
    assert int(model.updates) == 4 + 2 * 4


def test_processes_end_at_the_step_that_ends_one_of_them(monkeypatch):
    model = SimpleNamespace(
        stop_at_step=None, noted_signal=None, resumed_step=0
    )
    clock = {"others": [], "can_resume": True, "keep_count": lambda: None}
    stopper = Stopper(model, SimpleNamespace(**clock))
    stopper.set_params({"steps": 5})
    others = iter([0, signal.SIGTERM, 1, 0])
    monkeypatch.setattr(backend, "largest", lambda n: max(n, next(others)))
    stopper.on_train_batch_end(0)
    with pytest.raises(Stopped):
        stopper.on_train_batch_end(1)
    with pytest.raises(SystemExit, match="143"):
        model.stop_at_step.take_effect()
    model.stop_at_step = None
    with pytest.raises(Stopped):
        stopper.on_train_batch_end(2)
    assert model.stop_at_step == "the budget of another process"
    # A signal between two steps waits for the next one.
    model.stop_at_step = None
    model.noted_signal = Signal(signal.SIGTERM, signal.SIG_DFL)
    stopper.on_epoch_end(0)
    stopper.on_epoch_begin(1)
    with pytest.raises(Stopped):
        stopper.on_train_batch_end(0)
    assert model.stop_at_step is model.noted_signal


@slow_to_compile
@pytest.mark.parametrize("name", ["dcgan", "stylegan2"])
def test_layers_in_bfloat16_go_on_exactly(name, tmp_path):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        models = [quick(name) for _ in range(3)]
    finally:
        keras.config.set_dtype_policy("float32")
    data = {"x": images(24), "batch_size": 8}
    fit(tmp_path / "whole", data, epochs=1, model=models[0])
    budget = kg.callbacks.Budget(updates=2)
    fit(tmp_path, data, budget, epochs=1, model=models[1])
    fit(tmp_path, data, epochs=1, model=models[2])
    assert_same(state(models[2]), state(models[0]))
    dtypes = {v.dtype for v in models[0].optimizer.variables}
    assert "bfloat16" not in dtypes | {v.dtype for v in models[0].variables}
    assert all(np.isfinite(v).all() for v in state(models[0]))


def test_a_signal_in_the_validation_of_an_epoch_ends_it_and_saves_it(tmp_path):
    send = keras.callbacks.LambdaCallback(
        on_test_end=lambda *_: os.kill(os.getpid(), signal.SIGTERM)
    )
    page = kg.callbacks.RunPage(tmp_path, observe=False)
    # An epoch that cannot be resumed within.
    data = {**INPUTS["dataset"](), "steps_per_epoch": 5}
    data["validation_data"] = (images(8),)
    with pytest.raises(SystemExit):
        fit(tmp_path, data, send, page, every=10)
    assert names(tmp_path) == ["epoch-00001.npz"]
    assert page_state.read(tmp_path).state == page_state.STOPPED


def test_a_budget_that_earlier_calls_have_used_up_says_so():
    model = quick("gan")
    data = {"x": images(16), "batch_size": 8, "verbose": 0}
    model.fit(**data)
    with pytest.warns(UserWarning, match="updates counts those of all.*=2"):
        model.fit(**data, callbacks=[kg.callbacks.Budget(updates=2)])
    assert int(model.updates) == 2
    model.fit(**data, callbacks=[kg.callbacks.Budget(updates=3)])
    assert int(model.updates) == 3


@pytest.mark.parametrize(
    "kind",
    [
        "dataset",
        *(
            pytest.param(kind, marks=slow_to_compile)
            for kind in INPUTS
            if kind not in ("array", "dataset")
        ),
    ],
)
def test_each_kind_of_data_goes_on_where_it_was(kind, tmp_path):
    whole = fit(tmp_path / "whole", INPUTS[kind](), epochs=2)
    for updates in (3, 6):
        budget = kg.callbacks.Budget(updates=updates)
        fit(tmp_path, INPUTS[kind](), budget, epochs=2)
    resumed = fit(tmp_path, INPUTS[kind](), epochs=2)
    assert_same(state(resumed), state(whole))


def test_steps_are_saved_as_asked_and_a_budget_ends_at_its_update(
    tmp_path, whole, monkeypatch
):
    data = INPUTS["array"]()
    read = []
    of_file = checkpoint_files._read
    monkeypatch.setattr(
        checkpoint_files,
        "_read",
        lambda path: read.append(path) or of_file(path),
    )
    grid = kg.callbacks.SampleGrid(tmp_path / "grids", n=4)
    budget = kg.callbacks.Budget(updates=8)
    model = fit(tmp_path, data, budget, grid, every_steps=2)
    assert model.stop_at_step == "8 updates"
    assert int(model.updates) == 8 and int(model.epochs_trained) == 1
    assert names(tmp_path) == [
        "epoch-00001-step-000002.npz",
        "epoch-00001-step-000003.npz",
    ]
    # A last picture, of the part of an epoch.
    assert (tmp_path / "grids/epoch-0002.png").is_file()
    copy = quick("gan")
    kg.callbacks.Checkpoint(tmp_path / "checkpoint").restore(copy)
    assert_same(state(copy), state(model))

    again = fit(tmp_path, data, kg.callbacks.Budget(updates=8))
    assert_same(state(again), state(model))
    assert len(read) == 2  # Once to restore, and once to resume.
    resumed = fit(tmp_path, data, kg.callbacks.Budget(minutes=60))
    assert_same(state(resumed), whole[1])
    timed = kg.callbacks.Budget(minutes=1e-9)
    assert int(fit(tmp_path / "timed", data, timed).updates) == 1


@slow_to_compile
def test_a_notebook_goes_on_with_the_same_callback(tmp_path, whole):
    model = quick("gan")
    checkpoint = kg.callbacks.Checkpoint(tmp_path / "checkpoint")
    halve = keras.callbacks.LearningRateScheduler(lambda _, rate: rate / 2)
    for updates in (3, 7, None):
        others = [kg.callbacks.Budget(updates=updates)] if updates else []
        callbacks = [halve, checkpoint, *others]
        model.fit(**INPUTS["array"](), epochs=3, verbose=0, callbacks=callbacks)
    assert_same(state(model), whole[1])


def test_what_cannot_be_resumed_within_an_epoch_is_said(tmp_path):
    data = {**INPUTS["dataset"](), "steps_per_epoch": 5}
    with pytest.raises(ValueError, match="every_steps.*leave.*=2"):
        fit(tmp_path, data, every_steps=2)
    with (
        pytest.warns(UserWarning, match="steps of this epoch are lost"),
        pytest.raises(SystemExit),
    ):
        fit(tmp_path, data, Send(signal.SIGTERM, 3))
    assert names(tmp_path) == []
    with pytest.raises(ValueError, match="needs minutes or updates"):
        kg.callbacks.Budget()
    for minutes in (-1, "5"):
        with pytest.raises(ValueError, match=f"minutes must .*={minutes!r}"):
            kg.callbacks.Budget(minutes=minutes)


@slow_to_compile
def test_signals_stay_as_they_are_elsewhere(tmp_path):
    """Without a checkpoint, in other threads, and where they are ignored."""
    before = signal.getsignal(signal.SIGTERM)
    seen = []
    look = keras.callbacks.LambdaCallback(
        on_train_begin=lambda logs: seen.append(
            signal.getsignal(signal.SIGTERM)
        )
    )
    quick("gan").fit(**INPUTS["array"](), epochs=1, verbose=0, callbacks=[look])
    thread = threading.Thread(
        target=fit, args=(tmp_path, INPUTS["array"](), look)
    )
    thread.start()
    thread.join()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        fit(tmp_path / "ignored", INPUTS["array"](), look, epochs=1)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert seen == [before, before, signal.SIG_IGN]
