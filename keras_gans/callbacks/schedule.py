"""When callbacks with an argument `every` act."""


def is_due(callback, epoch):
    """Whether a callback acts after an epoch: each `every`-th and the last.

    Args:
        callback: Keras callback inside `fit`, with an attribute `every`.
        epoch: Integer from 0, as `on_epoch_end` receives it.
    """
    last = epoch + 1 == callback.params["epochs"]
    last = last or callback.model.stop_training
    return (epoch + 1) % callback.every == 0 or last
