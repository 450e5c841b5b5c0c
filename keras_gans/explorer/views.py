"""The pictures that the explorer shows, as functions of what users choose."""

import functools
import math
import typing

import numpy as np
from keras import tree

from keras_gans import latent
from keras_gans.explorer.arithmetic import arithmetic_rows
from keras_gans.explorer.uploads import read_upload
from keras_gans.images.display import check_displayable
from keras_gans.images.display import displayed
from keras_gans.images.grids import tiled
from keras_gans.models.style_space import StyleSpace
from keras_gans.utils.seeds import read_seeds

# Seeds of a concept, and steps of the row of an interpolation.
MOST_SEEDS = 20
STEPS = 7
# A slider of normal latents at its end does not truncate.
NO_LIMIT = 3.0


class Truncation(typing.NamedTuple):
    """The values of psi that a slider offers."""

    least: float
    most: float
    none: float


class Views:
    """The pictures of a model, in their own size: the browser enlarges them.

    Nothing of a user is kept, so all users share one. A `label` is the name of
    a class, a list of attributes, or `None` for the class that follows from the
    seed. Pictures are `PIL.Image`.

    Args:
        model: A `LatentGAN` of images, signals or volumes.
    """

    def __init__(self, model):
        check_displayable(model.image_shape, "The explorer")
        self.model = model
        self.has_styles = isinstance(model, StyleSpace)
        self.scale = model.prior().get("scale", 1.0)
        self._directions = {}
        # Sliders ask for the same again and again.
        self._codes = functools.lru_cache(256)(self._codes_of)
        self._mean = functools.lru_cache(256)(self._mean_style)

    # === What the model offers ===

    @property
    def truncation(self):
        if self.has_styles:
            return Truncation(-1.0, 1.0, 1.0)
        if self.model.latent == "uniform":
            return Truncation(0.1, 1.0, 1.0)
        return Truncation(0.1, NO_LIMIT, NO_LIMIT)

    @property
    def takes_uploads(self):
        shape = self.model.image_shape
        return len(shape) == 3 and shape[-1] in (1, 3, 4)

    @property
    def layers(self):
        """How many layers of the synthesis network read a style."""
        return self.model.style_layers

    @property
    def methods(self):
        """The methods by which the model has directions."""
        try:
            self.model.first_weights()
        except ValueError:  # It does not begin with a dense layer.
            return ["pca"]
        return ["sefa", "pca"]

    def directions(self, method):
        """Directions `(k, latent_dim)`, at most 8, computed once."""
        if method not in self._directions:
            self._directions[method] = self.model.directions(method=method)
        return self._directions[method]

    # === Codes ===

    def codes(self, seeds, label=None, truncation=None):
        """The codes of seeds; see `LatentSpace.codes`."""
        for seed in seeds:
            _check(seed)
        key = tuple(label) if isinstance(label, list) else label or None
        codes = self._codes(tuple(seeds), key)
        if truncation in (None, self.truncation.none):
            return codes
        if not self.has_styles:
            return self.model.truncated(codes, truncation)
        means = [self._mean(self._label(seed, key)) for seed in seeds]
        return latent.lerp(np.concatenate(means), codes, truncation)

    def _label(self, seed, label):
        """The label of a seed, where none is chosen."""
        if label is not None or not self.model.uses_labels:
            return label
        return self.model.label_names[seed % self.model.labels.size]

    def _codes_of(self, seeds, label):
        label = list(label) if isinstance(label, tuple) else label
        return self.model.codes(seeds, labels=label)

    def _mean_style(self, label):
        label = list(label) if isinstance(label, tuple) else label
        return self.model.codes([0], labels=label, truncation=0.0)

    # === Pictures ===

    def picture(self, codes):
        """The picture of one code."""
        return _picture(self.model.decode(codes))

    def samples(self, seed, n, label=None, truncation=None):
        """A grid of the images of n seeds, and the first seeds of its rows.

        Batches are faster than single images, and differ by rounding.
        """
        _check(seed)
        seeds = list(range(seed, seed + n))
        codes = self.codes(seeds, label, truncation)
        images = self.model.decode(codes, batch_size=64)
        columns = math.ceil(math.sqrt(n))
        return tiled(displayed(images), columns), seeds[::columns]

    def between(self, ends, t):
        """The picture of the point at `t` on the way between two codes.

        Args:
            ends: List of two codes, one row each.
            t: Number or array, from 0 to 1.
        """
        return self.picture(self._between(ends, t))

    def way(self, ends):
        """A row of pictures on the way between two codes."""
        codes = self._between(ends, np.linspace(0, 1, STEPS))
        images = self.model.decode(codes, batch_size=STEPS)
        return tiled(displayed(images), columns=STEPS)

    def _between(self, ends, t):
        t = np.atleast_1d(t)
        (a, *label_a), (b, *label_b) = map(tree.flatten, ends)
        rows = zip(label_a, label_b, strict=True)
        labels = [latent.lerp(x, y, t) for x, y in rows]
        points = self.model.between(a, b, t)
        return (points, *labels) if labels else points

    def moved(self, codes, method, amounts):
        """The picture of a code, moved along directions.

        Args:
            codes: One code.
            method: As for `LatentSpace.directions`.
            amounts: List of numbers, how far along each direction, in standard
                deviations of a latent.
        """
        directions = self.directions(method)[: len(amounts)]
        amounts = np.array(amounts[: len(directions)], "float32")
        point, *labels = tree.flatten(codes)
        point = point + self.scale * amounts @ directions
        return self.picture((point, *labels) if labels else point)

    def arithmetic(self, a, b, c, label=None, truncation=None):
        """Rows of pictures: of concepts and their means, and of a - b + c.

        Args:
            a: Text of seeds, such as `"1,5,9"`.
            b: The same.
            c: The same.
        """
        concepts = {}
        for name, text in {"a": a, "b": b, "c": c}.items():
            seeds = read_seeds(f"Seeds of {name.upper()}", text, MOST_SEEDS)
            point, *labels = tree.flatten(self.codes(seeds, label, truncation))
            concepts[name] = point, labels
        rows = arithmetic_rows(self.model, concepts).values()
        return tiled(displayed(np.concatenate([*rows])), columns=len(rows))

    def mixed(self, coarse, fine, layer):
        """The picture of two styles: the second from a layer on.

        Karras et al. 2019 (arXiv:1812.04948), section 3.1.

        Args:
            coarse: Style `(1, latent_dim)`, of the layers before.
            fine: Style `(1, latent_dim)`.
            layer: Integer, from 0 for the second alone to the number of layers
                for the first alone.
        """
        layers = np.arange(self.layers)[None, :, None]
        codes = np.where(layers < layer, coarse[:, None], fine[:, None])
        return self.picture(codes)

    def project(self, path, label=None, steps=100, on_step=None):
        """Finds the code of an uploaded picture.

        Without a label, that is looked for too.

        Returns:
            The picture as the model would have it, that of the code which was
            found, and the distance; see `latent.Projection`.

        Raises:
            ValueError: As `read_upload`.
        """
        image = read_upload(path, self.model.image_shape)
        found = self.model.project(
            image, labels=label or None, steps=steps, on_step=on_step
        )
        pictures = (_picture(x[None]) for x in (image, found.image))
        return *pictures, found.distance


def _check(seed):
    if seed is None:  # The field is empty.
        raise ValueError("Enter a seed: a whole number, such as 85.")


def _picture(images):
    from PIL import Image

    return Image.fromarray(displayed(images)[0])
