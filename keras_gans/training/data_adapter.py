"""Checks the data of `fit` and prepares them for the model's step."""

import itertools

import keras

from keras_gans.training import kinds
from keras_gans.training.array_batches import ArrayBatches
from keras_gans.training.batches import set_epoch as set_epoch
from keras_gans.training.epoch_clock import EpochClock
from keras_gans.training.epoch_clock import arranged
from keras_gans.training.fit_arguments import check_are_arrays
from keras_gans.training.fit_arguments import check_batches
from keras_gans.training.fit_arguments import check_elements
from keras_gans.training.inputs import IteratorSteps
from keras_gans.training.inputs import steps_of
from keras_gans.training.share import joined
from keras_gans.training.share import share_of_testing
from keras_gans.training.share import share_of_training
from keras_gans.training.watch import REMEDY
from keras_gans.training.watch import as_tuple
from keras_gans.utils.arrays import is_array
from keras_gans.utils.arrays import is_on_disk
from keras_gans.utils.arrays import to_numpy

# So many examples are looked at before training, of so many batches at most.
LOOK = 16


def prepare(
    model,
    watch,
    x,
    y,
    *,
    batch_size,
    epochs,
    shuffle,
    callbacks,
    validation_split,
    **kwargs,
):
    """Returns the arguments of Keras's `fit`, checked and prepared."""
    share = share_of_training(model)
    if validation_split:
        size = (batch_size or 32) * model.batches_per_step
        x, y, kwargs["validation_data"] = _split(x, y, validation_split, size)
    validation = kwargs.get("validation_data")
    if validation is not None:
        steps = kwargs.get("validation_steps")
        size = kwargs.get("validation_batch_size")
        kwargs["validation_data"] = _validation(
            model, watch, validation, size, batch_size, steps, epochs
        )
    if is_array(x):
        kwargs.setdefault("validation_batch_size", batch_size)
        share.check(batch_size or 32)
        size = (batch_size or 32) * model.batches_per_step
        steps = kwargs.pop("steps_per_epoch", None)
        source = data = _batches_of(
            model, watch, share, x, y, size, shuffle=shuffle, steps=steps
        )
        images = size
        model.look_at(_first((x, y)))
        y = batch_size = None
    else:
        source, steps = x, kwargs.get("steps_per_epoch")
        left = epochs - (kwargs.get("initial_epoch") or 0)
        kinds.check_epochs(x, steps, left, "steps_per_epoch")
        kinds.check_endless(x, steps, "steps_per_epoch")
        data, examples, images = _watched(
            model, watch, share, x, model.batches_per_step
        )
        n = kinds.length_of(data)
        kinds.check_steps(n, steps, "steps_per_epoch", left)
        model.look_at(examples)
        images = images * share.processes
    set_epoch(source, model.epochs_trained)
    is_whole = kwargs.get("steps_per_epoch") is None
    clock = EpochClock([source, validation], data, images, model, is_whole)
    # Keras shuffles batches of a PyDataset with a random state it never saves.
    is_shuffled = isinstance(source, keras.utils.PyDataset) and not hasattr(
        source, "set_epoch"
    )
    return {
        "x": iter(data) if isinstance(data, IteratorSteps) else data,
        "y": y,
        "batch_size": batch_size,
        "epochs": epochs,
        "shuffle": shuffle and is_shuffled,
        "callbacks": arranged(callbacks, clock),
        **kwargs,
    }


