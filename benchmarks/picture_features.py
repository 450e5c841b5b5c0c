"""The features by which other scripts compare pictures, and their options."""

import keras
import numpy as np

import keras_gans as kg

LAYER = "block3_conv1"


def add_options(parser):
    """Adds `--inception` and `--vgg19`, which exclude each other."""
    network = parser.add_mutually_exclusive_group()
    network.add_argument("--inception", default="fid", help="path of weights")
    network.add_argument("--vgg19", help="path of weights, or imagenet")


def extractor(inception, vgg19):
    """Returns a function of images in [-1, 1] that returns features `(n, k)`.

    Args:
        inception: Path of Inception's weights, or their name.
        vgg19: Path of VGG-19's weights, whose features are averaged over the
            picture, or `None` for Inception.
    """
    if not vgg19:
        network = kg.metrics.InceptionV3Features(inception)
        return lambda images: network(images).features
    network = kg.style.VGG19Features(vgg19, [LAYER])

    def features(images):
        batches = np.array_split(images, max(1, len(images) // 50))
        maps = (keras.ops.convert_to_numpy(network(b)[LAYER]) for b in batches)
        return np.concatenate(
            [m.mean(axis=(1, 2), dtype="float64") for m in maps]
        )

    return features
