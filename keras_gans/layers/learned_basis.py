"""The first layer of R3GAN's generator."""

import keras
from keras import ops

from keras_gans.utils.checks import check_positive


@keras.saving.register_keras_serializable("keras_gans")
class LearnedBasis(keras.layers.Layer):
    """Maps latents `(n, dim)` to features `(n, height, width, channels)`.

    Each channel has a learned map, initialised from N(0, 1). The layer
    multiplies it by a number that is linear in the latent: the first layer of
    R3GAN's generator (Huang et al. 2024, arXiv:2501.05441, section 4).

    Args:
        size: `(height, width)` of the features, or one integer for both.
        channels: Positive integer.
    """

    def __init__(self, size, channels, **kwargs):
        super().__init__(**kwargs)
        pair = size if isinstance(size, list | tuple) else (size, size)
        height, width = pair
        check_positive(height=height, width=width, channels=channels)
        self.size = (height, width)
        self.channels = channels

    def build(self, input_shape):
        self.basis = self.add_weight(
            shape=(*self.size, self.channels),
            initializer=keras.initializers.RandomNormal(stddev=1.0),
            name="basis",
        )
        self.kernel = self.add_weight(
            shape=(input_shape[-1], self.channels),
            initializer="lecun_normal",
            name="kernel",
        )

    def call(self, inputs):
        factors = ops.matmul(inputs, self.kernel)
        return self.basis * factors[:, None, None, :]

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.size, self.channels)

    def get_config(self):
        return {
            **super().get_config(),
            "size": self.size,
            "channels": self.channels,
        }
