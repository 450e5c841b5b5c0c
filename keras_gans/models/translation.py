"""The base class of models that translate images to images."""

import contextlib
import threading

import keras
import numpy as np
from keras import ops

from keras_gans.backend.kept import restored
from keras_gans.images.values import check_image_values
from keras_gans.images.values import shape_hint
from keras_gans.images.values import warn_of_unit_range
from keras_gans.images.values import warn_of_values
from keras_gans.networks.allowed_sizes import allowed_sizes
from keras_gans.networks.allowed_sizes import check_size
from keras_gans.training import export
from keras_gans.training.adversarial import AdversarialModel
from keras_gans.training.prediction import predict_in_batches
from keras_gans.utils.arrays import is_array
from keras_gans.utils.arrays import to_array
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_image_shape
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed
from keras_gans.utils.files import check_path
from keras_gans.utils.network_checks import check_last_activation
from keras_gans.utils.network_checks import outputs_of
from keras_gans.utils.network_checks import shapes_of
from keras_gans.utils.network_checks import warn_of_activation
from keras_gans.utils.required import required
from keras_gans.utils.seeds import new_seed

# Threads of a server translate by the same random states.
_one_at_a_time = threading.Lock()


class Translation(AdversarialModel):
    """Base class of models that translate images to images of the same size.

    A subclass defines the hooks of `AdversarialModel`, `translator` and
    `grid_rows`.

    Args:
        image_shape: `(height, width, channels)` of the images that the model
            generates in training, in [-1, 1]. The model can translate images of
            any size that its networks allow.
        input_channels: Positive integer, channels of the images to translate;
            `None` for the channels of `image_shape`.
        width: Positive integer, scales the width of the default networks.
        d_steps: Positive integer, discriminator updates per generator update.
        seed: Integer or `None`, seeds the order of arrays in `fit`.
    """

    # Arguments by data set, for data sets that need other values.
    recommended = {}
    # Fields of `runs.Config` by data set, for `keras-gans train`.
    recommended_run = {}
    # The training data: "paired" or "unpaired" images.
    pairing = "paired"
    # The second element of a batch is an image.
    uses_labels = True
    # The names of the two parts of a batch, for errors.
    sides = ("inputs", "targets")

    def __init__(self, image_shape, *, input_channels=None, width=64, **kwargs):
        super().__init__(**kwargs)
        self.image_shape = check_image_shape(image_shape, points=False)
        if input_channels is None:
            input_channels = self.image_shape[-1]
        check_positive(width=width, input_channels=input_channels)
        self.input_channels = int(input_channels)
        self.width = int(width)

    @required
    def translator(self, reverse):
        """Returns the generator of one direction, or raises `ValueError`."""

    @required
    def grid_rows(self, batch, seed):
        """Returns rows of images for a `TranslationGrid`, arrays by name."""

    def check_translator(self, name, generator):
        """Raises unless a generator returns images of `image_shape`."""
        images = outputs_of(name, generator, keras.Input(self._input_shape))
        if shapes_of(images) != [(None, *self.image_shape)]:
            raise ValueError(
                f"{name} must translate images of shape {self._input_shape} to "
                f"{self.image_shape}. "
                "Received: a generator with output shapes "
                f"{shapes_of(images)}"
            )

    def check_scores(self, name, discriminator, inputs):
        """Raises unless a discriminator returns scores without a sigmoid."""
        scores = outputs_of(name, discriminator, inputs)
        check_last_activation(discriminator)
        if len(shapes := shapes_of(scores)) != 1 or shapes[0][-1] != 1:
            raise ValueError(
                f"{name} must return scores, of images (n, 1) or of patches "
                "(n, height, width, 1). "
                f"Received: a discriminator with output shapes {shapes}"
            )

    # === AdversarialModel's hooks ===

    def default_optimizers(self):
        return tuple(keras.optimizers.Adam(2e-4, beta_1=0.5) for _ in range(2))

    def real_batch(self, data):
        first, second, _ = keras.utils.unpack_x_y_sample_weight(data)
        return ops.cast(first, "float32"), ops.cast(second, "float32")

    def check_batch(self, data):
        first, second, _ = keras.utils.unpack_x_y_sample_weight(data)
        if second is None:
            raise ValueError(
                f"{type(self).__name__} trains on batches of two tensors: "
                f"({', '.join(self.sides)}). Received: {self.sides[0]} alone"
            )
        shapes = (self._input_shape, self.image_shape)
        for name, images, shape in zip(self.sides, (first, second), shapes):
            _check_shape(name, np.shape(images), shape)
            check_image_values(images, f"{name[0].upper()}{name[1:]}")
        if len(first) != len(second):
            raise ValueError(
                f"There must be as many {self.sides[0]} as {self.sides[1]}. "
                f"Received: {len(first)} and {len(second)}"
            )

    def look_at(self, data, of=""):
        for name, images in zip(self.sides, data):
            warn_of_values(images, name, of)
        for generator in self.g_networks if not of else ():
            warn_of_activation(generator)

    # === What a user calls ===

    def translate(self, images, *, seed=None, batch_size=16, reverse=False):
        """Translates images.

        Args:
            images: Float array `(n, h, w, input_channels)` in [-1, 1], of any
                size that the generator allows.
            seed: Non-negative integer, seeds noise such as dropout; the same
                seed and `batch_size` give the same translations on one backend.
                `None` gives new noise in each call.
            batch_size: Positive integer, number of images in a batch.
            reverse: Whether to translate from the second kind of images to the
                first, for models that learn both directions.

        Returns:
            Float32 NumPy array `(n, h, w, channels)` in [-1, 1].

        Raises:
            TypeError: If images are not floating point.
            ValueError: If images have other channels or sizes or are outside
                [-1, 1], or the model does not learn this direction.
        """
        generator = self.translator(reverse)
        check_positive(batch_size=batch_size)
        check_seed(seed)
        images = to_array("images", images)
        self._check_images(images, generator)
        # The generator must predict with this model's settings.
        generator.run_eagerly = self.run_eagerly
        generator.jit_compile = self.jit_compile
        with _one_at_a_time, _random_states(generator, seed):
            return predict_in_batches(generator, images, batch_size)

    def predict(self, x, *args, **kwargs):
        """Returns translations of images, as `translate` takes them.

        Args:
            x: Float array as for `translate`, or what Keras's `predict` takes.
            *args: As in Keras.
            **kwargs: As in Keras.
        """
        if is_array(x):
            x = to_numpy(x)
            self._check_images(x, self.translator(False))
        return super().predict(x, *args, **kwargs)

    def _check_images(self, images, generator):
        """Raises unless a generator can translate a NumPy array of images."""
        shape = images.shape
        size = shape[1:3] if len(shape) == 4 else self.image_shape[:2]
        _check_shape("images", shape, (*size, self.input_channels))
        check_image_values(images)
        warn_of_unit_range(images)
        if shape[1:3] != self.image_shape[:2]:
            check_size(generator, shape[1:])

    def inference_network(self, reverse=False, one_size=False):
        generator = self.translator(reverse)
        size = self.image_shape[:2]
        # JAX cannot export skip connections of unknown sizes.
        if not one_size and keras.backend.backend() != "jax":
            with contextlib.suppress(ValueError):  # It keeps one size only.
                allowed_sizes(generator, self.input_channels)
                size = (None, None)
        images = keras.Input((*size, self.input_channels), name="images")
        return export.network(images, generator(images, training=False))

    def export(self, filepath, *args, reverse=False, **kwargs):
        """Writes what `translate` does, for programs without this package.

        Images may have any size that the generator allows; on JAX, and in
        ONNX of torch, that of `image_shape`. Noise, such as Pix2Pix's dropout,
        is drawn anew in each call; ONNX and LiteRT draw none.

        Args:
            filepath: As for all models.
            *args: `format` and further arguments, as for all models.
            reverse: Whether to export the other direction, as in `translate`.
            **kwargs: As for all models.
        """
        check_path(filepath=filepath)
        format = args[0] if args else kwargs.get("format")
        format = format or export.format_of(filepath)
        # torch's way to ONNX tries free sizes on images of one pixel.
        one_size = (format, keras.backend.backend()) == ("onnx", "torch")
        network = self.inference_network(reverse, one_size)
        self.write_export(network, filepath, *args, **kwargs)

    def get_config(self):
        return {
            **super().get_config(),
            "image_shape": self.image_shape,
            "width": self.width,
        }

    @property
    def _input_shape(self):
        return (*self.image_shape[:2], self.input_channels)


def _check_shape(name, shape, expected):
    """Raises unless `shape` is a batch of images of shape `expected`."""
    if len(shape) == 4 and shape[0] and shape[1:] == expected:
        return
    raise ValueError(
        f"Expected {name} of shape {expected}, in batches."
        f"{shape_hint(tuple(shape), expected)} "
        f"Received: an array of shape {tuple(shape)}"
    )


@contextlib.contextmanager
def _random_states(network, seed):
    """A context in which a seed determines a network's random numbers.

    The random states are restored afterwards, so translating images during a
    training does not change the training.
    """
    weights = {id(w) for w in network.weights}
    states = [v for v in network.variables if id(v) not in weights]
    rng = np.random.default_rng(new_seed() if seed is None else seed)
    with restored(states):
        for state in states:
            state.assign(rng.integers(2**31, size=2))
        yield
