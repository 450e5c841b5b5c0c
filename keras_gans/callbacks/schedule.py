"""When callbacks act, and how they number what they write."""

import contextlib
import time

from keras import ops

# What is written again and again takes at most this share of the time.
SHARE = 0.01


def epochs_done(callback, epoch):
    """The number of epochs that the model has been trained, in all calls.

    Keras counts from 0 in each `fit`. Files and tables that are numbered so
    would be overwritten by a second one.

    Args:
        callback: Keras callback inside `fit`. Only a `ResumableModel` counts
            its epochs; other models have those of this `fit`.
        epoch: Integer, epochs of this `fit` that are done: the argument of
            `on_epoch_begin`, and one more in `on_epoch_end`.
    """
    # A model of the user's own may count none.
    trained = getattr(callback.model, "epochs_trained", 0)
    trained = int(ops.convert_to_numpy(trained))
    # `initial_epoch` may count epochs that the model does not know of.
    return max(trained, epoch)


def steps_resumed(callback):
    """The steps of the present epoch that were made before it was resumed.

    Keras counts the steps of an epoch from 0 all the same.
    """
    return getattr(callback.model, "resumed_step", 0)


def is_due(callback, epoch):
    """Whether a callback acts after an epoch: each `every`-th and the last.

    Args:
        callback: Keras callback inside `fit`, with an attribute `every`.
        epoch: Integer from 0, as `on_epoch_end` receives it.
    """
    last = epoch + 1 == callback.params["epochs"]
    model = callback.model
    last = last or model.stop_training or getattr(model, "stop_at_step", None)
    return bool(last) or epochs_done(callback, epoch + 1) % callback.every == 0


class Thrift:
    """Says when to write again what takes time to write.

    The time is that of this thread, not of other programs on the machine.
    """

    def __init__(self):
        self._cost, self._written = 0.0, -float("inf")

    @property
    def interval(self):
        """Seconds between two writings, at least."""
        return self._cost / SHARE

    def is_due(self, least=0):
        """Whether the interval, or `least` seconds if more, are over."""
        passed = time.monotonic() - self._written
        return passed > max(least, self.interval)

    @contextlib.contextmanager
    def writing(self):
        """The context of a writing, whose cost it measures."""
        began = time.thread_time()
        yield
        self._cost = time.thread_time() - began
        self._written = time.monotonic()
