"""Where a training is, and when it will end."""

import sys
import time

import keras

from keras_gans.callbacks.pace import Pace
from keras_gans.callbacks.schedule import epochs_done
from keras_gans.callbacks.schedule import steps_resumed
from keras_gans.pages.wording import duration

# Seconds between two states of a line on a terminal.
RENEW = 0.5
# The step after which the time of images is printed: what a step costs on a
# machine is not known before.
TIMED = 12


class Progress(keras.callbacks.Callback):
    """Prints the time of images soon, and then a line an epoch.

    The line has the logs and the time left of the training. On a terminal, it
    is there from the first step and is renewed.

    Args:
        batch_size: Positive integer, real images in a batch.
        updates: Positive integer, generator updates of the whole training;
            `None` for those of its epochs.
        minutes: Positive number, the time after which it ends; `None` for any.
    """

    def __init__(self, batch_size, updates=None, minutes=None):
        super().__init__()
        self._width = 0
        self.batch_size = batch_size
        self.updates = updates
        self.minutes = minutes

    def on_train_begin(self, logs=None):
        self._began = self._shown = time.monotonic()
        self._made, self._pace = 0, Pace()
        self._is_terminal = sys.stdout.isatty()

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch
        self._before = epochs_done(self, epoch) * self.params["steps"]

    def on_train_batch_end(self, batch, logs=None):
        self._made += 1
        self._pace.count(batch)
        step = steps_resumed(self) + batch + 1
        self._done = self._before + step
        if self._made == TIMED:
            self._print(self._time_of_images(), "\n")
        now = time.monotonic()
        if self._is_terminal and now - self._shown > RENEW:
            self._shown = now
            place = f"step {step:,}/{self.params['steps']:,}"
            self._print(self._line(place, logs), "\r")

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

    def _steps_left(self):
        total = self.updates or self.params["epochs"] * self.params["steps"]
        return max(0, total - self._done)

    def _left(self):
        """The seconds that are left; `None` if they are not known yet."""
        if self._pace.seconds is None:
            return None
        left = self._steps_left() * self._pace.seconds
        if self.minutes is not None:
            end = self._began + 60 * self.minutes
            left = min(left, max(0.0, end - time.monotonic()))
        return left

    def _time_of_images(self):
        images = self.batch_size * self.model.batches_per_step
        image, left = self._pace.seconds / images, images * self._steps_left()
        text = (
            f"Time: 1,000 images take about {duration(1000 * image)}, the "
            f"remaining {left:,} images about {duration(image * left)}."
        )
        if self.model.stages > 1:
            text += " This holds for images of the current size."
        if useful := getattr(self.model, "useful_images", None):
            text += (
                f" Useful results of {type(self.model).__name__} take about "
                f"{useful:,} images: {duration(image * useful)}."
            )
        return text

    def _print(self, line, end):
        # Spaces cover what a longer line left.
        print(line.ljust(self._width), end=end, flush=True)
        self._width = len(line) if end == "\r" else 0
