"""The perceptual distance of VGG-16's feature maps, without trained weights."""

import keras
import numpy as np
from keras import ops

from keras_gans import backend

# The last convolution of each block, after its ReLU, as LPIPS takes them.
LAYERS = (
    "block1_conv2",
    "block2_conv2",
    "block3_conv3",
    "block4_conv3",
    "block5_conv3",
)
# Larger images are averaged down, as Karras et al. do.
LARGEST = 256
RESIZE = f"none below {2 * LARGEST} pixels, means of whole squares above"
# Images in a pass: 10 of them need about 1 GB at 256x256.
AT_ONCE = 10


def feature_maps(network):
    """A model from images of any size to the maps of `LAYERS`.

    Args:
        network: VGG-16 of keras.applications; the layers are shared.
    """
    x = inputs = keras.Input((None, None, 3))
    maps = []
    for layer in network.layers[1:]:
        x = layer(x)
        if layer.name in LAYERS:
            maps.append(x)
        if layer.name == LAYERS[-1]:
            break
    return keras.Model(inputs, maps)


def cosine_distance(a, b):
    """Distance of feature maps, Zhang et al. 2018 (LPIPS), equation 1, w = 1.

    The vectors of channels are scaled to length 1. Their squared differences
    are averaged over positions and summed over layers, so each layer adds two
    times 1 - cosine. LPIPS weights channels by linear heads that were trained
    on human judgement; here all weights are 1.

    Args:
        a: List of float tensors `(n, height, width, channels)`, one a layer.
        b: As `a`.

    Returns:
        Float tensor `(n,)`.
    """
    return sum(
        ops.mean(ops.sum(ops.square(_unit(x) - _unit(y)), axis=-1), axis=(1, 2))
        for x, y in zip(a, b, strict=True)
    )


def vgg16_distances(maps, a, b):
    """Cosine distances of images, which are not rounded.

    Args:
        maps: Model of `feature_maps`.
        a: Float32 array `(n, height, width, 3)` in [-1, 1].
        b: As `a`.

    Returns:
        Float64 array `(n,)`.
    """
    a, b = (_at_most(LARGEST, x) for x in (a, b))
    distances = []
    for i in range(0, len(a), AT_ONCE):
        rows = slice(i, i + AT_ONCE)
        pixels = np.concatenate([a[rows], b[rows]]) * 127.5 + 127.5
        seen = backend.predict(
            maps, keras.applications.vgg16.preprocess_input(pixels)
        )
        halves = zip(*(np.split(x, 2) for x in seen), strict=True)
        distances.append(ops.convert_to_numpy(cosine_distance(*halves)))
    return np.concatenate(distances).astype("float64")


def _unit(x):
    x = ops.convert_to_tensor(x)
    # The small number is that of the authors' code.
    return x / (ops.sqrt(ops.sum(ops.square(x), -1, keepdims=True)) + 1e-10)


def _at_most(largest, images):
    """Images averaged down by a whole factor, as the authors' code does."""
    n, height, width, channels = images.shape
    factor = max(height, width) // largest
    if factor < 2:
        return images
    rows, columns = height // factor, width // factor
    images = images[:, : rows * factor, : columns * factor]
    images = images.reshape(n, rows, factor, columns, factor, channels)
    return images.mean(axis=(2, 4))
