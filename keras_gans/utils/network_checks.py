"""Checks of the networks that users give to models."""

import keras
import numpy as np

from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.layers import all_layers
from keras_gans.utils.warnings import warn

# Operations of functional models that are an activation with bounds.
SQUASHING = ("HardSigmoid", "HardTanh", "Sigmoid", "Softsign", "Tanh")
# Layers that are an activation; others have it as an attribute.
BOUNDING_LAYERS = (
    keras.layers.ELU
    | keras.layers.LeakyReLU
    | keras.layers.ReLU
    | keras.layers.Softmax
)


def outputs_of(name, network, inputs):
    """Returns the symbolic outputs of a network that a user gives.

    Args:
        name: Text, what errors call the network, such as "The generator".
        network: What the user gave.
        inputs: Symbolic inputs, or a structure of them.

    Raises:
        TypeError: If it is no Keras model.
        ValueError: If it does not take these inputs, or returns a dictionary or
            a list of one tensor.
    """
    if not isinstance(network, keras.Layer):
        raise TypeError(
            f"{name} must be a Keras model, such as keras.Sequential([...]). "
            f"Received: {network!r}"
        )
    try:
        outputs = network(inputs)
    except (TypeError, ValueError) as error:
        shapes = shapes_of(inputs)
        own = shapes_of(getattr(network, "inputs", None) or ())
        received = f"a network with input shapes {own}"
        if not own or own == shapes:
            received = f"a network that fails there: {error}"
        raise ValueError(
            f"{name} must take inputs of shapes {shapes}, which follow from "
            f"the arguments of the model. Received: {received}"
        ) from error
    is_list = isinstance(outputs, list | tuple)
    if isinstance(outputs, dict) or (is_list and len(outputs) == 1):
        raise ValueError(
            f"{name} must return a tensor, or a list of several: give "
            "keras.Model the tensor itself as its outputs. Received: a network "
            f"that returns {outputs}"
        )
    return outputs


def shapes_of(tensors):
    """The shapes of a structure of tensors, a list."""
    return [x.shape for x in keras.tree.flatten(tensors)]


def activation_of(**named):
    """Returns the function of an argument that names a Keras activation."""
    ((name, value),) = named.items()
    try:
        if not isinstance(value, type):  # A class, such as ReLU, is callable.
            return keras.activations.get(value)
    except (TypeError, ValueError):
        pass
    raise ValueError(
        f"{name} must be an activation of Keras, such as 'relu', or a function "
        f"of tensors. Received: {name}={value!r}"
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


def check_last_activation(network):
    """Looks at the last activation of each output of a discriminator.

    Raises:
        ValueError: If the values of an output are bounded, as by a sigmoid.
    """
    for last in map(_last, _by_output(network)):
        values = _activated(last, [[-1e4, 1e4]])
        if type(last).__name__ in SQUASHING or np.abs(values).max() < 1e3:
            raise ValueError(
                "The discriminator must return scores without a final sigmoid "
                "or another bound: the cross entropy applies a sigmoid itself, "
                "and other losses need scores without bounds. Remove the last "
                "activation. Received: a discriminator that ends in layer "
                f"{last.name!r}, whose values are bounded"
            )
        if (lowest := float(values.min())) > -1.5:
            warn(
                "Scores are of both signs, but the discriminator ends in layer "
                f"{last.name!r}, whose values never go below {lowest:.2g}. "
                "Remove the last activation."
            )


def warn_of_activation(generator):
    """Warns if a generator ends in values of another range than [-1, 1]."""
    rescalings = []
    last = _last(generator, rescalings)
    values = _activated(last, [[-1e4, -1e2, -10, -2, -1, -0.5, 0, 1, 1e4]])
    is_bounded = np.abs(values).max() < 1e3
    for layer in reversed(rescalings):
        values = values * np.mean(layer.scale) + np.mean(layer.offset)
    lowest, highest = float(values.min()), float(values.max())
    found = None
    if lowest > -0.9:
        found = f"never go below {lowest:.2g}"
    elif is_bounded and max(-lowest, highest) > 1.5:
        found = f"are from {lowest:.3g} to {highest:.3g}"
    if found:
        warn(
            "Images are in [-1, 1], but the generator ends in layer "
            f"{(rescalings or [last])[0].name!r}, whose values {found}. End "
            "the generator in activation='tanh'.",
        )


def warn_of_rescaling(discriminator):
    """Warns if a discriminator begins with a rescaling of other images."""
    layers = getattr(discriminator, "layers", [])
    first = [x for x in layers if not isinstance(x, keras.layers.InputLayer)]
    if not first or not isinstance(first[0], keras.layers.Rescaling):
        return
    ends = [x * np.mean(first[0].scale) + first[0].offset for x in (-1.0, 1.0)]
    low, high = sorted(float(np.mean(x)) for x in ends)
    if high - low < 0.2:
        warn(
            "Images are in [-1, 1], which the discriminator's first layer "
            f"{first[0].name!r} makes values from {low:.3g} to {high:.3g}. "
            "Leave this layer out; the images are scaled already."
        )


def _by_output(network):
    """Models of single outputs, whose last layers are those of the outputs."""
    outputs = getattr(network, "outputs", None) or ()
    if len(outputs) < 2:
        return [network]
    return [keras.Model(network.inputs, output) for output in outputs]


def _activated(last, values):
    """Values through the activation of a layer; unchanged if it has none."""
    values = np.array(values, "float32")
    is_layer = isinstance(last, BOUNDING_LAYERS)
    activation = last if is_layer else getattr(last, "activation", None)
    if not (is_layer or callable(activation)):
        return values
    return to_numpy(activation(keras.ops.array(values)))


def _last(network, rescalings=None):
    """The last layer of a network that changes values, or `None`.

    Args:
        network: Keras layer or model.
        rescalings: List to which rescalings behind that layer are added, the
            last one first; with `None`, they count as that layer.
    """
    last = network
    while not getattr(last, "activation", None):
        if hasattr(last, "layer"):  # A wrapper, such as SpectralNormalization.
            last = last.layer
            continue
        # In a functional model, operations such as `2 * x` are no layers.
        inner = getattr(last, "operations", getattr(last, "layers", []))
        inner = [layer for layer in inner if not _keeps_values(layer)]
        while rescalings is not None and _is_rescaling(inner[-1:]):
            rescalings.append(inner.pop())
        if not inner:
            return last
        last = inner[-1]
    return last


def _is_rescaling(layers):
    return bool(layers) and isinstance(layers[0], keras.layers.Rescaling)


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
    outputs = outputs_of("The discriminator", network, keras.Input(image_shape))
    if shapes_of(outputs) != [(None, *image_shape)]:
        raise ValueError(
            "The discriminator must be an auto-encoder: its output must have "
            f"the images' shape {image_shape}. "
            "Received: a discriminator with output shapes "
            f"{shapes_of(outputs)}"
        )
