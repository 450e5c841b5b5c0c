"""DCGAN: the deep convolutional GAN."""

import keras

from keras_gans import networks
from keras_gans.models.gan import GAN


@keras.saving.register_keras_serializable("keras_gans")
class DCGAN(GAN):
    """The deep convolutional GAN.

    Radford, Metz and Chintala 2015 (arXiv:1511.06434): a GAN whose
    convolutional networks follow the paper's guidelines (see
    `networks.dcgan_generator`). Adam 2e-4 with beta_1 0.5.

    Args:
        image_shape: `(size, size, channels)` with 1 or 3 channels and a size
            from 8 to 128 of the form 7·2^k or 2^k.
        latent_dim: Positive integer, the length of a latent.
        width: Positive integer, channels next to the image in the default
            networks.
        d_activation: Activation of the default discriminator, `"leaky_relu"` or
            any Keras activation, such as `"relu"`.
        **kwargs: As for `GAN`.

    Example:

    ```python
    gan = kg.DCGAN(image_shape=(28, 28, 1), latent_dim=100)
    gan.compile()
    gan.fit(kg.datasets.mnist(batch_size=128), epochs=25)
    ```
    """

    # Digits of 8x8 pixels need no wider networks.
    recommended = {"digits": {"width": 32}}

    def __init__(
        self,
        image_shape,
        latent_dim=100,
        *,
        d_activation="leaky_relu",
        **kwargs,
    ):
        self.d_activation = keras.activations.serialize(
            keras.activations.get(d_activation)
        )
        super().__init__(image_shape, latent_dim, **kwargs)

    def default_generator(self):
        return networks.dcgan_generator(
            self.image_shape, self.latent_dim, width=self.width
        )

    def default_discriminator(self):
        return networks.dcgan_discriminator(
            self.image_shape, width=self.width, activation=self.d_activation
        )

    def get_config(self):
        return {**super().get_config(), "d_activation": self.d_activation}
