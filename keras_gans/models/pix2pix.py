"""Pix2Pix: translation learnt from paired images."""

import keras
from keras import ops

from keras_gans import losses
from keras_gans import networks
from keras_gans.models import discriminator_logs
from keras_gans.models.translation import Translation
from keras_gans.training.model_arguments import warn_of_unused
from keras_gans.utils.checks import check_weight


@keras.saving.register_keras_serializable("keras_gans")
class Pix2Pix(Translation):
    """Translation learnt from pairs of an input and a target image.

    Isola et al. 2017 (arXiv:1611.07004), equation 4. A U-Net translates images.
    It minimises the distance to the target (L1, weight 100) and the loss of a
    patch discriminator, which judges pairs of an input and a target or
    translation. The U-Net's noise is dropout, also at test time. Adam 2e-4 with
    beta_1 0.5, batches of 1. Larger batches work as well, since normalisation
    is per image.

    As in the paper (section 3.3), the discriminator minimises half of `d_loss`,
    to learn more slowly than the generator.

    Args:
        image_shape: `(height, width, channels)` of the images to generate, in
            [-1, 1].
        input_channels: Positive integer, channels of the images to translate,
            which have the same size; `channels` by default.
        l1_weight: Non-negative float, the weight of the L1 loss.
        generator: Keras model that maps inputs to images, or `None` for
            `networks.unet_generator`.
        discriminator: Keras model that maps `[inputs, images]` to scores `(n,
            1)`, or to scores of patches `(n, h, w, 1)`, without a final
            sigmoid, or `None` for `networks.patch_discriminator`.
        **kwargs: `width`, `d_steps`, `seed`, as for `Translation`.

    Logs: `d_loss`, the sum of the losses for real and fake pairs (1.386 at
    chance); `g_loss`, without the L1 loss; `l1`, the unweighted L1 loss;
    `d_real`, `d_fake` and `d_accuracy`, as for `GAN`, over patches.

    Example:

    ```python
    pairs = kg.datasets.colorize(kg.datasets.celeba(batch_size=1))
    model = kg.Pix2Pix((64, 64, 3), input_channels=1)
    model.compile()
    model.fit(pairs, epochs=1)
    coloured = model.translate(grey, seed=0)  # (n, 64, 64, 3) in [-1, 1]
    ```
    """

    log_names = ("d_loss", "g_loss", "d_real", "d_fake", "d_accuracy", "l1")

    def __init__(
        self,
        image_shape,
        *,
        input_channels=None,
        l1_weight=100.0,
        generator=None,
        discriminator=None,
        **kwargs,
    ):
        check_weight(l1_weight=l1_weight)
        super().__init__(image_shape, input_channels=input_channels, **kwargs)
        warn_of_unused(self, generator=generator, discriminator=discriminator)
        self.l1_weight = l1_weight
        shared = {"input_channels": self.input_channels, "width": self.width}
        self.generator = generator or networks.unet_generator(
            self.image_shape, **shared
        )
        self.discriminator = discriminator or networks.patch_discriminator(
            self.image_shape, **shared
        )
        self.check_translator("The generator", self.generator)
        shapes = (self._input_shape, self.image_shape)
        self.check_scores(
            "The discriminator",
            self.discriminator,
            [keras.Input(shape) for shape in shapes],
        )
        self.finish()

    @property
    def d_networks(self):
        return (self.discriminator,)

    @property
    def g_networks(self):
        return (self.generator,)

    def fakes(self, real, training):
        inputs, _ = real
        return ops.cast(self.generator(inputs, training=training), "float32")

    def scores(self, inputs, images, training):
        """Returns float32 scores of patches, large for pairs that seem real."""
        scores = self.discriminator([inputs, images], training=training)
        return ops.cast(scores, "float32")

    def d_objective(self, real, fake, training):
        inputs, targets = real
        scores = (
            self.scores(inputs, targets, training),
            self.scores(inputs, fake, training),
        )
        loss = losses.non_saturating_d(*scores)
        return loss / 2, {
            "d_loss": loss,
            **discriminator_logs.from_logits(*scores),
        }

    def g_objective(self, real, fake, training):
        inputs, targets = real
        loss = losses.non_saturating_g(self.scores(inputs, fake, training))
        l1 = losses.l1(targets, fake)
        return loss + self.l1_weight * l1, {"g_loss": loss, "l1": l1}

    def call(self, images, training=False):
        return self.generator(images, training=training)

    def translator(self, reverse):
        if reverse:
            raise ValueError(
                "reverse must be False: Pix2Pix translates only from inputs to "
                "targets. Train a second model for the other direction. "
                f"Received: reverse={reverse}"
            )
        return self.generator

    def grid_rows(self, batch, seed):
        inputs, targets = batch
        return {
            "input": inputs,
            "output": self.translate(inputs, seed=seed),
            "target": targets,
        }

    def get_config(self):
        return {
            **super().get_config(),
            "input_channels": self.input_channels,
            "l1_weight": self.l1_weight,
            "generator": keras.saving.serialize_keras_object(self.generator),
            "discriminator": keras.saving.serialize_keras_object(
                self.discriminator
            ),
        }
