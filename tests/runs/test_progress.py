"""The line of a training that is under way."""

import types

import pytest

from keras_gans.callbacks import pace
from keras_gans.runs import progress


class Clock:
    now = 100.0

    def monotonic(self):
        return self.now


@pytest.mark.parametrize("is_terminal", [False, True])
def test_a_line_an_epoch_with_the_time_that_is_left(
    is_terminal, monkeypatch, capsys
):
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    monkeypatch.setattr(pace, "time", clock)
    monkeypatch.setattr("sys.stdout.isatty", lambda: is_terminal)
    callback = progress.Progress(8, updates=40, minutes=2)
    callback.set_params({"epochs": 2, "steps": 25})
    model = types.SimpleNamespace(
        epochs_trained=0,
        resumed_step=5,
        batches_per_step=2,
        stages=1,
        useful_images=9_000_000,
    )
    callback.set_model(model)
    callback.on_train_begin()
    callback.on_epoch_begin(0)
    for batch in range(20):
        clock.now += 60 if batch == 0 else 1  # The first step compiles.
        callback.on_train_batch_end(batch, {"d_loss": 0.5})
    callback.on_epoch_end(0, {"d_loss": 0.25})
    *states, line = capsys.readouterr().out.replace("\r", "\n").splitlines()
    # 15 updates are left, a second each.
    assert line == "Epoch 1/2, 79 s so far, 15 s left, d_loss 0.25"
    time = states.pop(11 if is_terminal else 0).strip()
    # 23 updates, of 16 images.
    assert time == (
        "Time: 1,000 images take about 62 s, the remaining 368 images about "
        "23 s. Useful results of SimpleNamespace take about 9,000,000 images: "
        "6.5 days."
    )
    if is_terminal:
        assert states[0] == "Epoch 1/2, step 6/25, d_loss 0.5"
        assert states[9] == "Epoch 1/2, step 15/25, 25 s left, d_loss 0.5"
    else:
        assert not states
