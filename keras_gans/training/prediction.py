"""Batch-wise prediction."""

import keras
import numpy as np

from keras_gans import backend
from keras_gans.utils.arrays import is_array
from keras_gans.utils.checks import check_positive


def check_latents(x, latent_dim, names):
    """Raises unless arrays are what a generator makes images of.

    Args:
        x: As given to `predict`. What is no array, or structure of arrays, is
            left to Keras.
        latent_dim: Positive integer.
        names: Names of the arrays that the model takes, the latents first.

    Raises:
        ValueError: If `x` has another number of arrays or other latents.
    """
    arrays = keras.tree.flatten(x)
    if not all(map(is_array, arrays)):
        return
    shapes = [tuple(array.shape) for array in arrays]
    if len(shapes) != len(names) or shapes[0][1:] != (latent_dim,):
        raise ValueError(
            f"The model takes {' and '.join(names)}, with latents of shape (n, "
            f"{latent_dim}). `generate` draws latents itself. "
            f"Received: {' and '.join(f'shape {shape}' for shape in shapes)}"
        )


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
