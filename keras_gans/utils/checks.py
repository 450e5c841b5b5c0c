"""Argument checks shared by network builders, models and data sets."""

import difflib
import math
import numbers

import keras
import numpy as np

from keras_gans.utils.arrays import is_array
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


def check_image_shape(image_shape, *, points=True, any_rank=False):
    """Checks the shape of one image or point; returns it as a tuple.

    Args:
        image_shape: `(height, width, channels)`, or `(n,)` for points.
        points: Whether points are allowed.
        any_rank: Whether other shapes are allowed, such as `(length, channels)`
            of signals.

    Raises:
        ValueError: If the shape is not valid, has its channels first, or is
            that of a point and `points` is false.
    """
    shape = tuple(image_shape) if np.iterable(image_shape) else ()
    if (
        not shape
        or not (any_rank or len(shape) in (1, 3))
        or not all(is_integer(n) and n > 0 for n in shape)
    ):
        raise ValueError(
            "image_shape must be (height, width, channels), or (n,) for "
            "points, of positive integers, such as (28, 28, 1). Other shapes, "
            "such as (64, 1) for signals, need a generator and a discriminator "
            f"of your own. Received: image_shape={image_shape}"
        )
    if len(shape) == 1 and not points:
        raise ValueError(
            "image_shape must be (height, width, channels): only images can be "
            f"translated, not points. Received: image_shape={image_shape}"
        )
    if not any_rank and _has_channels_first(shape):
        raise ValueError(
            "image_shape must be (height, width, channels), and so must the "
            f"images: use image_shape={(*shape[1:], shape[0])}. "
            f"Received: image_shape={image_shape}"
        )
    return tuple(int(n) for n in shape)


def _has_channels_first(shape):
    """Whether a shape looks like one of torch, such as `(3, 64, 64)`."""
    return len(shape) == 3 and shape[0] in (1, 3, 4) and min(shape[1:]) >= 8


def check_positive(**values):
    """Raises unless every value is a positive integer."""
    for name, value in values.items():
        if not is_integer(value) or value < 1:
            raise ValueError(
                f"{name} must be a positive integer. Received: {name}={value!r}"
            )


def check_at_least(least, **values):
    """Raises unless every value is an integer from `least` on."""
    for name, value in values.items():
        if not is_integer(value) or value < least:
            raise ValueError(
                f"{name} must be an integer of at least {least}. "
                f"Received: {name}={value!r}"
            )


def check_seed(seed):
    """Raises unless a seed is `None` or an integer from 0 to 2**31 - 1."""
    if seed is not None and not (is_integer(seed) and 0 <= seed < 2**31):
        raise ValueError(
            "seed must be a non-negative integer below 2**31, such as 0. "
            f"Received: {seed=}"
        )


def check_seeds(seeds, least=1):
    """Checks seeds, one for each image; returns them as a list of integers.

    Raises:
        ValueError: Unless they are at least `least` integers from 0 to 2**31 -
            1, in a list or another sequence.
    """
    is_list = np.iterable(seeds) and not isinstance(seeds, str)
    given = list(seeds) if is_list else []
    if len(given) < least or any(
        not is_integer(seed) or not 0 <= seed < 2**31 for seed in given
    ):
        raise ValueError(
            "seeds must be a list of non-negative integers below 2**31, at "
            f"least {least}, such as [85, 265]. "
            f"Received: seeds={seeds!r}"
        )
    return [int(seed) for seed in given]


def is_integer(value):
    """Whether a value is one integer of Python, NumPy or a backend."""
    if isinstance(value, bool):
        return False
    return isinstance(value, numbers.Integral) or _scalar_kind(value) in "iu"


def is_number(value):
    """Whether a value is one real number of Python, NumPy or a backend."""
    if isinstance(value, bool):
        return False
    return isinstance(value, numbers.Real) or _scalar_kind(value) in "iuf"


def _scalar_kind(value):
    """NumPy's kind of a scalar array or tensor; "-" for anything else."""
    is_scalar = is_array(value) and len(value.shape) == 0
    return to_numpy(value).dtype.kind if is_scalar else "-"


def check_weight(**values):
    """Raises unless every value is a finite number of at least 0."""
    for name, value in values.items():
        if not is_number(value) or not 0 <= value < math.inf:
            raise ValueError(
                f"{name} must be a finite number of at least 0. "
                f"Received: {name}={value!r}"
            )


def check_decay(**values):
    """Raises unless every value is a number in (0, 1)."""
    for name, value in values.items():
        if not is_number(value) or not 0 < value < 1:
            raise ValueError(
                f"{name} must be a number such as 0.999, in (0, 1). "
                f"Received: {name}={value!r}"
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


def check_name(what, name, known):
    """Raises a `ValueError` unless `name` is one of the `known` names."""
    if name not in known:
        raise ValueError(
            f"{what} must be one of {', '.join(known)}."
            f"{did_you_mean(name, known)} Received: {name!r}"
        )


def did_you_mean(name, known):
    """The known name that is nearest, as a sentence; or an empty text."""
    near = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
    return f" Did you mean {near[0]!r}?" if near else ""
