"""Copies of networks, for averages of their weights."""

import keras

from keras_gans.utils.layers import all_layers


def copy_network(network, inputs):
    """Returns a copy of a network, with weights of its own.

    It is made in memory: classes need not be registered, and the functions of
    Lambda layers are taken as they are.

    Args:
        network: Keras model.
        inputs: Its symbolic inputs, which build the copy.

    Raises:
        ValueError: If the configuration of the network cannot make it again.
    """
    classes = {
        type(layer).__name__: type(layer) for layer in all_layers(network)
    }
    before = network.get_weights()
    try:
        with keras.saving.custom_object_scope(classes):
            copy = _copy(network)
            copy(inputs)
        copy.set_weights(before)
    except Exception as error:  # Raised by classes of the user.
        reason = " ".join(str(error).split()).split(". ")[0].rstrip(".")
        raise ValueError(
            "ema must be None for a network that cannot be copied: "
            f"{type(network).__name__} needs a get_config() that returns all "
            "arguments of its __init__, or use a functional keras.Model. "
            f"Received: ema with generator {network.name!r}: {reason}"
        ) from error
    return copy


def _copy(network):
    if isinstance(network, keras.Sequential) or _is_functional(network):
        return keras.models.clone_model(
            network, clone_function=_copied, recursive=True
        )
    return type(network).from_config(network.get_config())


def _is_functional(network):
    # Keras has no public name for it. A subclass may be more than its layers.
    return type(network).__name__ == "Functional"


def _copied(layer):
    # It has no weights, and its function need not be one that Keras can save.
    if isinstance(layer, keras.layers.Lambda):
        return layer
    return type(layer).from_config(layer.get_config())
