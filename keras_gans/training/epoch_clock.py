"""The callback that counts epochs and begins a training."""

import keras
from keras import ops

from keras_gans.training.batches import set_epoch
from keras_gans.training.stopping import Stopper
from keras_gans.training.stopping import agree
from keras_gans.utils.warnings import warn


class EpochClock(keras.callbacks.Callback):
    """Counts the model's epochs and passes each epoch's number to the data.

    Before the first epoch it calls the model's hook `begin`. An epoch that is
    resumed begins at the model's `resumed_step`. The clock stops the training
    when an iterator has ended, where Keras would read the first two batches
    again.

    Args:
        data: List of data whose order depends on the epoch.
        steps: What Keras reads; with an attribute `ended` if it ends once for
            all epochs, else with a method `start_at(step)`.
        images: Integer, the number of images in a step.
        model: A `ResumableModel`.
        is_whole: Whether an epoch is a pass over all data.

    Attributes:
        others: List of the other callbacks; `arranged` sets it.
    """

    def __init__(self, data, steps, images, model, is_whole=True):
        super().__init__()
        self.set_model(model)  # Before Keras does.
        self.data = data
        self.steps = steps
        self.images = images
        self.is_whole = is_whole
        self.others = []
        self._has_begun = False
        self.counter = model.epochs_trained
        self._taken = self._batch = self._trained = 0

    @property
    def can_resume(self):
        """Whether an epoch can be resumed at any of its steps."""
        steps = (self.params or {}).get("steps")
        return bool(steps and self.is_whole and hasattr(self.steps, "start_at"))

    @property
    def digest(self):
        """A number that tells the arrays of the training apart, or `None`."""
        source = self.data[0]
        return source.digest() if hasattr(source, "digest") else None

    def on_epoch_begin(self, epoch, logs=None):
        if self._has_begun:  # Another callback may have changed it.
            self.model.check_trainable()
        else:
            # Not when training begins: a `Checkpoint` restores the model then.
            self._has_begun = True
            plan = self.model.begin(self._steps_from(epoch), self.images)
            if plan and (self.params or {}).get("verbose"):
                print(plan)
        for data in self.data:
            set_epoch(data, self.counter)
        if hasattr(self.steps, "start_at"):
            self.steps.start_at(self.model.resumed_step)

    def on_train_batch_end(self, batch, logs=None):
        self._batch = batch + 1

    def on_epoch_end(self, epoch, logs=None):
        agree(self.model)  # Validation may have taken long.
        self.counter.assign(self.counter + 1)
        self._trained = int(ops.convert_to_numpy(self.counter))
        self._taken += self._batch
        self._batch = 0
        self.model.resumed_step = 0
        if getattr(self.steps, "ended", False):
            self._stop(epoch + 1, self.params["epochs"])

    def keep_count(self):
        """Counts on where a callback has put back the weights of an epoch.

        Keras's `EarlyStopping` does so. The count is one of these weights, and
        numbers the files of a training.
        """
        if int(ops.convert_to_numpy(self.counter)) < self._trained:
            self.counter.assign(self._trained)

    def _steps_from(self, epoch):
        """The number of steps from an epoch on; `None` if it is unknown."""
        steps, epochs = self.params["steps"], self.params["epochs"]
        if None in (steps, epochs):
            return None
        return steps * (epochs - epoch) - self.model.resumed_step

    def _stop(self, epoch, epochs):
        if self._taken < self.steps.count or epoch == epochs:
            return
        self.model.stop_training = True
        warn(
            f"The generator ended after {self.steps.count} steps, so training "
            f"stops after epoch {epoch} of {epochs}. Pass a generator without "
            "an end, or data that can be read again.",
        )

    def on_train_interrupted(self):
        # On JAX, this gives the model back the state that the step holds.
        return self.model


def arranged(callbacks, clock):
    """Puts the clock first, callbacks with `runs_last` last, then a `Stopper`.

    Those of a `CallbackList` are taken out of it: Keras tells the callbacks of
    such a list nothing about the training.

    Callbacks with `runs_last` find the clock in their attribute `clock`.
    """
    others = [
        callback
        for callback in keras.tree.flatten(members(callbacks) or [])
        if not isinstance(callback, EpochClock | Stopper)
    ]
    others.sort(key=lambda callback: getattr(callback, "runs_last", False))
    clock.others = others
    for callback in others:
        if getattr(callback, "runs_last", False):
            callback.clock = clock
    return [clock, *others, Stopper(clock.model, clock)]


def interrupted(callbacks):
    """Lets callbacks finish their files after Ctrl-C; Keras tells them nothing.

    It calls `on_train_interrupted()` of those that have it.
    """
    for callback in members(callbacks):
        if hasattr(callback, "on_train_interrupted"):
            callback.on_train_interrupted()


def failed(callbacks, error):
    """Tells callbacks that an error has ended the training.

    It calls `on_train_failed(error)` of those that have it.
    """
    for callback in members(callbacks):
        if hasattr(callback, "on_train_failed"):
            callback.on_train_failed(error)


def members(callbacks):
    """The callbacks of a list, or of a `CallbackList`."""
    return getattr(callbacks, "callbacks", callbacks)
