"""ProjectionGAN: the GAN with a projection discriminator."""

import keras

from keras_gans import networks
from keras_gans.models.conditional import Conditional
from keras_gans.models.sngan import SNGAN


@keras.saving.register_keras_serializable("keras_gans")
class ProjectionGAN(Conditional, SNGAN):
    """The GAN with a projection discriminator.

    Miyato and Koyama 2018 (arXiv:1802.05637), equation 3: an SNGAN whose score
    is `psi(phi(x)) + y' V phi(x)`, where phi(x) are features of the image and
    each label in y has a learned vector in V. The generator's batch
    normalisation has scales and offsets for each label
    (`layers.ConditionalBatchNormalization`). The networks are the paper's
    residual networks for 128x128, with fewer blocks for smaller images, or
    perceptrons for points. `networks.projection_generator` says how the
    authors' networks for other sizes and their initial weights differ. The
    learning rate is constant (see `SNGAN`).

    Args:
        image_shape: As for `DCGAN`, or `(n,)` for points.
        latent_dim: Positive integer, the length of a latent.
        d_steps: Positive integer, discriminator updates per generator update.
        num_classes: Positive integer, if labels are classes.
        num_attributes: Positive integer, if labels are attributes.
        label_names: Names of the classes or attributes, or `None`.
        **kwargs: As for `SNGAN`.

    Logs: as for `SNGAN`.
    """

    # Digits of 8x8 pixels need no wider networks.
    recommended = {"digits": {"width": 16}}

    def __init__(self, image_shape, latent_dim=128, *, d_steps=5, **kwargs):
        super().__init__(image_shape, latent_dim, d_steps=d_steps, **kwargs)

    def default_generator(self):
        if len(self.image_shape) == 1:
            return super().default_generator()
        return networks.projection_generator(
            self.image_shape,
            self.latent_dim,
            self.labels.size,
            width=self.width,
        )

    def default_discriminator(self):
        return networks.projection_discriminator(
            self.image_shape, self.labels.size, width=self.width
        )
