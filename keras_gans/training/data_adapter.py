"""Checks the arguments of `fit` and prepares the data for the model's step."""

import keras

from keras_gans.training.batches import ArrayBatches
from keras_gans.training.batches import GroupedBatches
from keras_gans.training.batches import as_tuple
from keras_gans.training.batches import grouped
from keras_gans.training.batches import is_tf_dataset
from keras_gans.training.batches import set_epoch as set_epoch
from keras_gans.training.batches import too_few


def prepare(
    model, x, y, *, batch_size, shuffle, callbacks, validation_split, **kwargs
):
    """Returns the arguments of Keras's `fit`, checked and prepared."""
    if validation_split:
        x, y, kwargs["validation_data"] = _split(x, y, validation_split)
    if is_array(x):
        check_arrays(model, x, y)
        kwargs.setdefault("validation_batch_size", batch_size)
        size = (batch_size or 32) * model.batches_per_step
        x = ArrayBatches(x, y, size, shuffle=shuffle, seed=model.seed or 0)
        y = batch_size = None
    elif model.batches_per_step > 1:
        x, steps = grouped(
            x, model.batches_per_step, kwargs.get("steps_per_epoch")
        )
        kwargs["steps_per_epoch"] = steps
    validation = kwargs.get("validation_data")
    if validation is not None:
        check_evaluation(
            model, *keras.utils.unpack_x_y_sample_weight(validation)[:2]
        )
    set_epoch(x, model.epochs_trained)
    # Keras shuffles batches of a PyDataset with a random state it never saves.
    shuffle = (
        shuffle and isinstance(x, keras.utils.PyDataset) and not _has_epochs(x)
    )
    return {
        "x": _check_first_batch(model, x),
        "y": y,
        "batch_size": batch_size,
        "shuffle": shuffle,
        "callbacks": _arranged(callbacks, EpochClock([x, validation], model)),
        **kwargs,
    }


class EpochClock(keras.callbacks.Callback):
    """Counts the model's epochs and passes each epoch's number to the data."""

    def __init__(self, data, model):
        super().__init__()
        self.data = data
        self.counter = model.epochs_trained

    def on_epoch_begin(self, epoch, logs=None):
        for data in self.data:
            set_epoch(data, self.counter)

    def on_epoch_end(self, epoch, logs=None):
        self.counter.assign(self.counter + 1)

    def on_train_interrupted(self):
        # On JAX, this gives the model back the state that the step holds.
        return self.model


def interrupted(callbacks):
    """Lets callbacks finish their files after Ctrl-C; Keras tells them nothing.

    It calls `on_train_interrupted()` of those that have it.
    """
    for callback in getattr(callbacks, "callbacks", callbacks):
        if hasattr(callback, "on_train_interrupted"):
            callback.on_train_interrupted()


def check_arrays(model, x, y):
    """Raises if the model cannot train on arrays, or on a batch of them."""
    model.check_batch((x,) if y is None else (x, y))


def check_evaluation(model, x, y):
    """Raises if `model` cannot be evaluated on the data."""
    if is_array(x):
        check_arrays(model, x, y)
    elif not hasattr(x, "__next__"):  # A check would consume its batch.
        _check_first_batch(model, x)


def is_array(x):
    return hasattr(x, "shape") and hasattr(x, "dtype")


def _split(x, y, fraction):
    """Splits off the last `fraction` for validation, as Keras does."""
    if not is_array(x):
        raise ValueError(
            "validation_split must be 0 unless the images are an array; use "
            f"validation_data instead. Received: {type(x).__name__}"
        )
    n = round(len(x) * (1 - fraction))
    if y is None:
        return x[:n], None, (x[n:],)
    return x[:n], y[:n], (x[n:], y[n:])


def _has_epochs(data):
    return hasattr(data, "set_epoch") or (
        isinstance(data, GroupedBatches) and _has_epochs(data.batches)
    )


def _check_first_batch(model, data):
    """Raises if the first batch of the data cannot train the model.

    Returns:
        The data. For an iterator, the first batch is put back.
    """
    if isinstance(data, keras.utils.PyDataset):
        batch = data[0] if data.num_batches != 0 else None
    else:
        batch = next(iter(data.take(1) if is_tf_dataset(data) else data), None)
    if batch is None:
        raise ValueError(too_few(model.batches_per_step))
    model.check_batch(as_tuple(batch))
    return _put_back(batch, data) if hasattr(data, "__next__") else data


def _put_back(batch, iterator):
    yield as_tuple(batch)
    yield from map(as_tuple, iterator)


def _arranged(callbacks, clock):
    """Puts the clock first and callbacks with `runs_last` last."""
    is_list = isinstance(callbacks, keras.callbacks.CallbackList)
    given = callbacks.callbacks if is_list else callbacks or []
    others = [
        callback
        for callback in keras.tree.flatten(given)
        if not isinstance(callback, EpochClock)
    ]
    others.sort(key=lambda callback: getattr(callback, "runs_last", False))
    if not is_list:
        return [clock, *others]
    callbacks.callbacks[:] = [clock, *others]
    return callbacks
