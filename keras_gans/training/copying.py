"""Copies of networks, for averages of their weights."""

import keras

from keras_gans.training.custom_objects import first_sentence
from keras_gans.training.custom_objects import init_names
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
        raise ValueError(
            "ema must be None for a generator that cannot be copied. "
            "get_config() of its classes must return all arguments of "
            "__init__. "
            f"Received: ema with generator {network.name!r}, "
            f"{first_sentence(error)}"
        ) from error
    return copy


def _copy(network):
    if is_graph(network):
        return keras.models.clone_model(
            network, clone_function=_copied, recursive=True
        )
    return _copied(network)


def is_graph(network):
    """Whether a network has the `call` of Keras, which runs its layers."""
    caller = next(c for c in type(network).__mro__ if "call" in vars(c))
    # Keras has no public name for `Functional`.
    return caller.__name__ in ("Functional", "Sequential")


def _copied(layer):
    # It has no weights, and its function need not be one that Keras can save.
    if isinstance(layer, keras.layers.Lambda):
        return layer
    kind, config = type(layer), layer.get_config()
    # Keras adds a name and others, which many classes of users do not take.
    taken, takes_all = init_names(kind)
    if not takes_all:
        config = {name: config[name] for name in config if name in taken}
    copy = kind.from_config(config)
    copy.name = layer.name
    return copy
