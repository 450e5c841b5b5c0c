"""BEGAN: the boundary equilibrium GAN."""

import keras
from keras import ops

from keras_gans import losses
from keras_gans import networks
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.utils.checks import check_flag
from keras_gans.utils.checks import check_weight
from keras_gans.utils.checks import is_number
from keras_gans.utils.layers import add_state
from keras_gans.utils.network_checks import check_autoencoder


@keras.saving.register_keras_serializable("keras_gans")
class BEGAN(LatentGAN):
    """The boundary equilibrium GAN.

    Berthelot et al. 2017 (arXiv:1703.10717), section 3.4: the discriminator is
    an auto-encoder, and L is its mean absolute error. The discriminator
    minimises L(x) - k L(G(z)), the generator L(G(z)). Each update adds
    `lambda_k (gamma L(x) - L(G(z)))` to k, within [0, 1], to keep L(G(z)) at
    gamma L(x). Adam 1e-4; latents are uniform and as long as the code.

    Args:
        image_shape: As for `DCGAN`, or `(n,)` for points.
        latent_dim: Positive integer, the length of a latent and a code.
        gamma: Float in (0, 1], the diversity ratio: lower values give cleaner
            but less diverse images.
        lambda_k: Non-negative float, how fast k changes.
        vanishing_residuals: Whether the default networks start with residual
            connections that fade out (section 3.5.1).
        discriminator: Keras model that maps images to images, or `None` for the
            default.
        **kwargs: As for `LatentGAN`.

    Logs: `d_loss`, `g_loss`; `real_energy`, L(x), and `fake_energy`, L(G(z));
    `k`; `convergence`, the global measure M = L(x) + |gamma L(x) - L(G(z))|,
    which falls as training converges.

    Raises:
        ValueError: If gamma is not in (0, 1], or the discriminator is not an
            auto-encoder of the images.
    """

    # These real images are easier to reconstruct than generated ones: with the
    # paper's gamma, k stays at 0 (see docs/models.md).
    recommended = {
        dataset: {"gamma": 1.0, "lambda_k": 0.01, "width": 16}
        for dataset in ("digits", "mnist", "fashion_mnist")
    }

    log_names = (
        "d_loss",
        "g_loss",
        "real_energy",
        "fake_energy",
        "k",
        "convergence",
    )
    unfit_for_adaptation = "the scores of an auto-encoder are energies"

    def __init__(
        self,
        image_shape,
        latent_dim=64,
        *,
        gamma=0.5,
        lambda_k=0.001,
        vanishing_residuals=False,
        latent="uniform",
        **kwargs,
    ):
        if not (is_number(gamma) and 0 < gamma <= 1):
            raise ValueError(f"gamma must be in (0, 1]. Received: {gamma=}")
        check_weight(lambda_k=lambda_k)
        check_flag(vanishing_residuals=vanishing_residuals)
        self.vanishing_residuals = vanishing_residuals
        super().__init__(image_shape, latent_dim, latent=latent, **kwargs)
        self.gamma = gamma
        self.lambda_k = lambda_k
        self.k = add_state(self, "k")

    def default_generator(self):
        if len(self.image_shape) == 1:
            return super().default_generator()
        return networks.began_generator(
            self.image_shape,
            self.latent_dim,
            width=self.width,
            vanishing_residuals=self.vanishing_residuals,
        )

    def default_discriminator(self):
        if len(self.image_shape) == 1:
            return networks.mlp_autoencoder(self.image_shape, width=self.width)
        return networks.began_autoencoder(
            self.image_shape,
            code_dim=self.latent_dim,
            width=self.width,
            vanishing_residuals=self.vanishing_residuals,
        )

    def default_optimizer(self):
        return keras.optimizers.Adam(1e-4)

    def check_discriminator(self):
        check_autoencoder(self.discriminator, self.image_shape)

    def feature_network(self):
        return self.discriminator.layers[0]

    def scores(self, images, training):
        """Returns the energies L, small for images that seem real."""
        images = self.as_seen(images, training)
        decoded = self.discriminator(images, training=training)
        errors = ops.abs(ops.cast(decoded, "float32") - images)
        return ops.mean(errors, axis=tuple(range(1, len(self.image_shape) + 1)))

    def d_loss(self, real_energies, fake_energies):
        return losses.equilibrium_d(
            real_energies, fake_energies, k=self.k.value
        )

    def g_loss(self, fake_energies):
        return ops.mean(fake_energies)

    def d_logs(self, real_energies, fake_energies):
        real, fake = ops.mean(real_energies), ops.mean(fake_energies)
        return {
            "real_energy": real,
            "fake_energy": fake,
            # A copy, since k is updated before it is logged.
            "k": ops.copy(self.k.value),
            "convergence": real + ops.abs(self.gamma * real - fake),
        }

    def after_d_update(self, real, logs):
        gap = self.gamma * logs["real_energy"] - logs["fake_energy"]
        self.k.assign(ops.clip(self.k.value + self.lambda_k * gap, 0.0, 1.0))

    def get_config(self):
        return {
            **super().get_config(),
            "gamma": self.gamma,
            "lambda_k": self.lambda_k,
            "vanishing_residuals": self.vanishing_residuals,
        }
