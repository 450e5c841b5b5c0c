"""When callbacks that do not act after every epoch do."""


def is_due(callback, epoch):
    """Whether an epoch is one of `callback.every`, or the last.

    Args:
        callback: Keras callback in a `fit`, with an attribute `every`.
        epoch: Integer from 0, as of `on_epoch_end`.
    """
    last = epoch + 1 == callback.params["epochs"]
    last = last or callback.model.stop_training
    return (epoch + 1) % callback.every == 0 or last
