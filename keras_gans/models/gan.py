"""GAN: the vanilla generative adversarial network."""

import math

import keras
from keras import ops

from keras_gans import losses
from keras_gans import networks
from keras_gans.models import discriminator_logs
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.utils.checks import check_flag
from keras_gans.utils.checks import check_smoothing
from keras_gans.utils.checks import check_weight
from keras_gans.utils.warnings import warn


@keras.saving.register_keras_serializable("keras_gans")
class GAN(LatentGAN):
    """The vanilla GAN.

    Goodfellow et al. 2014 (arXiv:1406.2661). The default networks are
    multilayer perceptrons with three hidden layers, LeakyReLU, dropout for
    images and a tanh output; they make images of any size. These networks and
    Adam 2e-4 with beta_1 0.5 are of later practice: the paper has maxout units
    in the discriminator, and momentum.

    Args:
        image_shape: `(height, width, channels)` of the images, in [-1, 1], or
            `(n,)` for points.
        latent_dim: Positive integer, the length of a latent.
        saturating: Whether the generator's loss is that of the minimax game,
            `log(1 - D(G(z)))`, instead of `-log D(G(z))`.
        label_smoothing: Float in [0, 1), one-sided: the discriminator's target
            for real images is `1 - label_smoothing`.
        d_loss_floor: Non-negative float. The discriminator's update is skipped
            while its loss is below this value, so that it does not overpower
            the generator. 0 never skips an update; the loss at chance is 1.386.
            With `label_smoothing`, the loss is at least the entropy of its
            target, 0.325 for 0.1, and only a higher floor can act.
        **kwargs: `width`, `generator`, `discriminator`, `latent`, `ema`,
            `augmentation`, `freeze_d`, `d_steps`, `seed`, as for `LatentGAN`.

    Logs: `d_loss`, the sum of the losses for real and fake images; `g_loss`;
    `d_real`, the mean D(x); `d_fake`, the mean D(G(z)); `d_accuracy`, the share
    of images that the discriminator classifies correctly (0.5 at equilibrium).

    Example:

    ```python
    gan = kg.GAN(image_shape=(28, 28, 1), latent_dim=100)
    gan.compile()
    gan.fit(kg.datasets.mnist(batch_size=100), epochs=50)
    images = gan.generate(16, seed=0)
    ```
    """

    log_names = ("d_loss", "g_loss", "d_real", "d_fake", "d_accuracy")

    def __init__(
        self,
        image_shape,
        latent_dim=100,
        *,
        saturating=False,
        label_smoothing=0.0,
        d_loss_floor=0.0,
        **kwargs,
    ):
        check_smoothing(label_smoothing)
        check_flag(saturating=saturating)
        check_weight(d_loss_floor=d_loss_floor)
        super().__init__(image_shape, latent_dim, **kwargs)
        _warn_of_floor(d_loss_floor, label_smoothing)
        self.saturating = saturating
        self.label_smoothing = label_smoothing
        self.d_loss_floor = d_loss_floor

    def default_generator(self):
        return networks.mlp_generator(
            self.image_shape,
            self.latent_dim,
            width=self.width,
            dropout=self._dropout,
        )

    def default_discriminator(self):
        return networks.mlp_discriminator(
            self.image_shape, width=self.width, dropout=self._dropout
        )

    def default_optimizer(self):
        # With Keras's default beta_1 of 0.9, the discriminator wins on MNIST
        # within an epoch.
        return keras.optimizers.Adam(2e-4, beta_1=0.5)

    def d_loss(self, real_scores, fake_scores):
        return losses.non_saturating_d(
            real_scores, fake_scores, label_smoothing=self.label_smoothing
        )

    def g_loss(self, fake_scores):
        if self.saturating:
            return losses.minimax_g(fake_scores)
        return losses.non_saturating_g(fake_scores)

    def d_logs(self, real_scores, fake_scores):
        return discriminator_logs.from_logits(real_scores, fake_scores)

    def update_discriminator(self, d_loss, gradients):
        if not self.d_loss_floor:
            return super().update_discriminator(d_loss, gradients)
        # Update, then restore: a branch does not compile on every backend.
        variables = self.d_variables + self.d_opt.variables
        before = [ops.copy(v.value) for v in variables]
        super().update_discriminator(d_loss, gradients)
        skip = d_loss < self.d_loss_floor
        for variable, value in zip(variables, before, strict=True):
            variable.assign(ops.where(skip, value, variable.value))

    def get_config(self):
        return {
            **super().get_config(),
            "saturating": self.saturating,
            "label_smoothing": self.label_smoothing,
            "d_loss_floor": self.d_loss_floor,
        }

    @property
    def _dropout(self):
        """The dropout rate: 0 for points, which dropout would blur."""
        return 0.3 if len(self.image_shape) == 3 else 0.0


def _warn_of_floor(floor, smoothing):
    """Warns if the discriminator's loss can never be below its floor."""
    target = (smoothing, 1 - smoothing)
    entropy = -sum(p * math.log(p) for p in target if p > 0)
    if 0 < floor <= entropy:
        higher = math.ceil(10 * entropy + 0.5) / 10
        warn(
            f"d_loss cannot fall below {entropy:.3f}, the entropy of the "
            f"target {1 - smoothing:g}, so d_loss_floor skips no update. Use "
            f"d_loss_floor={higher}, or label_smoothing=0. "
            f"Received: d_loss_floor={floor}, label_smoothing={smoothing}",
        )
