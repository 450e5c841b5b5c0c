"""WGAN: the Wasserstein GAN with weight clipping."""

import keras
from keras import ops

from keras_gans import losses
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.utils.checks import check_weight


@keras.saving.register_keras_serializable("keras_gans")
class WGAN(LatentGAN):
    """The Wasserstein GAN with weight clipping.

    Arjovsky et al. 2017 (arXiv:1701.07875), algorithm 1: a critic f without
    sigmoid, whose trainable variables are clipped to [-0.01, 0.01] after each
    update to keep it Lipschitz continuous. RMSprop 5e-5; five critic updates,
    each on a fresh batch, per generator update. The authors' code clips before
    each update, and makes 100 critic updates at each of the first 25 generator
    updates and at every 500th.

    Args:
        image_shape: As for `DCGAN`, or `(n,)` for points.
        latent_dim: Positive integer, the length of a latent.
        clip: Non-negative float, the clipping bound (c in the paper).
        d_steps: Positive integer, critic updates per generator update.
        **kwargs: As for `LatentGAN`.

    Logs: `d_loss`, `g_loss`; `wasserstein`, the estimate mean f(x) - mean
    f(G(z)) in units of the critic. It falls as samples improve (figure 3 of the
    paper).
    """

    # Digits of 8x8 pixels need no wider networks.
    recommended = {"digits": {"width": 32}}

    log_names = ("d_loss", "g_loss", "wasserstein")
    unfit_for_adaptation = "a critic's loss ignores an offset of all scores"

    def __init__(
        self, image_shape, latent_dim=100, *, clip=0.01, d_steps=5, **kwargs
    ):
        check_weight(clip=clip)
        super().__init__(image_shape, latent_dim, d_steps=d_steps, **kwargs)
        self.clip = clip

    def default_optimizer(self):
        # The authors' framework has decay 0.99 and adds 1e-8 outside the root;
        # Keras adds its epsilon inside. Keras's default of 1e-7 would damp the
        # small gradients that pass through clipped weights.
        return keras.optimizers.RMSprop(5e-5, rho=0.99, epsilon=1e-16)

    def compile(self, *args, **kwargs):
        super().compile(*args, **kwargs)
        if self.d_opt.use_ema:
            raise ValueError(
                "The critic's optimizer must not average weights, since the "
                "averages would not be clipped; the generator's may, or the "
                "model by ema=0.999. Received: d_opt with use_ema=True"
            )

    def d_loss(self, real_scores, fake_scores):
        return losses.wasserstein_d(real_scores, fake_scores)

    def g_loss(self, fake_scores):
        return losses.wasserstein_g(fake_scores)

    def d_logs(self, real_scores, fake_scores):
        return {"wasserstein": ops.mean(real_scores) - ops.mean(fake_scores)}

    def after_d_update(self, real, logs):
        for variable in self.discriminator.trainable_variables:
            variable.assign(ops.clip(variable.value, -self.clip, self.clip))

    def get_config(self):
        return {**super().get_config(), "clip": self.clip}
