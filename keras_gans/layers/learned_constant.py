"""The first layer of StyleGAN's synthesis network."""

import keras
from keras import ops

from keras_gans.utils.checks import check_positive


@keras.saving.register_keras_serializable("keras_gans")
class LearnedConstant(keras.layers.Layer):
    """A learned map, the same for each row of its input.

    Karras et al. 2019 (arXiv:1812.04948), section 2: images start from a map
    `(n, height, width, channels)` that does not depend on the latents. It
    starts from N(0, 1).

    Args:
        size: `(height, width)` of the map.
        channels: Positive integer.
    """

    def __init__(self, size, channels, **kwargs):
        super().__init__(**kwargs)
        height, width = size
        check_positive(height=height, width=width, channels=channels)
        self.size = (height, width)
        self.channels = channels

    def build(self, input_shape):
        self.constant = self.add_weight(
            shape=(*self.size, self.channels),
            initializer=keras.initializers.RandomNormal(stddev=1.0),
            name="constant",
        )

    def call(self, inputs):
        # XLA on TensorFlow cannot repeat by a number that is a tensor.
        shape = (ops.shape(inputs)[0], *self.constant.shape)
        return ops.broadcast_to(self.constant, shape)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.size, self.channels)

    def get_config(self):
        return {
            **super().get_config(),
            "size": self.size,
            "channels": self.channels,
        }
