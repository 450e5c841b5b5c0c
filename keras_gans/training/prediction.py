"""The outputs of a network for arrays, batch by batch."""

import keras
import numpy as np

from keras_gans.utils.checks import check_positive


def predict_in_batches(network, inputs, batch_size):
    """The outputs of a network.

    Args:
        network: Keras model.
        inputs: Array `(n, ...)` or a structure of them, n at least 1.
        batch_size: Positive integer, rows at a time.

    Returns:
        Float32 NumPy array `(n, ...)`.
    """
    check_positive(batch_size=batch_size)
    n = len(keras.tree.flatten(inputs)[0])
    batch_size = min(batch_size, n)
    # The last batch is filled up, so that one compiled function serves all.
    rows = np.arange(-(-n // batch_size) * batch_size) % n

    def batch(i):
        chosen = rows[i : i + batch_size]
        return keras.tree.map_structure(lambda x: x[chosen], inputs)

    outputs = [
        keras.ops.convert_to_numpy(network.predict_on_batch(batch(i)))
        for i in range(0, len(rows), batch_size)
    ]
    return np.concatenate(outputs)[:n].astype("float32")
