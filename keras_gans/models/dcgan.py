"""DCGAN: the deep convolutional GAN."""

import keras

from keras_gans import networks
from keras_gans.models.gan import GAN
from keras_gans.utils.network_checks import activation_of


@keras.saving.register_keras_serializable("keras_gans")
class DCGAN(GAN):
    """The deep convolutional GAN.

    Radford, Metz and Chintala 2015 (arXiv:1511.06434): a GAN whose
    convolutional networks follow the paper's guidelines (see
    `networks.dcgan_generator`). Adam 2e-4 with beta_1 0.5.

    Latents from N(0, 1) and 4x4 kernels are those of the authors' Torch code.
    The paper and its Theano code draw latents from U(-1, 1)
    (`latent="uniform"`); the Theano code has 5x5 kernels and decays weights.

    Args:
        image_shape: `(height, width, channels)` with sides of at least 8 that
            can be halved together until the shorter one is at most 15, such as
            28x28, 64x64, 256x256, 48x64 and 144x256; any number of channels.
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
    recommended_run = {
        "mnist": {
            "epochs": 12,
            "batch_size": 64,
            "learning_rate": 5e-4,
            "settings": {"width": 32, "ema": 0.999},
        }
    }

    def __init__(
        self,
        image_shape,
        latent_dim=100,
        *,
        d_activation="leaky_relu",
        **kwargs,
    ):
        self.d_activation = keras.activations.serialize(
            activation_of(d_activation=d_activation)
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
