"""LSGAN: the least-squares GAN."""

import keras

from keras_gans import losses
from keras_gans.models import discriminator_logs
from keras_gans.models.latent_gan import LatentGAN


@keras.saving.register_keras_serializable("keras_gans")
class LSGAN(LatentGAN):
    """The least-squares GAN.

    Mao et al. 2017 (arXiv:1611.04076): regression to 1 for real and 0 for
    generated images replaces cross entropy, so images far on the correct side
    of the decision boundary still have a gradient. Adam 2e-4 with beta_1 0.5;
    the networks are those of DCGAN. The authors' code draws 1,024 latents from
    U(-1, 1) (`latent_dim=1024, latent="uniform"`).

    Args:
        image_shape: As for `DCGAN`, or `(n,)` for points.
        latent_dim: Positive integer, the length of a latent.
        **kwargs: As for `LatentGAN`.

    Logs: `d_loss` (1/4 at chance), `g_loss`; `d_real`, the mean D(x), and
    `d_fake`, the mean D(G(z)), both 0.5 at equilibrium; `d_accuracy`, the share
    of images on the correct side of 0.5.
    """

    # Digits of 8x8 pixels need no wider networks.
    recommended = {"digits": {"width": 32}}

    log_names = ("d_loss", "g_loss", "d_real", "d_fake", "d_accuracy")

    def default_optimizer(self):
        return keras.optimizers.Adam(2e-4, beta_1=0.5)

    def d_loss(self, real_scores, fake_scores):
        return losses.least_squares_d(real_scores, fake_scores)

    def g_loss(self, fake_scores):
        return losses.least_squares_g(fake_scores)

    def margins(self, real_scores, fake_scores):
        return real_scores - 0.5

    def d_logs(self, real_scores, fake_scores):
        return discriminator_logs.from_targets(real_scores, fake_scores)
