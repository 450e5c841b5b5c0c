"""WGANGP: the Wasserstein GAN with gradient penalty."""

import keras
from keras import ops

from keras_gans import losses
from keras_gans import penalties
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.utils.checks import check_flag
from keras_gans.utils.checks import check_weight
from keras_gans.utils.network_checks import check_no_batch_norm
from keras_gans.utils.second_derivatives import check_second_derivatives


@keras.saving.register_keras_serializable("keras_gans")
class WGANGP(LatentGAN):
    """The Wasserstein GAN with gradient penalty.

    Gulrajani et al. 2017 (arXiv:1704.00028), algorithm 1: a penalty of weight
    10 pulls the norm of the critic's gradient to 1 between real and generated
    images. Adam 1e-4 (0, 0.9), five critic updates per generator update. The
    penalty needs one gradient per image, so the critic has layer normalisation
    instead of batch normalisation. Critics with normalisation layers of Keras
    are refused where gradients of the penalty would be wrong, those with
    `layers.LayerNormalization` and `layers.GroupNormalization` of this package
    never.

    Args:
        image_shape: As for `DCGAN`, or `(n,)` for points.
        latent_dim: Positive integer, the length of a latent.
        gp_weight: Non-negative float (lambda in the paper); the authors' code
            uses 0.1 for 2-D points.
        one_sided: Whether to penalise only norms above 1.
        d_steps: Positive integer, critic updates per generator update.
        **kwargs: As for `LatentGAN`.

    Logs: `d_loss`, without the penalty; `g_loss`; `gradient_penalty`, the
    weighted penalty; `wasserstein`, the estimate mean f(x) - mean f(G(z)),
    which falls as samples improve.
    """

    # Digits of 8x8 pixels need no wider networks.
    recommended = {"digits": {"width": 32}}

    log_names = ("d_loss", "g_loss", "wasserstein", "gradient_penalty")
    d_normalization = "layer"
    unfit_for_adaptation = "a critic's loss ignores an offset of all scores"

    def __init__(
        self,
        image_shape,
        latent_dim=100,
        *,
        gp_weight=10.0,
        one_sided=False,
        d_steps=5,
        **kwargs,
    ):
        check_flag(one_sided=one_sided)
        check_weight(gp_weight=gp_weight)
        super().__init__(image_shape, latent_dim, d_steps=d_steps, **kwargs)
        self.gp_weight = gp_weight
        self.one_sided = one_sided

    def default_optimizer(self):
        return keras.optimizers.Adam(1e-4, beta_1=0.0, beta_2=0.9)

    def check_discriminator(self):
        super().check_discriminator()
        check_no_batch_norm(
            self.discriminator, "the penalty needs one gradient per image"
        )
        check_second_derivatives(self.discriminator)

    def d_loss(self, real_scores, fake_scores):
        return losses.wasserstein_d(real_scores, fake_scores)

    def g_loss(self, fake_scores):
        return losses.wasserstein_g(fake_scores)

    def penalties(self, real, fake):
        penalty = penalties.gradient_penalty(
            self.scorer,
            real,
            fake,
            one_sided=self.one_sided,
            seed=self.seed_generator,
        )
        return {"gradient_penalty": self.gp_weight * penalty}

    def d_logs(self, real_scores, fake_scores):
        return {"wasserstein": ops.mean(real_scores) - ops.mean(fake_scores)}

    def get_config(self):
        return {
            **super().get_config(),
            "gp_weight": self.gp_weight,
            "one_sided": self.one_sided,
        }
