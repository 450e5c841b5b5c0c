"""Budget: ends a training after some minutes or updates."""

import math
import time

import keras

from keras_gans.callbacks.schedule import epochs_done
from keras_gans.callbacks.schedule import steps_resumed
from keras_gans.training.stopping import Pause
from keras_gans.training.two_optimizers import batches_per_update
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import is_number
from keras_gans.utils.warnings import warn


class Budget(keras.callbacks.Callback):
    """Ends a training after some minutes or updates, even within an epoch.

    `fit` returns after the step at which the budget is used up, and callbacks
    write what they write at the end of a training. A `Checkpoint` saves that
    step; the same `fit` with another budget continues after it exactly.

    Args:
        minutes: Positive number, the time of this `fit`; `None` for any. What
            an epoch ends with, such as scores, counts too.
        updates: Positive integer, generator updates of all calls of `fit`, for
            data of a known number of steps; `None` for any. Epochs of earlier
            calls count with the steps of an epoch of this one. With
            `steps_per_execution=n`, the training ends after the n steps within
            which the budget is used up.

    Raises:
        ValueError: If neither is given. In `fit`, if `updates` is given and
            the number of steps in an epoch is not known.
    """

    def __init__(self, minutes=None, updates=None):
        super().__init__()
        if minutes is None and updates is None:
            raise ValueError(
                "Budget needs minutes or updates, such as minutes=30. "
                "Received: neither"
            )
        if minutes is not None and not (
            is_number(minutes) and 0 < minutes < math.inf
        ):
            raise ValueError(
                "minutes must be a positive number, such as 30. "
                f"Received: minutes={minutes!r}"
            )
        if updates is not None:
            check_positive(updates=updates)
        self.minutes = minutes
        self.updates = updates

    def on_train_begin(self, logs=None):
        self._end = math.inf
        if self.minutes is not None:
            self._end = time.monotonic() + 60 * self.minutes
        if self.updates is not None and not self.params.get("steps"):
            raise ValueError(
                "updates needs data of a known number of steps; leave it out, "
                "or use minutes. "
                f"Received: updates={self.updates}"
            )

    def on_epoch_begin(self, epoch, logs=None):
        self._before = steps_resumed(self)
        if self.updates is not None:
            self._before += epochs_done(self, epoch) * self.params["steps"]
            self._count(self._before)
            if self.model.stop_at_step and not (epoch or steps_resumed(self)):
                warn(
                    "updates counts those of all calls of `fit`, and they are "
                    "made: this call makes none. "
                    f"Received: updates={self.updates}"
                )

    def on_train_batch_end(self, batch, logs=None):
        if self.updates is not None:
            self._count(self._before + batch + 1)
        if time.monotonic() >= self._end:
            self.model.stop_at_step = Pause(f"{self.minutes:g} minutes")

    def _count(self, steps):
        if steps >= self.updates * batches_per_update(self.model.g_opt):
            self.model.stop_at_step = f"{self.updates:,} updates"
