"""Where a training is, and when it will end."""

import sys
import time

import keras

from keras_gans.callbacks.schedule import epochs_done
from keras_gans.callbacks.schedule import steps_resumed
from keras_gans.runs.cost import duration

# Seconds between two states of a line on a terminal.
RENEW = 0.5
# The first steps compile: the time that is left is not theirs.
FIRST = 2


class Progress(keras.callbacks.Callback):
    """Prints a line an epoch with the logs and the time left of the training.

    On a terminal, the line is there from the first step and is renewed.

    Args:
        updates: Positive integer, generator updates of the whole training;
            `None` for those of its epochs.
        minutes: Positive number, the time after which it ends; `None` for any.
    """

    def __init__(self, updates=None, minutes=None):
        super().__init__()
        self.updates = updates
        self.minutes = minutes

    def on_train_begin(self, logs=None):
        self._began = self._shown = time.monotonic()
        self._made, self._clock = 0, None
        self._is_terminal = sys.stdout.isatty()
        self._width = 0

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch
        self._resumed = steps_resumed(self)
        self._before = epochs_done(self, epoch) * self.params["steps"]

    def on_train_batch_end(self, batch, logs=None):
        now, self._made = time.monotonic(), self._made + 1
        self._done = self._resumed + batch + 1
        if self._made == FIRST:
            self._clock = now
        if self._is_terminal and now - self._shown > RENEW:
            self._shown = now
            step = f"step {self._done:,}/{self.params['steps']:,}"
            self._print(self._line(step, logs), "\r")

    def on_epoch_end(self, epoch, logs=None):
        spent = duration(time.monotonic() - self._began)
        self._print(self._line(f"{spent} so far", logs), "\n")

    def on_train_end(self, logs=None):
        if self._width:
            print()

    on_train_interrupted = on_train_end

    def _line(self, place, logs):
        values = [f"{name} {float(x):.3g}" for name, x in (logs or {}).items()]
        parts = [f"Epoch {self._epoch + 1}/{self.params['epochs']}", place]
        left = self._left()
        parts += [] if left is None else [f"{duration(left)} left"]
        return ", ".join(parts + values)

    def _left(self):
        """The seconds that are left; `None` if they are not known yet."""
        now = time.monotonic()
        if self._clock is None or self._made <= FIRST:
            return None
        total = self.updates or self.params["epochs"] * self.params["steps"]
        step = (now - self._clock) / (self._made - FIRST)
        left = step * (total - self._before - self._done)
        if self.minutes is not None:
            left = min(left, 60 * self.minutes - (now - self._began))
        return max(left, 0.0)

    def _print(self, line, end):
        # Spaces cover what a longer line left.
        print(line.ljust(self._width), end=end, flush=True)
        self._width = len(line) if end == "\r" else 0
