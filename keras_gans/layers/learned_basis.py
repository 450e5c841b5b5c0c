"""The first layer of R3GAN's generator."""

import keras
from keras import ops

from keras_gans.layers.learned_map import LearnedMap


@keras.saving.register_keras_serializable("keras_gans")
class LearnedBasis(LearnedMap):
    """Maps latents `(n, dim)` to features `(n, height, width, channels)`.

    Each channel has a learned map, initialised from N(0, 1). The layer
    multiplies it by a number that is linear in the latent: the first layer of
    R3GAN's generator (Huang et al. 2024, arXiv:2501.05441, section 4).

    Args:
        size: `(height, width)` of the features, or one integer for both.
        channels: Positive integer.
    """

    def build(self, input_shape):
        self.basis = self.add_map("basis")
        self.kernel = self.add_weight(
            shape=(input_shape[-1], self.channels),
            initializer="lecun_normal",
            name="kernel",
        )

    def call(self, inputs):
        factors = ops.matmul(inputs, self.kernel)
        return self.basis * factors[:, None, None, :]
