"""R3GAN: the regularised relativistic GAN."""

import math

import keras
from keras import ops

from keras_gans import backend
from keras_gans import losses
from keras_gans import networks
from keras_gans import penalties
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.training.two_optimizers import batches_per_update
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_weight
from keras_gans.utils.layers import add_state
from keras_gans.utils.network_checks import check_no_batch_norm
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

    The penalties take half of a step. With `penalty_every=k` they are lazy, as
    in StyleGAN2 (Karras et al. 2020, arXiv:1912.04958, appendix B): after k
    updates of the discriminator, another one of the penalties alone, with new
    generated images and their gradient times k. Its Adam 2e-4 (0, 0.99)
    becomes 2e-4 c (0, 0.99^c) with c = k / (k + 1). The paper has 1.

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
        penalty_every: Positive integer, k; 1 adds the penalties to every loss.
        ema: As for `LatentGAN`.
        **kwargs: As for `LatentGAN`.

    Logs: `d_loss` and `g_loss` (log 2 at equilibrium), without the penalties;
    `r1` and `r2`, the weighted penalties, if lazy those of their last update (0
    before it); `d_accuracy`, the share of pairs whose real image has the higher
    score (0.5 at equilibrium).
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
        self,
        image_shape,
        latent_dim=64,
        *,
        gamma=1.0,
        penalty_every=1,
        ema=0.999,
        **kwargs,
    ):
        check_weight(gamma=gamma)
        check_positive(penalty_every=penalty_every)
        super().__init__(image_shape, latent_dim, ema=ema, **kwargs)
        self.initial_gamma = gamma
        self.penalty_every = int(penalty_every)
        self.gamma = add_state(
            self, "gamma", initializer=keras.initializers.Constant(gamma)
        )
        if self._is_lazy:  # The values of the last update of the penalties.
            self.r1, self.r2 = (add_state(self, name) for name in ("r1", "r2"))

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

    def uses_total_steps(self, d_opt, g_opt):
        return True  # Gamma follows it, whatever the optimizers do.

    def default_optimizers(self):
        every = self.penalty_every
        share = every / (every + 1) if self._is_lazy else 1.0
        return self._adam(self.d_steps, share), self._adam(1, 1.0)

    def _adam(self, updates_per_step, share):
        """Adam, if updates without lazy penalties are this share of all."""
        rate = RATE * share
        if self.total_steps:
            updates = round(updates_per_step / share * self._decay_steps)
            rate = keras.optimizers.schedules.CosineDecay(
                rate, updates, alpha=FINAL_RATE
            )
        return keras.optimizers.Adam(rate, beta_1=0.0, beta_2=0.99**share)

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
        return {} if self._is_lazy else self._r1_and_r2(real, fake)

    def _r1_and_r2(self, real, fake):
        half = self.gamma.value / 2
        return {
            "r1": half * penalties.r1(self.scorer, real),
            "r2": half * penalties.r2(self.scorer, fake),
        }

    def d_logs(self, real_scores, fake_scores):
        right = ops.cast(real_scores > fake_scores, "float32")
        logs = {"d_accuracy": ops.mean(right)}
        if self._is_lazy:
            # Copies, since both may be updated before they are logged.
            logs |= {"r1": ops.copy(self.r1.value)}
            logs |= {"r2": ops.copy(self.r2.value)}
        return logs

    def after_d_update(self, real, logs):
        super().after_d_update(real, logs)
        if self._is_lazy:
            self.regularize_lazily(
                self.penalty_every, self.d_opt, lambda: self._penalize(real)
            )

    def _penalize(self, real):
        """Makes an update of the penalties alone."""

        def compute(real):
            fake = self.fakes(real, training=True)

            def penalty():
                values = self._r1_and_r2(real, fake)
                return self.penalty_every * sum(values.values()), values

            (_, values), pull = backend.pullback(
                penalty, self.d_variables, self.variables
            )
            return pull(), values

        gradients, values = self.in_parts(compute, (real,), self.d_variables)
        self.update_discriminator(None, gradients)
        values = backend.agreed(values)
        self.r1.assign(values["r1"])
        self.r2.assign(values["r2"])

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
        return {
            **super().get_config(),
            "gamma": self.initial_gamma,
            "penalty_every": self.penalty_every,
        }

    @property
    def _is_lazy(self):
        return self.penalty_every > 1

    @property
    def _decay_steps(self):
        return max(1, self.total_steps // 2)
