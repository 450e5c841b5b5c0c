"""Batch-wise prediction."""

import keras
import numpy as np

from keras_gans import backend
from keras_gans.training.inputs import IteratorSteps
from keras_gans.training.inputs import steps_of
from keras_gans.training.kinds import is_readable
from keras_gans.training.kinds import is_tf_dataset
from keras_gans.training.share import Share
from keras_gans.training.watch import Watch
from keras_gans.training.watch import as_tuple
from keras_gans.utils.arrays import is_array
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_positive


def check_latents(x, latent_dim, names):
    """Raises unless arrays are what a generator makes images of.

    Args:
        x: As given to `predict`: arrays, a `tf.data.Dataset`, or other data of
            several batches, which are left to Keras.
        latent_dim: Positive integer.
        names: Names of the arrays that the model takes, the latents first.

    Raises:
        TypeError: If `x` is none of these.
        ValueError: If `x` has another number of arrays or other latents.
    """
    rule = (
        f"The model takes {' and '.join(names)}, with latents of shape (n, "
        f"{latent_dim}). `generate` draws latents itself."
    )
    inputs = x
    if is_tf_dataset(x):
        inputs, *_ = keras.utils.unpack_x_y_sample_weight(x.element_spec)
        if len(names) > 1:
            rule += " `.map(lambda z, y: ((z, y),))` makes one input of pairs."
    arrays = keras.tree.flatten(inputs)
    if inputs is x and not all(map(is_array, arrays)):
        if is_readable(x):
            return
        raise TypeError(f"{rule} Received: {x!r:.60}")
    if any(getattr(array.shape, "rank", 0) is None for array in arrays):
        return
    shapes = [tuple(array.shape) for array in arrays]
    if (
        len(shapes) != len(names)
        or shapes[0][1:] != (latent_dim,)
        or shapes[0][0] == 0
    ):
        raise ValueError(
            f"{rule} "
            f"Received: {' and '.join(f'shape {shape}' for shape in shapes)}"
        )


def check_drawn(z, latent_dim):
    """Raises unless latents that a subclass draws are those of a generator."""
    if isinstance(z, np.ndarray) or tuple(z.shape[1:]) != (latent_dim,):
        raise ValueError(
            f"latents must return a tensor (n, latent_dim), here (n, "
            f"{latent_dim}), by functions of `keras.random` with the given "
            "seed: numbers of NumPy would be the same in each step. "
            f"Received: a {type(z).__name__} of shape {tuple(z.shape)}"
        )


def watched_inputs(data, check):
    """Returns data of a model's inputs, checked where a batch is read.

    Args:
        data: A `tf.data.Dataset` or other data of several batches.
        check: Function of the inputs in a batch, NumPy arrays, that raises a
            `TypeError` or a `ValueError`.

    Returns:
        The data, and a context in which Keras reads them.
    """
    watch = Watch(lambda batch: check(batch[0]), structure=as_tuple)
    steps = steps_of(data, 1, watch, Share())
    is_iterator = isinstance(steps, IteratorSteps)
    return iter(steps) if is_iterator else steps, watch.reading(None)


def predict_in_batches(network, inputs, batch_size):
    """Returns the outputs of a network for arrays of inputs.

    Args:
        network: Keras model.
        inputs: Array `(n, ...)` or a structure of arrays, n at least 1.
        batch_size: Positive integer, number of rows in a batch.

    Returns:
        Float32 NumPy array `(n, ...)`.
    """
    check_positive(batch_size=batch_size)
    inputs = keras.tree.map_structure(to_numpy, inputs)
    n = len(keras.tree.flatten(inputs)[0])
    batch_size = min(batch_size, n)
    # The last batch is filled up, so one compiled function fits all batches.
    rows = np.arange(-(-n // batch_size) * batch_size) % n

    def batch(i):
        part = rows[i : i + batch_size]
        return keras.tree.map_structure(lambda x: x[part], inputs)

    outputs = [
        keras.ops.convert_to_numpy(backend.predict(network, batch(i)))
        for i in range(0, len(rows), batch_size)
    ]
    return np.concatenate(outputs)[:n].astype("float32")
