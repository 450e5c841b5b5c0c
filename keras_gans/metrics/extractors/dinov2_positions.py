"""Embeddings of positions for images of another size than in training.

keras-hub resizes them as each backend resizes images. Published features are
of torch's bicubic filter, called with a factor that the authors of DINOv2 made
a little too large, to be safe from rounding, and kept for compatibility.
"""

import numpy as np
from keras import ops

# Added to the number of patches on a side.
OFFSET = 0.1
# The slope of torch's cubic filter.
SLOPE = -0.75


def use_published_positions(backbone):
    """Resizes the embeddings of positions as the authors of DINOv2 do.

    Args:
        backbone: `keras_hub.models.DINOV2Backbone`. With registers it is left
            as it is.
    """
    layer = backbone.embeddings
    stored = ops.convert_to_numpy(layer.position_embeddings)
    sides = [
        shape[0] // layer.patch_size
        for shape in (layer.position_embedding_shape, layer.image_shape)
    ]
    if layer.num_register_tokens or sides[0] == sides[1]:
        return
    weights = cubic_weights(*sides)
    grid = stored[0, 1:].reshape(sides[0], sides[0], -1)
    grid = np.einsum("ai,bj,ijd->abd", weights, weights, grid, optimize=True)
    patches = grid.reshape(1, sides[1] ** 2, -1)
    resized = np.concatenate([stored[:, :1], patches], axis=1)
    layer.interpolated_position_embeddings.assign(resized.astype("float32"))


def cubic_weights(before, after):
    """The weights of `before` values in each of `after` resized ones.

    Returns:
        Float64 array `(after, before)`. Beyond the edges, the outermost value
        is repeated (Keys 1981, with torch's slope).
    """
    rows = np.arange(after)
    centres = (rows + 0.5) * before / (after + OFFSET) - 0.5
    left = np.floor(centres)
    weights = np.zeros((after, before))
    for position in (left - 1, left, left + 1, left + 2):
        columns = np.clip(position, 0, before - 1).astype(int)
        np.add.at(weights, (rows, columns), _cubic(abs(centres - position)))
    return weights


def _cubic(x):
    near = (SLOPE + 2) * x**3 - (SLOPE + 3) * x**2 + 1
    far = SLOPE * (x**3 - 5 * x**2 + 8 * x - 4)
    return np.where(x <= 1, near, np.where(x < 2, far, 0))
