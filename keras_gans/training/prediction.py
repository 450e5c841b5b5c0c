"""What a network makes of arrays, batch by batch."""

import keras
import numpy as np

from keras_gans.utils.checks import check_positive


def predicted(network, inputs, batch_size):
    """What a network makes of arrays.

    Args:
        network: Keras model.
        inputs: Array `(n, ...)` or a structure of them.
        batch_size: Positive integer, rows at a time.

    Returns:
        Float32 NumPy array `(n, ...)`.
    """
    check_positive(batch_size=batch_size)
    n = len(keras.tree.flatten(inputs)[0])
    # Full batches only, so that one compiled function makes all of them.
    rows = np.arange(-(-n // batch_size) * batch_size) % n

    def batch(i):
        chosen = rows[i : i + batch_size]
        return keras.tree.map_structure(lambda x: x[chosen], inputs)

    batches = [
        network.predict_on_batch(batch(i))
        for i in range(0, len(rows), batch_size)
    ]
    return np.concatenate(batches)[:n].astype("float32")
