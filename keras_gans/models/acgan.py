"""ACGAN: the GAN with an auxiliary classifier."""

import keras
from keras import ops

from keras_gans import networks
from keras_gans.models.conditional import Conditional
from keras_gans.models.gan import GAN
from keras_gans.utils.network_checks import check_last_activation
from keras_gans.utils.network_checks import outputs_of
from keras_gans.utils.network_checks import shapes_of


@keras.saving.register_keras_serializable("keras_gans")
class ACGAN(Conditional, GAN):
    """The GAN with an auxiliary classifier.

    Odena, Olah and Shlens 2017 (arXiv:1610.09585), equations 2 and 3: the
    discriminator predicts the labels instead of getting them. Both players add
    the cross entropy of the predictions to the losses of a GAN: the
    discriminator for real and generated images, the generator for generated
    images. The generator is that of `ConditionalGAN`. Adam 2e-4 with beta_1
    0.5.

    Args:
        image_shape: As for `DCGAN`, or `(n,)` for points.
        latent_dim: Positive integer, the length of a latent.
        num_classes: Positive integer, if labels are classes.
        num_attributes: Positive integer, if labels are attributes.
        label_names: Names of the classes or attributes, or `None`.
        discriminator: Keras model that maps images to scores `(n, 1)` and
            logits of the labels `(n, k)`, or `None` for the default.
        **kwargs: As for `GAN`.

    Logs: as for `GAN`; `d_class_loss`, the cross entropy for real images plus
    that for generated images; `g_class_loss`, the cross entropy for generated
    images; `d_class_accuracy`, the share of real images whose label the
    discriminator predicts; `g_class_accuracy`, the same share of generated
    images. `d_loss` and `g_loss` do not include the class losses.
    """

    # Digits of 8x8 pixels need no wider networks.
    recommended = {"digits": {"width": 32}}

    log_names = (
        *GAN.log_names,
        "d_class_loss",
        "d_class_accuracy",
        "g_class_loss",
        "g_class_accuracy",
    )

    def default_discriminator(self):
        return networks.auxiliary_discriminator(
            self.image_shape, self.labels.size, width=self.width
        )

    def check_discriminator(self):
        outputs = outputs_of(
            "The discriminator",
            self.discriminator,
            keras.Input(self.image_shape),
        )
        check_last_activation(self.discriminator)
        shapes = [shape[1:] for shape in shapes_of(outputs)]
        if shapes != [(1,), (self.labels.size,)]:
            raise ValueError(
                "An ACGAN's discriminator must return scores (n, 1) and logits "
                f"of the labels (n, {self.labels.size}). "
                f"Received: a discriminator with output shapes {shapes}"
            )

    def answers(self, images, training):
        """Returns float32 scores and logits of the labels."""
        images = self.as_seen(images, training)
        scores, logits = self.discriminator(images, training=training)
        return ops.cast(scores, "float32"), ops.cast(logits, "float32")

    def d_objective(self, real, fake, training):
        images, labels = real
        real_scores, real_logits = self.answers(images, training)
        fake_scores, fake_logits = self.answers(fake, training)
        loss = self.d_loss(real_scores, fake_scores)
        class_loss = self.labels.loss(real_logits, labels)
        class_loss += self.labels.loss(fake_logits, labels)
        return loss + class_loss, {
            "d_loss": loss,
            **self.d_logs(real_scores, fake_scores),
            **self.adaptive_logs(real_scores, fake_scores),
            "d_class_loss": class_loss,
            "d_class_accuracy": self.labels.accuracy(real_logits, labels),
        }

    def g_objective(self, real, fake, training):
        _, labels = real
        scores, logits = self.answers(fake, training)
        loss = self.g_loss(scores)
        class_loss = self.labels.loss(logits, labels)
        return loss + class_loss, {
            "g_loss": loss,
            "g_class_loss": class_loss,
            "g_class_accuracy": self.labels.accuracy(logits, labels),
        }
