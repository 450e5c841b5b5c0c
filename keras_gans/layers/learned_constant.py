"""The first layer of StyleGAN's synthesis network."""

import keras
from keras import ops

from keras_gans.layers.learned_map import LearnedMap


@keras.saving.register_keras_serializable("keras_gans")
class LearnedConstant(LearnedMap):
    """A learned map, the same for each row of its input.

    Karras et al. 2019 (arXiv:1812.04948), section 2: images start from a map
    `(n, height, width, channels)` that does not depend on the latents. It
    starts from N(0, 1).

    Args:
        size: `(height, width)` of the map, or one integer for both.
        channels: Positive integer.
    """

    def build(self, input_shape):
        self.constant = self.add_map("constant")

    def call(self, inputs):
        # XLA on TensorFlow cannot repeat by a number that is a tensor.
        shape = (ops.shape(inputs)[0], *self.constant.shape)
        return ops.broadcast_to(self.constant, shape)
