"""FastStyleTransfer: a network that paints pictures in one style."""

import keras
import numpy as np
from keras import ops

from keras_gans import backend
from keras_gans.images.files import as_rgb
from keras_gans.images.values import check_image_batch
from keras_gans.images.values import warn_of_values
from keras_gans.images.values import with_padding
from keras_gans.networks.style import style_network
from keras_gans.style.perceptual_loss import LOSSES
from keras_gans.style.perceptual_loss import PerceptualLoss
from keras_gans.style.perceptual_loss import weighted
from keras_gans.style.vgg19_weights import CONVOLUTIONS
from keras_gans.training import export
from keras_gans.training.compile_arguments import optimizer_of
from keras_gans.training.model import ResumableModel
from keras_gans.training.prediction import predict_in_batches
from keras_gans.utils.arrays import to_array
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_weight
from keras_gans.utils.network_checks import outputs_of

# The network halves pictures twice and pads them by reflection.
MULTIPLE = 4
SMALLEST = 8


@keras.saving.register_keras_serializable("keras_gans")
class FastStyleTransfer(ResumableModel):
    """A network trained for one style, then applied to pictures of any size.

    Johnson, Alahi and Fei-Fei 2016, "Perceptual Losses for Real-Time Style
    Transfer and Super-Resolution" (arXiv:1603.08155), with the instance
    normalisation of Ulyanov et al. 2016 (arXiv:1607.08022). It minimises the
    losses of `StyleTransfer` over all pictures of a data set. Labels are
    ignored. `fit`, saving and exact resume work as for all models.

    Training needs VGG-19, which is not saved with the model. The Gram matrices
    of the style are saved.

    Args:
        style: Float array `(height, width, 1 or 3)` in [-1, 1]. `None` only for
            a model whose weights are loaded next; it cannot be trained without
            a style.
        weights: Weights of VGG-19, as for `StyleTransfer`.
        content_layers: As for `StyleTransfer`. The default is the paper's
            layer, in VGG-19.
        style_layers: As for `StyleTransfer`. The defaults are the paper's
            layers, in VGG-19.
        content_weight: Number, at least 0.
        style_weight: Number, at least 0.
        tv_weight: Number, at least 0.
        network: Keras model from pictures to pictures of the same shape, for
            all heights and widths that are multiples of 4 and at least 8;
            `None` for `networks.style_network`.
        width: Positive integer, channels of the first layer of the default
            network.
        blocks: Positive integer, residual blocks of the default network.
        seed: Integer or `None`, seed of the order of arrays in `fit`.

    Raises:
        ConnectionError: If ImageNet's weights are not in Keras's cache and
            cannot be downloaded.
        ValueError: If a layer is unknown, a weight of a loss is negative, the
            network does not keep the shape of pictures, or the style is not a
            picture. With a style, or in `fit`, also if a layer is not in
            VGG-19's weights.

    Example:

    ```python
    style = kg.style.load_picture("painting.jpg", size=256)
    fast = kg.FastStyleTransfer(style)
    fast.compile()
    fast.fit(kg.datasets.image_folder("photos", 4, image_size=256), epochs=2)
    images = fast.stylize(pictures)  # (n, height, width, 3) in [-1, 1]
    ```
    """

    log_names = LOSSES

    def __init__(
        self,
        style=None,
        *,
        weights="imagenet",
        content_layers=("block3_conv3",),
        style_layers=(
            "block1_conv2",
            "block2_conv2",
            "block3_conv3",
            "block4_conv3",
        ),
        content_weight=1.0,
        style_weight=5.0,
        tv_weight=1.0,
        network=None,
        width=32,
        blocks=5,
        seed=None,
        **kwargs,
    ):
        check_weight(
            content_weight=content_weight,
            style_weight=style_weight,
            tv_weight=tv_weight,
        )
        weighted("content_layers", content_layers)
        weighted("style_layers", style_layers)
        super().__init__(seed=seed, **kwargs)
        if network is None:
            network = style_network(width=width, blocks=blocks)
        _check_network(network)
        self.network = network
        self._loss_arguments = {
            "weights": str(weights),
            "content_layers": content_layers,
            "style_layers": style_layers,
            "content_weight": float(content_weight),
            "style_weight": float(style_weight),
            "tv_weight": float(tv_weight),
        }
        self._perceptual_loss = None
        self._has_style = False
        sizes = (CONVOLUTIONS[name].outputs for name in style_layers)
        self.style_grams = [
            self.add_weight(
                shape=(1, n, n), initializer="zeros", trainable=False
            )
            for n in sizes
        ]
        self.finish()
        if style is not None:
            self._set_style(style)

    def _set_style(self, style):
        loss = self._loss()
        style = as_rgb("style", style, loss.features.smallest)
        grams = loss.style(style[None])
        for variable, name in zip(self.style_grams, loss.style_layers):
            variable.assign(grams[name])

    def _loss(self):
        """The losses with VGG-19, which is loaded on the first call."""
        if self._perceptual_loss is None:
            self._perceptual_loss = PerceptualLoss(
                **self._loss_arguments, pooling="max"
            )
        return self._perceptual_loss

    # === The step ===

    def step(self, data):
        """Does one update; returns the means of the logs in this epoch."""
        images = self.real_batch(data)
        variables = self.network.trainable_variables
        (_, logs), pull = backend.pullback(
            lambda: self._objective(images, training=True),
            variables,
            self.variables,
        )
        backend.apply(self.optimizer, pull(), variables)
        return self.log(backend.agreed(logs), images)

    def test(self, data):
        """The losses on a batch."""
        images = self.real_batch(data)
        return self.log(self._objective(images, training=False)[1], images)

    def _objective(self, images, training):
        loss = self._loss()
        grams = dict(zip(loss.style_layers, self.style_grams))
        painted = self.network(images, training=training)
        return loss(
            ops.cast(painted, "float32"),
            loss.content(images),
            {name: gram.value for name, gram in grams.items()},
        )

    def check_batch(self, data):
        """Raises unless the model has a style and can train on a batch.

        Args:
            data: A batch, as `fit` receives it, or a whole array.

        Raises:
            TypeError: If images hold integers.
            ValueError: If images have another shape or values outside [-1, 1],
                or the model has no style.
        """
        images = self.real_batch(data)
        smallest = max(SMALLEST, self._loss().features.smallest)
        shape = tuple(images.shape[1:])
        if (
            len(shape) != 3
            or shape[2] != 3
            or any(n % MULTIPLE or n < smallest for n in shape[:2])
        ):
            raise ValueError(
                "Pictures must be in colour (3 channels), with heights and "
                f"widths that are multiples of {MULTIPLE} and at least "
                f"{smallest}. Received: shape {tuple(images.shape)}"
            )
        check_image_batch(images, shape)
        # Variables can be read only before training.
        self._has_style = self._has_style or any(
            np.any(gram.numpy()) for gram in self.style_grams
        )
        if not self._has_style:
            raise ValueError(
                "A model must have a style before it is trained; set style to "
                "a picture. Received: style=None"
            )

    def look_at(self, data, of=""):
        warn_of_values(data[0], of=of)

    # === Keras ===

    def compile(
        self,
        optimizer=None,
        *,
        run_eagerly=False,
        steps_per_execution=1,
        jit_compile="auto",
    ):
        """Sets the optimizer.

        Args:
            optimizer: Keras optimizer or its name; `None` for the paper's, Adam
                with a learning rate of 0.001.
            run_eagerly: As in Keras.
            steps_per_execution: As in Keras; 1 on torch.
            jit_compile: As for `AdversarialModel.compile`.
        """
        self.compile_step(run_eagerly, steps_per_execution, jit_compile)
        self.optimizer = optimizer_of(
            "optimizer", optimizer, keras.optimizers.Adam(1e-3)
        )
        # An unbuilt optimizer would load without its state.
        self.optimizer.build(self.network.trainable_variables)

    def trained_networks(self):
        return [("network", [self.network])]

    def get_compile_config(self):
        if not self.compiled:
            return None
        return {
            "optimizer": keras.saving.serialize_keras_object(self.optimizer),
            **super().get_compile_config(),
        }

    def call(self, images, training=False):
        return self.network(images, training=training)

    def get_config(self):
        return {
            **super().get_config(),
            **self._loss_arguments,
            "network": keras.saving.serialize_keras_object(self.network),
        }

    # === Results ===

    def inference_network(self):
        pictures = keras.Input((None, None, 3), name="pictures")
        return export.network(pictures, self.call(pictures))

    def stylize(self, images, *, batch_size=8):
        """Paints pictures of any size in the style, each in one pass.

        An untrained network has random weights, so its results have no style.

        Args:
            images: Float array `(n, height, width, 1 or 3)` in [-1, 1], or one
                picture `(height, width, 1 or 3)`. Height and width are at least
                8.
            batch_size: Positive integer, pictures in a batch.

        Returns:
            Float32 NumPy array `(n, height, width, 3)`, or `(height, width, 3)`
            for one picture, in [-1, 1].

        Raises:
            TypeError: If images hold integers.
            ValueError: If images have another shape, different sizes, or values
                outside [-1, 1].
        """
        check_positive(batch_size=batch_size)
        if not isinstance(images, list | tuple):
            images = to_array("images", images)
        if len(shapes := {np.shape(image) for image in images}) != 1:
            raise ValueError(
                "images must be at least one picture, all of one size. "
                f"Received: shapes {sorted(shapes)}"
            )
        if np.ndim(images) == 3:
            return self.stylize([images])[0]
        images = np.stack(
            [as_rgb("images", image, SMALLEST) for image in images]
        )
        return with_padding(
            lambda images: predict_in_batches(self, images, batch_size),
            images,
            MULTIPLE,
            mode="reflect",
        )


def _check_network(network):
    """Raises unless a network keeps the shape of pictures."""
    shape = (SMALLEST, SMALLEST + MULTIPLE, 3)
    output = cause = None
    if not isinstance(network, keras.layers.Layer):
        raise TypeError(
            "network must be a Keras model of pictures, or None for the "
            f"default. Received: network={network!r}"
        )
    try:
        output = outputs_of("network", network, keras.Input(shape)).shape[1:]
    except ValueError as error:  # For example, it takes only one size.
        cause = error
    if output != shape:
        raise ValueError(
            "network must keep the shape of pictures in colour, with heights "
            f"and widths that are multiples of {MULTIPLE} and at least "
            f"{SMALLEST}. Received: a network that turns shape {shape} into "
            f"{output or 'an error'}"
        ) from cause
