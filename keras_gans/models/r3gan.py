"""R3GAN: the regularised relativistic GAN."""

import math

import keras
from keras import ops

from keras_gans import losses
from keras_gans import networks
from keras_gans import penalties
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.training.two_optimizers import batches_per_update
from keras_gans.utils.checks import check_no_batch_norm
from keras_gans.utils.checks import check_weight
from keras_gans.utils.layers import add_state
from keras_gans.utils.second_derivatives import check_second_derivatives

RATE = 2e-4
# The final values of the schedules, as shares of the initial values.
FINAL_RATE = 0.25
FINAL_GAMMA = 0.1


@keras.saving.register_keras_serializable("keras_gans")
class R3GAN(LatentGAN):
    """The regularised relativistic GAN.

    Huang et al. 2024 (arXiv:2501.05441): both players compare the scores of
    real and generated images in pairs. The discriminator's gradient is
    penalised at real and at generated images, with weight gamma / 2 each (R1
    and R2). The networks are residual, with grouped convolutions and without
    normalisation. Adam 2e-4 (0, 0.99); the paper raises beta_2 from 0.9, but
    Keras keeps it constant. Images come from the moving average of the
    generator.

    With `compile(total_steps=n)` the learning rates fall to 5e-5 and gamma to a
    tenth, both by a cosine over the first half of the training (the paper gives
    the length in images). Without `total_steps` they stay constant.

    Three things differ from the authors' training code. The decay of the
    average is constant; theirs has a half-life of 0.5 to 5 million images, to
    which it grows. They augment images adaptively; here it is your choice, by
    `augmentation=layers.AdaptiveAugmentation()`. Their networks have the same
    width at every size for CIFAR-10 and nearly so for faces of 64x64; here
    widths double, up to 8 times.

    Args:
        image_shape: As for `DCGAN`, or `(n,)` for points.
        latent_dim: Positive integer, the length of a latent.
        gamma: Non-negative float, the weight of the penalties at the start; the
            paper uses 1 for Stacked MNIST, 0.05 for CIFAR-10, 2 for faces of
            64x64.
        ema: As for `LatentGAN`.
        **kwargs: As for `LatentGAN`.

    Logs: `d_loss` and `g_loss` (log 2 at equilibrium), without the penalties;
    `r1` and `r2`, the weighted penalties; `d_accuracy`, the share of pairs
    whose real image has the higher score (0.5 at equilibrium).
    """

    # The gammas are the paper's; digits of 8x8 pixels need no wider networks.
    recommended = {
        "digits": {"width": 16},
        "cifar10": {"gamma": 0.05},
        "stacked_mnist": {"gamma": 1.0},
        "celeba": {"gamma": 2.0},
    }

    log_names = ("d_loss", "g_loss", "d_accuracy", "r1", "r2")
    d_normalization = None

    def __init__(
        self, image_shape, latent_dim=64, *, gamma=1.0, ema=0.999, **kwargs
    ):
        check_weight(gamma=gamma)
        super().__init__(image_shape, latent_dim, ema=ema, **kwargs)
        self.initial_gamma = gamma
        self.gamma = add_state(
            self, "gamma", initializer=keras.initializers.Constant(gamma)
        )

    def default_generator(self):
        if len(self.image_shape) == 1:
            return super().default_generator()
        return networks.r3gan_generator(
            self.image_shape, self.latent_dim, width=self.width
        )

    def default_discriminator(self):
        if len(self.image_shape) == 1:
            return super().default_discriminator()
        return networks.r3gan_discriminator(self.image_shape, width=self.width)

    def default_optimizers(self):
        def cosine(updates_per_step):
            updates = updates_per_step * self._decay_steps
            return keras.optimizers.schedules.CosineDecay(
                RATE, updates, alpha=FINAL_RATE
            )

        return tuple(
            keras.optimizers.Adam(rate, beta_1=0.0, beta_2=0.99)
            for rate in self.scheduled_rates(RATE, cosine)
        )

    def check_discriminator(self):
        super().check_discriminator()
        check_no_batch_norm(
            self.discriminator, "the penalties need one gradient per image"
        )
        check_second_derivatives(self.discriminator)

    def d_loss(self, real_scores, fake_scores):
        return losses.relativistic_d(real_scores, fake_scores)

    def margins(self, real_scores, fake_scores):
        return real_scores - fake_scores

    def penalties(self, real, fake):
        half = self.gamma.value / 2
        return {
            "r1": half * penalties.r1(self.scorer, real),
            "r2": half * penalties.r2(self.scorer, fake),
        }

    def d_logs(self, real_scores, fake_scores):
        right = ops.cast(real_scores > fake_scores, "float32")
        return {"d_accuracy": ops.mean(right)}

    def g_objective(self, real, fake, training):
        loss = losses.relativistic_g(
            self.scores(real, training), self.scores(fake, training)
        )
        return loss, {"g_loss": loss}

    def after_g_update(self, real):
        super().after_g_update(real)
        if not self.total_steps:
            return
        updates = ops.cast(self.g_opt.iterations, "float32")
        steps = updates * batches_per_update(self.g_opt)
        progress = ops.minimum(steps / self._decay_steps, 1.0)
        cosine = (1.0 + ops.cos(math.pi * progress)) / 2
        share = FINAL_GAMMA + (1.0 - FINAL_GAMMA) * cosine
        self.gamma.assign(self.initial_gamma * share)

    def get_config(self):
        return {**super().get_config(), "gamma": self.initial_gamma}

    @property
    def _decay_steps(self):
        return max(1, self.total_steps // 2)
