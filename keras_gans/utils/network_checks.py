"""Checks of the networks that users give to models."""

import keras
import numpy as np

from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.layers import all_layers
from keras_gans.utils.warnings import warn

# Layers that are an activation; others have it as an attribute.
BOUNDING_LAYERS = (
    keras.layers.ELU
    | keras.layers.LeakyReLU
    | keras.layers.ReLU
    | keras.layers.Softmax
)


def check_no_batch_norm(network, why):
    """Raises if a network contains batch normalisation."""
    for layer in all_layers(network):
        if isinstance(layer, keras.layers.BatchNormalization):
            raise ValueError(
                "The discriminator must not contain batch normalisation, which "
                f"mixes images: {why}. Use layer normalisation instead, "
                "keras_gans.layers.GroupNormalization(groups=1). "
                f"Received: a discriminator with layer {layer.name!r}"
            )


def check_no_sigmoid(network):
    """Raises if a network ends with a sigmoid."""
    last = _last(network)
    if getattr(last, "activation", None) is keras.activations.sigmoid:
        raise ValueError(
            "The discriminator must return scores without a final sigmoid: "
            "the cross entropy applies a sigmoid itself, and other losses need "
            "scores without bounds. Remove the sigmoid. Received: a "
            f"discriminator that ends in layer {last.name!r}, a sigmoid"
        )


def warn_of_activation(generator):
    """Warns if a generator's last activation keeps it from values near -1."""
    last = _last(generator)
    is_layer = isinstance(last, BOUNDING_LAYERS)
    activation = last if is_layer else getattr(last, "activation", None)
    if activation is None or not (is_layer or callable(activation)):
        return
    values = np.array([[-1e4, -1e2, -10, -2, -1, -0.5, 0, 1]], "float32")
    lowest = float(to_numpy(activation(keras.ops.array(values))).min())
    if lowest > -0.9:
        warn(
            "Images are in [-1, 1], but the generator ends in layer "
            f"{last.name!r}, whose activation never goes below {lowest:.2g}. "
            "End the generator in activation='tanh'.",
        )


def _last(network):
    """The last layer of a network that changes values, or `None`."""
    last = network
    while not getattr(last, "activation", None):
        if hasattr(last, "layer"):  # A wrapper, such as SpectralNormalization.
            last = last.layer
            continue
        # In a functional model, operations such as `2 * x` are no layers.
        inner = getattr(last, "operations", getattr(last, "layers", []))
        inner = [layer for layer in inner if not _keeps_values(layer)]
        if not inner:
            return last
        last = inner[-1]
    return last


def _keeps_values(layer):
    """Whether a layer leaves values unchanged."""
    if isinstance(layer, keras.layers.Activation):
        return layer.activation is keras.activations.linear
    reshapes = keras.layers.Flatten | keras.layers.Reshape
    return isinstance(layer, reshapes | keras.layers.InputLayer)


def check_no_sharing(networks):
    """Raises if two of a GAN's networks share weights."""
    owners = {}
    for i, network in enumerate(networks):
        for variable in network.weights:
            j = owners.setdefault(id(variable), i)
            if j != i:
                raise ValueError(
                    "Each network of a GAN must have weights of its own: each "
                    "is trained for one player, and shared weights cannot be "
                    "loaded from a saved model. Make a second layer with the "
                    f"same arguments. Received: {variable.path} in the "
                    f"networks {networks[j].name!r} and {network.name!r}"
                )


def check_autoencoder(network, image_shape):
    """Raises unless a network maps images to images."""
    inputs = getattr(network, "inputs", None)
    if inputs is not None and len(inputs) != 1:
        raise ValueError(
            "The discriminator must be an auto-encoder with images as its only "
            "input: a model with such a discriminator cannot be made "
            "conditional. Received: a discriminator with input shapes "
            f"{[x.shape for x in inputs]}"
        )
    outputs = network(keras.Input(image_shape))
    if outputs.shape[1:] != image_shape:
        raise ValueError(
            "The discriminator must be an auto-encoder: its output must have "
            f"the images' shape {image_shape}. "
            f"Received: a discriminator with output shape {outputs.shape[1:]}"
        )
