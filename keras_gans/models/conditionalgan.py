"""ConditionalGAN: the GAN whose players both get a label."""

import keras

from keras_gans.models.conditional import Conditional
from keras_gans.models.gan import GAN

# For many small images.
RUN = {
    "epochs": 12,
    "batch_size": 64,
    "optimizer": {"name": "adam", "beta_1": 0.5, "beta_2": 0.99},
    "learning_rate": 2e-3,
    "settings": {"ema": 0.999, "width": 32},
}


@keras.saving.register_keras_serializable("keras_gans")
class ConditionalGAN(Conditional, GAN):
    """The conditional GAN.

    Mirza and Osindero 2014 (arXiv:1411.1784), equation 2: the label is embedded
    and concatenated to the latent in the generator and to the image in the
    discriminator (see `networks.conditional_generator`). The paper uses
    perceptrons and uniform latents. Here, the other layers, the latents, the
    losses and the optimizers are those of DCGAN.

    Args:
        image_shape: As for `DCGAN`, or `(n,)` for points.
        latent_dim: Positive integer, the length of a latent.
        num_classes: Positive integer, if labels are classes.
        num_attributes: Positive integer, if labels are attributes.
        label_names: Names of the classes or attributes, or `None`.
        **kwargs: As for `GAN`.

    Logs: as for `GAN`.

    Example:

    ```python
    gan = kg.ConditionalGAN((28, 28, 1), num_classes=10)
    gan.compile()
    gan.fit(kg.datasets.mnist(labels=True), epochs=25)
    sevens = gan.generate(16, labels=7)
    ```
    """

    # Digits of 8x8 pixels need no wider networks.
    recommended = {"digits": {"width": 32}}
    recommended_run = {
        "digits": {
            "epochs": 60,
            "batch_size": 64,
            "optimizer": {"name": "adam", "beta_1": 0.5, "beta_2": 0.99},
            "learning_rate": 3e-3,
            "settings": {"ema": 0.995, "width": 16},
        },
        "mnist": RUN,
        "fashion_mnist": RUN,
    }
