"""Losses that the layers of a network add to those of its player."""

import inspect

from keras import ops

from keras_gans.utils.layers import all_layers


def check_no_added_losses(networks):
    """Raises if the calls of layers add losses, which no step would use."""
    adding = [
        layer.name
        for network in networks
        for layer in (network, *all_layers(network))
        if layer.activity_regularizer is not None
        or "add_loss" in inspect.unwrap(type(layer).call).__code__.co_names
    ]
    if adding:
        raise ValueError(
            "Layers must not add losses when they are called, by `add_loss` or "
            "an activity_regularizer, which no step would use. A subclass of "
            "the model can add them in `d_objective` or `g_objective`. "
            f"Received: {', '.join(adding)}"
        )


def regularized(networks):
    """The trainable weights of networks that have a regularizer."""
    return [
        variable
        for network in networks
        for variable in network.trainable_variables
        if variable.regularizer is not None
    ]


def regularization(networks):
    """The sum of the regularizers of weights, a float32 scalar, as in Keras."""
    losses = [v.regularizer(v) for v in regularized(networks)]
    return sum((ops.cast(x, "float32") for x in losses), ops.zeros(()))
