"""When callbacks act, and how they number what they write."""

from keras import ops


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
