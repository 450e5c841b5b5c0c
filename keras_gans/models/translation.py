"""The base of models that translate images into others."""

import contextlib

import keras
import numpy as np
from keras import ops

from keras_gans.images.values import check_image_values
from keras_gans.training.adversarial import AdversarialModel
from keras_gans.training.prediction import predicted
from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_no_sigmoid
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed


class Translation(AdversarialModel):
    """Networks of images to images of their size.

    A variant fills `AdversarialModel`'s hooks, and says

    - `sides`: what the two tensors of a batch hold, in words.
    - `input_channels`: the channels of the first; the second has those of
      `image_shape`.
    - `rows(batch, seed)`: what a `TranslationGrid` shows of a batch, arrays by
      the names of its rows.

    Args:
        image_shape: `(height, width, channels)` of the images that training
            makes, in [-1, 1]. Others that the networks allow can be translated.
        width: Positive integer, how wide the default networks are.
        d_steps: Positive integer, discriminator updates per generator update.
        seed: Integer or `None`, seeds the order of arrays in `fit`.
    """

    # Arguments by the name of a data set, where the defaults do not suit it.
    recommended = {}
    # The data it learns from: "paired" or "unpaired" images.
    pairing = "paired"

    sides = ("inputs", "targets")

    def __init__(self, image_shape, *, width=64, **kwargs):
        super().__init__(**kwargs)
        check_positive(width=width)
        self.image_shape = check_image_shape(image_shape, points=False)
        self.width = width

    @property
    def input_channels(self):
        return self.image_shape[-1]

    def rows(self, batch, seed):
        raise NotImplementedError

    def check_generator(self, name, generator):
        """Refuses one whose images are not of `image_shape`."""
        images = generator(keras.Input(self._input_shape))
        if images.shape[1:] != self.image_shape:
            raise ValueError(
                f"{name} must translate images {self._input_shape} to "
                f"{self.image_shape}. "
                f"Received a generator of images {images.shape[1:]}"
            )

    def check_discriminator(self, name, discriminator, inputs):
        """Refuses one that returns no scores."""
        scores = discriminator(inputs)
        check_no_sigmoid(discriminator)
        if scores.shape[-1] != 1:
            raise ValueError(
                f"{name} must return scores, of images (n, 1) or of patches "
                "(n, height, width, 1). "
                f"Received a discriminator of outputs {scores.shape}"
            )

    # === AdversarialModel's hooks ===

    def default_optimizers(self):
        return tuple(keras.optimizers.Adam(2e-4, beta_1=0.5) for _ in range(2))

    def inputs(self, data):
        first, second, _ = keras.utils.unpack_x_y_sample_weight(data)
        return ops.cast(first, "float32"), ops.cast(second, "float32")

    def check_batch(self, data):
        first, second, _ = keras.utils.unpack_x_y_sample_weight(data)
        if second is None:
            raise ValueError(
                f"{type(self).__name__} trains on batches of two: "
                f"({', '.join(self.sides)}). Received: {self.sides[0]} alone"
            )
        shapes = (self._input_shape, self.image_shape)
        for name, images, shape in zip(self.sides, (first, second), shapes):
            _check_shape(name, np.shape(images), shape)
            check_image_values(images)
        if len(first) != len(second):
            raise ValueError(
                f"There must be as many {self.sides[0]} as {self.sides[1]}. "
                f"Received: {len(first)} and {len(second)}"
            )

    # === What a user calls ===

    def translated_by(self, generator, images, batch_size, seed=None):
        """What one of the generators makes of images, as NumPy arrays."""
        check_positive(batch_size=batch_size)
        check_seed(seed)
        images = ops.convert_to_numpy(images)
        shape = images.shape
        size = shape[1:3] if len(shape) == 4 else self.image_shape[:2]
        _check_shape("images", shape, (*size, self.input_channels))
        check_image_values(images)
        if shape[1:3] != self.image_shape[:2]:
            check_size(generator, shape[1:])
        # It predicts as this model would.
        generator.run_eagerly = self.run_eagerly
        generator.jit_compile = self.jit_compile
        with _random_states(generator, seed):
            return predicted(generator, images, min(batch_size, len(images)))

    def get_config(self):
        return {
            **super().get_config(),
            "image_shape": self.image_shape,
            "width": self.width,
        }

    @property
    def _input_shape(self):
        return (*self.image_shape[:2], self.input_channels)


def check_size(generator, shape):
    """Refuses images of a size that a generator cannot translate.

    Args:
        generator: Keras model of images to images.
        shape: `(height, width, channels)`.

    Raises:
        ValueError: On another size than the networks allow, with those.
    """
    height, width, channels = shape
    if not _keeps(generator, shape):
        multiple, least = allowed_sizes(generator, channels)
        raise ValueError(
            "Height and width that the generator can translate must be "
            f"multiples of {multiple}, at least {least}. "
            f"Received: images of {height}x{width}"
        )


def allowed_sizes(generator, channels):
    """Of what height and width of a generator's images must be multiples.

    Args:
        generator: Keras model of images to images of their size.
        channels: Positive integer, of its inputs.

    Returns:
        A power of two, and the least multiple of it that is a height or width.

    Raises:
        ValueError: Where there is no such power up to 512.
    """
    for multiple in (2**i for i in range(10)):
        # Odd multiples, of which larger powers are no divisors, and large ones,
        # which the reflections in a generator do not reach across.
        if _keeps(generator, (17 * multiple, 19 * multiple, channels)):
            break
    else:
        raise ValueError(
            "Images of other sizes than in training need a generator of all "
            "multiples of some power of two up to 512. Received one that "
            "takes others"
        )
    sizes = range(multiple, 18 * multiple, multiple)
    return multiple, next(
        size for size in sizes if _keeps(generator, (size, size, channels))
    )


def _keeps(generator, shape):
    """Whether a generator makes images of the size of those it is given."""
    try:
        images = generator(keras.Input(shape))
    except ValueError:  # Skip connections of two sizes, for example.
        return False
    return images.shape[1:3] == shape[:2]


def _check_shape(name, found, expected):
    """Raises unless an array of shape `found` holds images as expected."""
    if len(found) == 4 and found[0] and found[1:] == expected:
        return
    hint = ""
    if len(found) == 4 and found[-1] == 4 and expected[-1] == 3:
        hint = " Of an alpha channel, `images[..., :3]` is without."
    elif len(found) == 4 and found[-1] != expected[-1]:
        hint = " Grey images have 1 channel, colour ones 3."
    raise ValueError(
        f"The model takes {name} of shape {expected}, in batches.{hint} "
        f"Received: an array of shape {tuple(found)}"
    )


@contextlib.contextmanager
def _random_states(network, seed):
    """Within it, what a network draws follows from the seed.

    After it, it draws as if nothing had been drawn: a picture on the way leaves
    a training what it was.
    """
    weights = {id(w) for w in network.weights}
    states = [v for v in network.variables if id(v) not in weights]
    before = [ops.convert_to_numpy(state) for state in states]
    rng = np.random.default_rng(seed)
    try:
        for state in states:
            state.assign(rng.integers(2**31, size=2))
        yield
    finally:
        for state, value in zip(states, before, strict=True):
            state.assign(value)
