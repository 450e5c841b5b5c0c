"""SNGAN: the GAN with spectral normalisation."""

import keras
from keras import ops

from keras_gans import losses
from keras_gans.layers.spectral_normalization import SpectralNormalization
from keras_gans.models.discriminator_logs import accuracy
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.utils.layers import all_layers
from keras_gans.utils.warnings import warn

NORMALIZATIONS = SpectralNormalization | keras.layers.SpectralNormalization


@keras.saving.register_keras_serializable("keras_gans")
class SNGAN(LatentGAN):
    """The GAN with spectral normalisation.

    Miyato et al. 2018 (arXiv:1802.05957): each kernel of the discriminator is
    divided by its largest singular value (`layers.SpectralNormalization`), and
    the loss is the hinge loss. Adam 2e-4 (0, 0.9), five discriminator updates
    per generator update: the paper's settings for its residual networks. The
    networks are those of DCGAN, with spectral instead of batch normalisation in
    the discriminator; the paper's discriminator without residuals has seven
    convolutions, of 3x3 and 4x4. The authors' code also lowers the learning
    rate linearly to 0, from the first update on CIFAR-10 and in the last fifth
    of the training at 64x64; here it is constant.

    Args:
        image_shape: As for `DCGAN`, or `(n,)` for points.
        latent_dim: Positive integer, the length of a latent.
        d_steps: Positive integer, discriminator updates per generator update.
        **kwargs: As for `LatentGAN`.

    Logs: `d_loss` (2 if all scores are 0), `g_loss`; `real_score` and
    `fake_score`, the mean scores; `d_accuracy`, the share of images whose score
    has the right sign.
    """

    # Digits of 8x8 pixels need no wider networks.
    recommended = {"digits": {"width": 32}}
    recommended_run = {
        "digits": {
            "epochs": 75,
            "batch_size": 64,
            "learning_rate": 2e-3,
            "settings": {"d_steps": 1, "ema": 0.995, "width": 16},
        },
        "mnist": {
            "epochs": 12,
            "batch_size": 64,
            "learning_rate": 2e-3,
            "settings": {"d_steps": 1, "ema": 0.999, "width": 32},
        },
        "celeba": {
            "batch_size": 32,
            "learning_rate": 1e-3,
            "settings": {"d_steps": 1, "ema": 0.999, "width": 32},
        },
    }

    log_names = ("d_loss", "g_loss", "real_score", "fake_score", "d_accuracy")
    d_normalization = "spectral"

    def __init__(self, image_shape, latent_dim=100, *, d_steps=5, **kwargs):
        super().__init__(image_shape, latent_dim, d_steps=d_steps, **kwargs)

    def look_at(self, data, of=""):
        super().look_at(data, of)
        layers = all_layers(self.discriminator)
        if not any(isinstance(layer, NORMALIZATIONS) for layer in layers):
            warn(
                "The discriminator has no spectral normalisation, without "
                f"which {type(self).__name__} is a GAN with the hinge loss. "
                "Wrap its layers, as by "
                "keras_gans.layers.SpectralNormalization(Conv2D(...))."
            )

    def default_optimizer(self):
        return keras.optimizers.Adam(2e-4, beta_1=0.0, beta_2=0.9)

    def d_loss(self, real_scores, fake_scores):
        return losses.hinge_d(real_scores, fake_scores)

    def g_loss(self, fake_scores):
        return losses.wasserstein_g(fake_scores)

    def d_logs(self, real_scores, fake_scores):
        return {
            "real_score": ops.mean(real_scores),
            "fake_score": ops.mean(fake_scores),
            "d_accuracy": accuracy(real_scores, fake_scores),
        }
