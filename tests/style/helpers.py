"""A small VGG-19 of random weights, and random pictures."""

import numpy as np

LAYERS = ("block1_conv1", "block2_conv1")


def random_weights(path):
    """The first three convolutions, as a file; He's variance."""
    rng = np.random.default_rng(0)
    shapes = {
        "block1_conv1": (3, 64),
        "block1_conv2": (64, 64),
        "block2_conv1": (64, 128),
    }
    arrays = {}
    for name, (inputs, outputs) in shapes.items():
        kernel = rng.standard_normal((3, 3, inputs, outputs))
        # Pixels are in the hundreds.
        scale = (2 / (9 * inputs)) ** 0.5 / (60 if inputs == 3 else 1)
        arrays[f"{name}/kernel"] = (scale * kernel).astype("float32")
        arrays[f"{name}/bias"] = rng.normal(0, 0.1, outputs).astype("float32")
    np.savez(path, **arrays)
    return path


def picture(height=16, width=12, channels=3, seed=0):
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, (height, width, channels)).astype("float32")
