"""Argument checks shared by network builders, models and data sets."""

import difflib
import math
import numbers

import keras

from keras_gans.utils.layers import all_layers


def check_image_shape(image_shape, *, points=True):
    """Checks the shape of one image or point; returns it as a tuple.

    Args:
        image_shape: `(height, width, channels)`, or `(n,)` for points.
        points: Whether points are allowed.

    Raises:
        ValueError: If the shape is not valid, or is that of a point and
            `points` is false.
    """
    shape = tuple(image_shape)
    if len(shape) not in (1, 3) or not all(
        isinstance(n, int) and n > 0 for n in shape
    ):
        raise ValueError(
            "image_shape must be (height, width, channels), or (n,) for "
            "points, of positive integers. "
            f"Received: image_shape={image_shape}"
        )
    if len(shape) == 1 and not points:
        raise ValueError(
            "image_shape must be (height, width, channels): only images can be "
            f"translated, not points. Received: image_shape={image_shape}"
        )
    return shape


def check_positive(**values):
    """Raises unless every value is a positive integer."""
    for name, value in values.items():
        if not _is_integer(value) or value < 1:
            raise ValueError(
                f"{name} must be a positive integer. Received: {name}={value!r}"
            )


def check_seed(seed):
    """Raises unless a seed is a non-negative integer or `None`."""
    if seed is not None and (not _is_integer(seed) or seed < 0):
        raise ValueError(
            f"seed must be a non-negative integer. Received: {seed=}"
        )


def _is_integer(value):
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def check_weight(**values):
    """Raises unless every value is a finite number of at least 0."""
    for name, value in values.items():
        if not isinstance(value, numbers.Real) or not 0 <= value < math.inf:
            raise ValueError(
                f"{name} must be a finite number of at least 0. "
                f"Received: {name}={value!r}"
            )


def check_no_batch_norm(network, why):
    """Raises if a network contains batch normalisation."""
    for layer in all_layers(network):
        if isinstance(layer, keras.layers.BatchNormalization):
            raise ValueError(
                "The discriminator must not contain batch normalisation, which "
                f"mixes images: {why}. Use layer normalisation instead. "
                f"Received: a discriminator with layer {layer.name!r}"
            )


def check_no_sigmoid(network):
    """Raises if a network ends with a sigmoid."""
    last = network
    while not (activation := getattr(last, "activation", None)):
        if hasattr(last, "layer"):  # A wrapper, such as SpectralNormalization.
            last = last.layer
            continue
        inner = getattr(last, "layers", [])
        inner = [layer for layer in inner if not _keeps_values(layer)]
        if not inner:
            return
        last = inner[-1]
    if activation is keras.activations.sigmoid:
        raise ValueError(
            "The discriminator must return scores without a final sigmoid: "
            "the cross entropy applies a sigmoid itself, and other losses need "
            "scores without bounds. Remove the sigmoid. Received: a "
            f"discriminator that ends in layer {last.name!r}, a sigmoid"
        )


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


def check_name(what, name, known):
    """Raises a `ValueError` unless `name` is one of the `known` names."""
    if name not in known:
        near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(
            f"{what} must be one of {', '.join(known)}.{hint} Received: "
            f"{name!r}"
        )
