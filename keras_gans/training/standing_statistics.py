"""Batch statistics of a network, computed anew."""

import keras

from keras_gans.training.copying import copy_network
from keras_gans.utils.layers import all_layers


def set_standing_statistics(network, inputs, arrays, batch_size):
    """Sets a network's batch statistics to their means over all batches.

    Args:
        network: Keras model; it may be frozen.
        inputs: Its symbolic inputs.
        arrays: Tensors `(n, ...)`, inputs of the network.
        batch_size: Positive integer that divides n.
    """
    copy = copy_network(network, inputs)
    for layer in all_layers(copy):  # Frozen ones would compute no statistics.
        layer.trainable = True
    layers = [
        layer
        for layer in all_layers(copy)
        if isinstance(layer, keras.layers.BatchNormalization)
    ]
    for i in range(len(arrays[0]) // batch_size):
        for layer in layers:
            layer.momentum = i / (i + 1)  # Makes a mean of all batches so far.
        rows = slice(i * batch_size, (i + 1) * batch_size)
        copy(tuple(x[rows] for x in arrays), training=True)
    network.set_weights(copy.get_weights())