def prepare_evaluation(
    model, watch, x, y, batch_size, steps, name="steps", of=""
):
    """Returns `x` and `y` for Keras's `evaluate`, checked and looked at."""
    share = share_of_testing(model)
    if is_array(x):
        check_arrays(model, x, y)
        model.look_at(_first((x, y)), of)
        size = min(batch_size or 32, len(x))
        share.check(size)
        share.check(len(x) % size, "The size of the last batch")
        kinds.check_steps(-(-len(x) // size), steps, name)
        if share.processes > 1:
            raise ValueError(
                "Several processes evaluate on batches, such as those of a "
                "tf.data.Dataset, not on arrays. "
                f"Received: {type(x).__name__}"
            )
        return to_numpy(x), None if y is None else model.labels_of_arrays(y)
    kinds.check_endless(x, steps, name)
    data, examples, _ = _watched(model, watch, share, x, 1)
    kinds.check_steps(kinds.length_of(data), steps, name)
    model.look_at(examples, of)
    return (iter(data) if isinstance(data, IteratorSteps) else data), y


def check_arrays(model, x, y=None):
    """Raises if the model cannot train on arrays, or on a batch of them."""
    check_are_arrays(x, y)
    batch = (x,) if y is None else (x, y)
    check_elements(model, batch)
    model.check_batch(batch)


def _batches_of(model, watch, share, x, y, size, **order):
    """Batches of an array, checked as a whole unless a file holds it."""
    batches, chosen = model.batches_per_step, None
    if not share.is_all(batches):
        chosen = share.rows([size // batches] * batches)
    is_read = is_on_disk(x)
    looked_at = map(to_numpy, _cut((x, y), size)) if is_read else (x, y)
    check_arrays(model, *looked_at)
    if y is not None and not is_read:
        y = model.labels_of_arrays(y)
    return ArrayBatches(
        x,
        y,
        size,
        seed=model.seed or 0,
        check=watch if is_read else None,
        chosen=chosen,
        **order,
    )


def _cut(arrays, n):
    return [x[:n] for x in arrays if x is not None]


def _first(arrays):
    """The examples of arrays that are looked at."""
    return tuple(map(to_numpy, _cut(arrays, 16 * LOOK)))


def _validation(model, watch, data, own_size, batch_size, steps, epochs):
    if is_array(data):
        data = (data,)
    x, y, weights = keras.utils.unpack_x_y_sample_weight(data)
    name = "validation_steps"
    kinds.check_kind(x, "validation_data")
    kinds.check_epochs(x, steps, epochs, name)
    if not is_array(x):
        check_batches(x, validation_batch_size=own_size)
    watch, size = watch.of("validation_data"), own_size or batch_size
    try:
        x, y = prepare_evaluation(
            model, watch, x, y, size, steps, name, " of validation_data"
        )
    except (TypeError, ValueError) as error:
        if "validation_data" in str(error):
            raise
        raise type(error)(f"{error}, in validation_data") from None
    return tuple(part for part in (x, y, weights) if part is not None)


def _split(x, y, fraction, size):
    """Splits off the last `fraction` for validation, as Keras does.

    The other images must make a step, of `size` images.
    """
    if not is_array(x):
        raise ValueError(
            "validation_split must be 0 unless the images are an array; use "
            f"validation_data instead. Received: {type(x).__name__}"
        )
    n = round(len(x) * (1 - fraction))
    if not size <= n < len(x):
        raise ValueError(
            f"validation_split must leave at least {size} images, a step, to "
            "train on, and one for validation. Received: validation_split="
            f"{fraction}, which leaves {n} and {len(x) - n} of {len(x)} images"
        )
    if y is None:
        return x[:n], None, (x[n:],)
    return x[:n], y[:n], (x[n:], y[n:])


def _watched(model, watch, share, x, size):
    """The steps of data, their first examples, and the images of a step.

    The examples are read and checked.

    Raises:
        ValueError: If the data hold less than a step.
    """
    last, n = kinds.last_batch_of(x), kinds.length_of(x)
    if None not in (last, n) and n % size == 0:
        share.check(last, "The size of the last batch", REMEDY)
    examples, count = [], 0
    with watch.reading(None):
        steps = steps_of(x, size, watch, share)
        for step in itertools.islice(steps, LOOK):
            examples.append(as_tuple(step))
            count += len(keras.tree.flatten(step)[0])
            if count >= LOOK:
                break
    if not examples:
        raise ValueError(
            f"The data must hold at least one step, of d_steps={size} batches: "
            "make smaller batches. "
            "Received: fewer batches"
        )
    if isinstance(steps, IteratorSteps):
        steps.put_back(examples)
    images = len(keras.tree.flatten(examples[0])[0])
    examples = joined(keras.tree.map_structure(to_numpy, examples))
    check_elements(model, examples)
    return steps, examples, images
