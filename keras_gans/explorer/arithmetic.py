"""Images of concepts, and of their sums: a - b + c."""

import numpy as np

from keras_gans import latent
from keras_gans.latent.codes import codes_of

# Images of each concept that are shown, and images around the result.
SHOWN = 3
# As in figure 7 of Radford et al. 2015.
AROUND = 0.25


def arithmetic_rows(model, concepts):
    """The images of a sum of concepts, and those that it is made of.

    Args:
        model: A `LatentGAN`.
        concepts: Dictionary of three, a, b and c by name: tuples of points `(n,
            dim)` and of label vectors, a list that is empty or holds one `(n,
            k)`.

    Returns:
        Dictionary of rows of four images, by name: three of each concept and
        that of its mean, and that of a - b + c and three around it.
    """
    rows = {name: _row(model, *codes) for name, codes in concepts.items()}
    return rows | {"a - b + c": _result(model, *concepts.values())}


def _row(model, points, labels):
    """Images of a concept, and that of its mean."""
    rows = np.arange(SHOWN) % len(points)
    mean = latent.concept(points)
    if model.code_norm:
        mean = latent.analogy(mean, 0 * mean, 0 * mean, norm=model.code_norm)
    shown = np.concatenate([points[rows], mean[None]])
    labels = [np.concatenate([x[rows], x.mean(0)[None]]) for x in labels]
    return model.decode(codes_of(shown, labels))


def _result(model, *concepts):
    """The image of a - b + c, and images around it."""
    means = [latent.concept(points) for points, _ in concepts]
    point = latent.analogy(*means, norm=model.code_norm)
    noise = np.random.default_rng(0).uniform(-1, 1, (SHOWN, len(point)))
    scale = AROUND * model.prior().get("scale", 1.0)
    around = np.concatenate([0 * point[None], scale * noise])
    vectors = [[x.mean(axis=0) for x in labels] for _, labels in concepts]
    labels = [
        np.clip(latent.analogy(*parts), 0, 1)[None] for parts in zip(*vectors)
    ]
    points = (point + around).astype("float32")
    return model.decode(codes_of(points, labels))
