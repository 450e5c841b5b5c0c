"""Keras's dropout, whose masks are drawn for what a layer sees."""

import keras

DROPOUTS = (
    keras.layers.Dropout,
    keras.layers.SpatialDropout1D,
    keras.layers.SpatialDropout2D,
    keras.layers.SpatialDropout3D,
    keras.layers.AlphaDropout,
    keras.layers.GaussianDropout,
    keras.layers.GaussianNoise,
)
# What replicas, or parts of a batch, add to the same seed, times their numbers.
APART = 7_368_787


def seeds_of_dropout(model):
    """Returns the random states of Keras's dropout in a model, a list."""
    return [
        layer.seed_generator.state
        for layer in model._flatten_layers()
        # A rate of 0 needs no seed.
        if isinstance(layer, DROPOUTS) and hasattr(layer, "seed_generator")
    ]
