"""The base of models that translate images into others."""

import contextlib

import keras
import numpy as np
from keras import ops

from keras_gans.images.values import check_image_values
from keras_gans.training.adversarial import AdversarialModel
from keras_gans.training.prediction import predict_in_batches
from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_no_sigmoid
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed
from keras_gans.utils.required import required


class Translation(AdversarialModel):
    """Networks from images to images of the same size.

    A variant defines the hooks of `AdversarialModel`, `translator` and
    `grid_rows`.

    Args:
        image_shape: `(height, width, channels)` of the images that training
            makes, in [-1, 1]. The model can translate images of every size that
            its networks allow.
        input_channels: Positive integer, channels of the images to translate;
            `None` for those of `image_shape`.
        width: Positive integer, how wide the default networks are.
        d_steps: Positive integer, discriminator updates per generator update.
        seed: Integer or `None`, seeds the order of arrays in `fit`.
    """

    # Arguments by the name of a data set, where the defaults do not suit it.
    recommended = {}
    # The data it learns from: "paired" or "unpaired" images.
    pairing = "paired"
    # The two parts of a batch, in words for errors.
    sides = ("inputs", "targets")

    def __init__(self, image_shape, *, input_channels=None, width=64, **kwargs):
        super().__init__(**kwargs)
        self.image_shape = check_image_shape(image_shape, points=False)
        if input_channels is None:
            input_channels = self.image_shape[-1]
        check_positive(width=width, input_channels=input_channels)
        self.input_channels = input_channels
        self.width = width

    @required
    def translator(self, reverse):
        """The generator of one direction, or `ValueError` if there is none."""

    @required
    def grid_rows(self, batch, seed):
        """Rows of a `TranslationGrid` for a batch: arrays by row names."""

    def check_translator(self, name, generator):
        """Raises unless a generator makes images of `image_shape`."""
        images = generator(keras.Input(self._input_shape))
        if images.shape[1:] != self.image_shape:
            raise ValueError(
                f"{name} must translate images {self._input_shape} to "
                f"{self.image_shape}. "
                f"Received a generator of images {images.shape[1:]}"
            )

    def check_scores(self, name, discriminator, inputs):
        """Raises unless a discriminator returns scores."""
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

    def translate(self, images, *, seed=None, batch_size=16, reverse=False):
        """Translates images.

        Args:
            images: Float array `(n, h, w, input_channels)` in [-1, 1], of any
                size that the generator allows.
            seed: Non-negative integer, of noise such as dropout; the same seed
                and `batch_size` give the same translations on one backend.
                `None` draws anew.
            batch_size: Positive integer, images at a time.
            reverse: Whether to translate from the second kind of images to the
                first, for models that learn both directions.

        Returns:
            Float32 NumPy array `(n, h, w, channels)` in [-1, 1].

        Raises:
            TypeError: If images are not floating point.
            ValueError: If images have other channels or sizes or lie outside
                [-1, 1], or the model has no such direction.
        """
        generator = self.translator(reverse)
        check_positive(batch_size=batch_size)
        check_seed(seed)
        images = ops.convert_to_numpy(images)
        shape = images.shape
        size = shape[1:3] if len(shape) == 4 else self.image_shape[:2]
        _check_shape("images", shape, (*size, self.input_channels))
        check_image_values(images)
        if shape[1:3] != self.image_shape[:2]:
            check_size(generator, shape[1:])
        # The generator predicts as this model would.
        generator.run_eagerly = self.run_eagerly
        generator.jit_compile = self.jit_compile
        with _random_states(generator, seed):
            return predict_in_batches(generator, images, batch_size)

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
    """Raises on images of a size that a generator cannot translate.

    Args:
        generator: Keras model of images to images.
        shape: `(height, width, channels)`.

    Raises:
        ValueError: If so; the message names the sizes that are allowed.
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
    """The multiple, and least value, of heights and widths of a generator.

    Args:
        generator: Keras model of images to images of their size.
        channels: Positive integer, channels of its inputs.

    Returns:
        A power of two, and its least multiple that is allowed.

    Raises:
        ValueError: If there is no such power up to 512.
    """
    for multiple in (2**i for i in range(10)):
        # Odd multiples, so that no larger power divides them; large ones, so
        # that a generator's reflections fit.
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
    """Whether a generator's outputs have the size of its inputs."""
    try:
        images = generator(keras.Input(shape))
    except ValueError:  # Skip connections of two sizes, for example.
        return False
    return images.shape[1:3] == shape[:2]


def _check_shape(name, shape, expected):
    """Raises unless an array's `shape` is a batch of images as expected."""
    if len(shape) == 4 and shape[0] and shape[1:] == expected:
        return
    hint = ""
    if len(shape) == 4 and shape[-1] == 4 and expected[-1] == 3:
        hint = " Drop the alpha channel with `images[..., :3]`."
    elif len(shape) == 4 and shape[-1] != expected[-1]:
        hint = " Grey images have 1 channel, colour ones 3."
    raise ValueError(
        f"The model takes {name} of shape {expected}, in batches.{hint} "
        f"Received: an array of shape {tuple(shape)}"
    )


@contextlib.contextmanager
def _random_states(network, seed):
    """A context in which a network's random numbers follow from the seed.

    Afterwards the random states are restored, so that a picture in the middle
    of a training does not change the training.
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
