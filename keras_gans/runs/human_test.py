"""Real and generated pictures, mixed for people to tell apart."""

import typing

import numpy as np

from keras_gans.images.display import check_displayable
from keras_gans.images.display import displayed
from keras_gans.models.conditional import Conditional
from keras_gans.models.translation import Translation
from keras_gans.runs.cards import run_config
from keras_gans.runs.data_images import data_config
from keras_gans.runs.data_images import data_set_examples
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed

REAL, GENERATED = "real", "generated"
# Real images among which a test chooses.
CANDIDATES = 1000


class Mixed(typing.NamedTuple):
    """Pictures of both kinds, as many of each, in random order.

    Attributes:
        pictures: Uint8 array `(n, height, width, 3 or 4)`.
        kinds: List of n texts, `REAL` or `GENERATED`.
    """

    pictures: np.ndarray
    kinds: list


class HumanTest:
    """Draws pictures of a model, and of the data that it was trained on.

    Real pictures are test images where the data set has some. All pictures have
    one size, and the 256 levels of files: nothing but what they show tells
    them apart. Those of a conditional model have labels of real images.

    Args:
        model: A `LatentGAN`.
        source: What it was loaded from, as for `loading.load`: its run or card
            names the data.
        data_dir: Folder of the data, if it is not that of the run.

    Raises:
        ValueError: If the model does not generate images from latents, or the
            data are not known.
    """

    def __init__(self, model, source, *, data_dir=None):
        if isinstance(model, Translation):
            raise ValueError(
                "The model must generate images. "
                f"Received: a {type(model).__name__}, which translates images"
            )
        check_displayable(model.image_shape, "A test of people")
        config = run_config(source)
        if config is None:
            raise ValueError(
                "source must be a run or a model with a card, such as a "
                "preset, which names the real images. "
                f"Received: source={str(source)!r}"
            )
        self._model = model
        self._config = data_config(config, data_dir)
        self._conditional = isinstance(model, Conditional)
        self._images, self._labels = None, None

    def mixed(self, n, seed):
        """Returns pictures of both kinds in random order, a `Mixed`.

        Args:
            n: Positive even integer.
            seed: Integer from 0 to 2**31 - 1: the same seed chooses the same
                pictures in the same order.

        Raises:
            ValueError: If `n` is odd, or there are fewer real images.
        """
        check_even(n)
        check_seed(seed)
        self._read()
        half, total = n // 2, len(self._images)
        if half > total:
            raise ValueError(
                f"n must be at most {2 * total}, since half of the pictures "
                f"are real and there are {total} of them. Received: n={n}"
            )
        random = np.random.default_rng(seed)
        real = random.choice(total, half, replace=False)
        labels = None
        if self._conditional:
            labels = self._labels[random.choice(total, half)]
        generated = self._model.generate(half, labels=labels, seed=seed)
        images = np.concatenate([self._images[real], generated])
        order = random.permutation(n)
        kinds = [GENERATED if i >= half else REAL for i in order]
        return Mixed(displayed(images[order]), kinds)

    def _read(self):
        """Reads the real images, once."""
        if self._images is not None:
            return
        split = "test" if self._config.record.has_test_split else "train"
        self._images, *labels = data_set_examples(
            self._config, split, CANDIDATES, self._conditional
        )
        self._labels = labels[0] if labels else None


def check_even(n):
    """Raises unless `n` is a positive even integer."""
    check_positive(n=n)
    if n % 2:
        raise ValueError(
            "n must be even, since half of the pictures are real. "
            f"Received: n={n}"
        )
