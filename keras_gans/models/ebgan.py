"""EBGAN: the energy-based GAN."""

import keras
from keras import ops

from keras_gans import backend
from keras_gans import losses
from keras_gans import networks
from keras_gans import penalties
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.utils.checks import check_weight
from keras_gans.utils.network_checks import check_autoencoder


@keras.saving.register_keras_serializable("keras_gans")
class EBGAN(LatentGAN):
    """The energy-based GAN with an auto-encoder as discriminator.

    Zhao et al. 2016 (arXiv:1609.03126): the energy of an image is the Euclidean
    norm of the auto-encoder's reconstruction error. The discriminator lowers
    the energy of real images and raises that of generated images up to a
    margin. The pulling-away term on the encoder's codes (EBGAN-PT) pushes
    generated images apart. Adam 1e-3 and a margin of 10 are the paper's
    settings for MNIST. For CelebA, only the margin of 20 is the paper's: the
    rate stays 1e-3, with which the faces of docs/results.md were trained.
    1Konny/EBGAN-pytorch takes Adam 1e-4 and 2e-4 there.

    Args:
        image_shape: As for `DCGAN`, or `(n,)` for points.
        latent_dim: Positive integer, the length of a latent.
        discriminator: `keras.Sequential([encoder, decoder])` that maps images
            to images, or `None` for the default.
        margin: Non-negative float (m in the paper): 10 for MNIST, 20 for CelebA
            at 64x64.
        pt_weight: Non-negative float, the weight of the pulling-away term; 0
            turns it off.
        **kwargs: As for `LatentGAN`.

    Logs: `d_loss`; `g_loss`, without the pulling-away term; `real_energy` and
    `fake_energy`, the mean energies; `pulling_away`, the weighted term.

    Raises:
        ValueError: If the discriminator is not an auto-encoder of the images,
            or does not consist of an encoder and a decoder.
    """

    # The margin for CelebA is the paper's; its rate was not at hand. Digits of
    # 8x8 pixels need no wider networks.
    recommended = {"digits": {"width": 32}, "celeba": {"margin": 20.0}}

    log_names = (
        "d_loss",
        "g_loss",
        "real_energy",
        "fake_energy",
        "pulling_away",
    )
    unfit_for_adaptation = "the scores of an auto-encoder are energies"

    def __init__(
        self,
        image_shape,
        latent_dim=100,
        *,
        margin=10.0,
        pt_weight=0.1,
        **kwargs,
    ):
        check_weight(margin=margin, pt_weight=pt_weight)
        super().__init__(image_shape, latent_dim, **kwargs)
        self.margin = margin
        self.pt_weight = pt_weight

    def default_discriminator(self):
        if len(self.image_shape) == 1:
            return networks.mlp_autoencoder(self.image_shape, width=self.width)
        return networks.dcgan_autoencoder(self.image_shape, width=self.width)

    def default_optimizer(self):
        return keras.optimizers.Adam(1e-3)

    def check_discriminator(self):
        check_autoencoder(self.discriminator, self.image_shape)
        if (
            not isinstance(self.discriminator, keras.Sequential)
            or len(self.discriminator.layers) != 2
        ):
            raise ValueError(
                "The discriminator must be keras.Sequential([encoder, decoder])"
                ", since the pulling-away term uses the encoder's codes. "
                f"Received: a {type(self.discriminator).__name__} of "
                f"{len(self.discriminator.layers)} layers"
            )

    def feature_network(self):
        return self.discriminator.layers[0]

    def scores(self, images, training):
        """Returns the energies, small for images that seem real."""
        return self._energies(images, training)[0]

    def d_loss(self, real_energies, fake_energies):
        return losses.margin_d(real_energies, fake_energies, margin=self.margin)

    def d_logs(self, real_energies, fake_energies):
        return {
            "real_energy": ops.mean(real_energies),
            "fake_energy": ops.mean(fake_energies),
        }

    def g_objective(self, real, fake, training):
        energies, codes = self._energies(fake, training)
        loss = ops.mean(energies)
        # It compares all images of the batch, on whatever device they are.
        term = penalties.pulling_away(backend.gathered(codes))
        pulling_away = self.pt_weight * term
        return loss + pulling_away, {
            "g_loss": loss,
            "pulling_away": pulling_away,
        }

    def get_config(self):
        return {
            **super().get_config(),
            "margin": self.margin,
            "pt_weight": self.pt_weight,
        }

    def _energies(self, images, training):
        images = self.as_seen(images, training)
        encoder, decoder = self.discriminator.layers
        codes = encoder(images, training=training)
        errors = ops.cast(decoder(codes, training=training), "float32") - images
        axes = tuple(range(1, len(self.image_shape) + 1))
        squares = ops.sum(ops.square(errors), axis=axes)
        return ops.sqrt(squares + penalties.EPSILON), codes
