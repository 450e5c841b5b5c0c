"""The conditional StyleGAN2."""

import keras

from keras_gans.models.conditional import Conditional
from keras_gans.models.stylegan2 import StyleGAN2


@keras.saving.register_keras_serializable("keras_gans")
class ConditionalStyleGAN2(Conditional, StyleGAN2):
    """The conditional StyleGAN2.

    As in the authors' later code (Karras et al. 2020, arXiv:2006.06676), the
    mapping network takes labels with the latents, and the score of the
    discriminator is the product of its features and the mapped labels.

    Args:
        image_shape: As for `StyleGAN2`.
        latent_dim: As for `StyleGAN2`.
        num_classes: Positive integer, if labels are classes.
        num_attributes: Positive integer, if labels are attributes.
        label_names: Names of the classes or attributes, or `None`.
        config: As for `StyleGAN2`.
        **kwargs: As for `StyleGAN2`.

    Logs: as for `StyleGAN2`.
    """

    without_labels = ""

    def __init__(
        self, image_shape, latent_dim=None, *, config="auto", **kwargs
    ):
        super().__init__(image_shape, latent_dim, config=config, **kwargs)

    def default_generator(self):
        return StyleGAN2.default_generator(self)

    def default_discriminator(self):
        return StyleGAN2.default_discriminator(self)

    def network_arguments(self):
        return super().network_arguments() | {"num_labels": self.labels.size}
