"""Ends of a training after any step: by a signal, or as a callback asks."""

import contextlib
import os
import signal
import threading

import keras

from keras_gans import backend
from keras_gans.utils.warnings import warn

# Ctrl-C, the end of a job, and the warning that Slurm sends before it.
SIGNALS = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGUSR1")
    if hasattr(signal, name)  # Windows has no SIGUSR1.
]
NOTED = b"\nEnding after this step; a second signal ends at once.\n"


class Stopped(Exception):
    """Leaves Keras's `fit` after a step, when all has been saved."""


class Signal:
    """A signal that waits for the end of a step.

    Args:
        number: The number of the signal.
        handler: What handled it before the training.
    """

    def __init__(self, number, handler):
        self.number = number
        self.handler = handler

    def take_effect(self):
        """Does what the signal would have done at once.

        Raises:
            KeyboardInterrupt: After Ctrl-C.
            SystemExit: With the status of a process that a signal ended, 128
                plus its number, unless the program handles the signal itself.
        """
        if not callable(self.handler):
            raise SystemExit(128 + self.number)
        self.handler(self.number, None)


class Pause(str):
    """Why a training ends before its end, such as `"30 minutes"`."""


@contextlib.contextmanager
def noted_signals(model):
    """A context in which a signal sets `model.noted_signal`.

    A second signal meets the handlers of before. Python allows handlers in the
    main thread only; elsewhere, the context does nothing.
    """
    is_main = threading.current_thread() is threading.main_thread()
    before = {n: signal.getsignal(n) for n in SIGNALS if is_main}
    # What is ignored, as by `nohup`, stays so.
    ours = [n for n in before if before[n] not in (signal.SIG_IGN, None)]

    def restore():
        for number in ours:
            signal.signal(number, before[number])

    def note(number, frame):
        restore()
        model.noted_signal = Signal(number, before[number])
        os.write(2, NOTED)  # `print` may be what the signal interrupted.

    for number in ours:
        signal.signal(number, note)
    try:
        yield
    finally:
        restore()


class Stopper(keras.callbacks.Callback):
    """Ends the training at a step that sets `model.stop_at_step`.

    A signal that was noted waits for the end of a step or an epoch, where all
    processes agree on it: callbacks, which follow, do the same on all.
    The last step of an epoch ends it with the epoch. It runs behind all other
    callbacks; first it calls `save_within_epoch(step)` of those that have it.

    Args:
        model: A `ResumableModel`.
        clock: The `EpochClock` of the training.
    """

    def __init__(self, model, clock):
        super().__init__()
        # On JAX, `self.model` would copy the state of the model.
        self._stops = model
        self._clock = clock

    def on_epoch_begin(self, epoch, logs=None):
        # All that was wanted was done before.
        if self._stops.stop_at_step:
            raise Stopped

    def on_train_end(self, logs=None):
        self._clock.keep_count()

    def on_train_batch_end(self, batch, logs=None):
        agree(self._stops)
        if not self._stops.stop_at_step:
            return
        step = self._stops.resumed_step + batch + 1
        if step >= (self.params.get("steps") or step + 1):
            return
        savers = [
            callback
            for callback in self._clock.others
            if hasattr(callback, "save_within_epoch")
        ]
        if savers and not self._clock.can_resume:
            warn(
                "The steps of this epoch are lost: an epoch can be resumed "
                "only if its number of steps is known and it is a whole pass "
                "over the data, without steps_per_epoch."
            )
            savers = []
        for callback in savers:
            callback.save_within_epoch(step)
        raise Stopped

    def on_epoch_end(self, epoch, logs=None):
        self._clock.keep_count()
        if self._stops.stop_at_step:
            self.model.stop_training = True


def agree(model):
    """Ends all processes at the step that ends one of them."""
    own = model.noted_signal or model.stop_at_step
    number = own.number if isinstance(own, Signal) else int(bool(own))
    number = backend.largest(number)
    if number in SIGNALS:
        is_own = isinstance(own, Signal)
        model.stop_at_step = own if is_own else Signal(number, signal.SIG_DFL)
    elif number and not own:
        model.stop_at_step = Pause("the budget of another process")
