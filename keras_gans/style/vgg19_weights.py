"""The published weights of VGG-19, of all its blocks or the first ones."""

import functools
import typing
from pathlib import Path

import keras
import numpy as np

from keras_gans.metrics.extractors.keras_weights import load_keras_network
from keras_gans.utils.untrusted import read_arrays

KERAS_FILE = "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5"


class Convolution(typing.NamedTuple):
    """One of VGG-19's 3x3 convolutions: its place and its channels."""

    block: int
    follows_pooling: bool
    inputs: int
    outputs: int


def _convolutions():
    """All 16 in order, with their names in keras.applications as keys."""
    convolutions, inputs = {}, 3
    for block, (n, outputs) in enumerate(
        [(2, 64), (2, 128), (4, 256), (4, 512), (4, 512)], start=1
    ):
        for i in range(1, n + 1):
            convolutions[f"block{block}_conv{i}"] = Convolution(
                block, i == 1 and block > 1, inputs, outputs
            )
            inputs = outputs
    return convolutions


CONVOLUTIONS = _convolutions()


def load_vgg19(weights="imagenet"):
    """The kernels and biases of VGG-19's convolutions.

    Args:
        weights: `"imagenet"` for the weights of keras.applications, downloaded
            (80 MB) if missing; a copy of their `.h5` file without the dense
            layers; or an `.npz` file of arrays such as `block1_conv1/kernel`
            `(3, 3, inputs, outputs)` and `block1_conv1/bias` `(outputs,)`,
            which may end after any convolution.

    Returns:
        A dictionary `{name: (kernel, bias)}` in the order of the network.

    Raises:
        ConnectionError: If ImageNet's weights are not in Keras's cache and
            cannot be downloaded.
        FileNotFoundError: If `weights` is a path without a file.
        ValueError: If the file does not hold such weights.
    """
    if Path(weights).suffix == ".npz" and Path(weights).is_file():
        return _from_npz(weights)
    return _from_keras(weights)


def _from_npz(path):
    try:
        arrays = read_arrays(path)
    except (OSError, ValueError) as error:
        raise ValueError(
            f"Could not read VGG-19's weights in {path}: {error}"
        ) from error
    weights = {}
    for name, convolution in CONVOLUTIONS.items():
        keys = f"{name}/kernel", f"{name}/bias"
        if not any(key in arrays for key in keys):
            break
        shape = 3, 3, convolution.inputs, convolution.outputs
        for key, expected in zip(keys, (shape, shape[-1:])):
            _check(path, key, arrays.get(key), expected)
        weights[name] = tuple(arrays[key].astype("float32") for key in keys)
    if not weights:
        raise ValueError(
            "A file of VGG-19's weights must hold block1_conv1/kernel and "
            "block1_conv1/bias, and may hold the next layers. "
            f"Received: {path} with {', '.join(arrays) or 'nothing'}"
        )
    return weights


def _check(path, key, array, shape):
    if array is None or array.shape != shape or not np.isfinite(array).all():
        received = "nothing" if array is None else f"shape {array.shape}"
        raise ValueError(
            f"VGG-19's {key} must be finite and of shape {shape}. "
            f"Received: {received} in {path}"
        )


def _from_keras(weights):
    model = load_keras_network(
        functools.partial(keras.applications.VGG19, include_top=False),
        weights,
        name="VGG-19",
        file=KERAS_FILE,
    )
    return {
        name: tuple(model.get_layer(name).get_weights())
        for name in CONVOLUTIONS
    }
