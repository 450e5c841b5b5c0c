"""FastStyleTransfer: a network that paints in one style, in one pass."""

import keras
import numpy as np
from keras import ops

from keras_gans import backend
from keras_gans.images.files import as_rgb
from keras_gans.images.values import check_image_batch
from keras_gans.images.values import with_padding
from keras_gans.networks.style import style_network
from keras_gans.style.perceptual_loss import LOSSES
from keras_gans.style.perceptual_loss import PerceptualLoss
from keras_gans.style.perceptual_loss import weighted
from keras_gans.style.vgg19_weights import CONVOLUTIONS
from keras_gans.training.model import ResumableModel
from keras_gans.training.prediction import predict_in_batches
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_weight

# The network halves pictures twice, and mirrors them at the border.
MULTIPLE = 4
SMALLEST = 8


@keras.saving.register_keras_serializable("keras_gans")
class FastStyleTransfer(ResumableModel):
    """A network trained for one style, then applied to pictures of any size.

    Johnson, Alahi and Fei-Fei 2016, "Perceptual Losses for Real-Time Style
    Transfer and Super-Resolution" (arXiv:1603.08155), with the instance
    normalisation of Ulyanov et al. 2016 (arXiv:1607.08022). It minimises what
    `StyleTransfer` does, over all pictures of a data set at once: labels are
    ignored, and `fit`, saving and exact resume are as for every model here.

    VGG-19 is needed to train, and not saved with the model; of the style its
    Gram matrices are.

    Args:
        style: Float array `(height, width, 1 or 3)` in [-1, 1]; `None` for a
            model that is about to be loaded; without one, none is trained.
        weights: VGG-19's, as for `StyleTransfer`.
        content_layers: As for `StyleTransfer`; by default the paper's, in
            VGG-19.
        style_layers: As for `StyleTransfer`; likewise.
        content_weight: Number of at least 0.
        style_weight: Number of at least 0.
        tv_weight: Number of at least 0.
        network: Keras model of pictures to pictures of that shape, whose height
            and width are multiples of 4, 8 at least; `None` for
            `networks.style_network`.
        width: Positive integer, channels of the default network's first layer.
        blocks: Positive integer, its residual blocks.
        seed: Integer or `None`, seeds the order of arrays given to `fit`.

    Raises:
        ConnectionError: Where ImageNet's weights are neither there nor
            downloadable.
        ValueError: On layers that are unknown, negative weights of losses, a
            network that does not keep the shape of pictures, a style that is no
            picture, and, with a style or once it is trained, layers that
            VGG-19's weights do not reach.

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
            "content_weight": content_weight,
            "style_weight": style_weight,
            "tv_weight": tv_weight,
        }
        self._perceptual_loss = None
        sizes = (CONVOLUTIONS[name].outputs for name in style_layers)
        self.style_grams = [
            self.add_weight(
                shape=(1, n, n), initializer="zeros", trainable=False
            )
            for n in sizes
        ]
        self.finish()
        if style is not None:
            loss = self._loss()
            style = as_rgb("style", style, loss.features.smallest)
            grams = loss.style(style[None])
            for variable, name in zip(self.style_grams, style_layers):
                variable.assign(grams[name])

    def _loss(self):
        """VGG-19 and the losses, made when they are needed."""
        if self._perceptual_loss is None:
            self._perceptual_loss = PerceptualLoss(
                **self._loss_arguments, pooling="max"
            )
        return self._perceptual_loss

    # === The step ===

    def step(self, data):
        """One update; returns the means of the logs in this epoch."""
        images = self.inputs(data)
        variables = self.network.trainable_variables
        (_, logs), pull = backend.pullback(
            lambda: self._objective(images, training=True),
            variables,
            self.variables,
        )
        backend.apply(self.optimizer, pull(), variables)
        return self.log(logs)

    def test(self, data):
        """The losses on a batch."""
        return self.log(self._objective(self.inputs(data), False)[1])

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
        """Refuses images that the model cannot train on, and a lacking style.

        Args:
            data: A batch as `fit` reads it, or all of an array.
        """
        images = self.inputs(data)
        smallest = max(SMALLEST, self._loss().features.smallest)
        shape = tuple(images.shape[1:])
        if (
            len(shape) != 3
            or shape[2] != 3
            or any(n % MULTIPLE or n < smallest for n in shape[:2])
        ):
            raise ValueError(
                "Pictures must be in colour, of heights and widths that are "
                f"multiples of {MULTIPLE}, at least {smallest}. "
                f"Received: shape {tuple(images.shape)}"
            )
        check_image_batch(images, shape)
        if not any(np.any(gram.numpy()) for gram in self.style_grams):
            raise ValueError(
                "A model must have a style before it is trained. Received: "
                "style=None"
            )

    # === Keras ===

    def compile(
        self,
        optimizer=None,
        *,
        run_eagerly=False,
        steps_per_execution=1,
        jit_compile="auto",
    ):
        """Chooses the optimizer.

        Args:
            optimizer: Keras optimizer or its name; `None` for the paper's, Adam
                with a learning rate of 0.001.
            run_eagerly: As in Keras.
            steps_per_execution: As in Keras; 1 on torch.
            jit_compile: As for `AdversarialModel.compile`.
        """
        self.compile_step(run_eagerly, steps_per_execution, jit_compile)
        self.optimizer = keras.optimizers.get(
            optimizer or keras.optimizers.Adam(1e-3)
        )
        # An unbuilt optimizer would load without its state.
        self.optimizer.build(self.network.trainable_variables)

    def get_compile_config(self):
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

    # === What a user calls ===

    def stylize(self, images, *, batch_size=8):
        """Paints pictures of any size in the style, each in one pass.

        Before it is trained, the network paints what its random weights make of
        them.

        Args:
            images: Float array `(n, height, width, 1 or 3)` in [-1, 1], or one
                picture `(height, width, 1 or 3)`; height and width of 8 at
                least.
            batch_size: Positive integer, pictures at a time.

        Returns:
            Float32 NumPy array of the same size, in colour, in [-1, 1].

        Raises:
            TypeError: On integers.
            ValueError: On other shapes, pictures of two sizes, or values
                outside [-1, 1].
        """
        check_positive(batch_size=batch_size)
        if len(shapes := {np.shape(image) for image in images}) != 1:
            raise ValueError(
                "images must be pictures of one size, one at least. "
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
    """Refuses one that does not keep the shape of pictures."""
    shape = (SMALLEST, SMALLEST + MULTIPLE, 3)
    cause = None
    try:
        made = network(keras.Input(shape)).shape[1:]
    except ValueError as error:  # It takes pictures of one size, for example.
        made, cause = "nothing", error
    if made != shape:
        raise ValueError(
            "network must keep the shape of pictures in colour, of heights and "
            f"widths that are multiples of {MULTIPLE}, at least {SMALLEST}. "
            f"Received a network that makes {made} of {shape}"
        ) from cause
