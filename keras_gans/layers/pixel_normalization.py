"""Normalisation of the features at each pixel."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("keras_gans")
class PixelNormalization(keras.layers.Layer):
    """Divides the last axis by its root mean square.

    Karras et al. 2018 (arXiv:1710.10196), section 4.2. It has no weights.
    Latents are normalised the same way.
    """

    def call(self, inputs):
        x = ops.cast(inputs, "float32")
        squares = ops.mean(ops.square(x), axis=-1, keepdims=True)
        return ops.cast(x * ops.rsqrt(squares + 1e-8), inputs.dtype)

    def compute_output_shape(self, input_shape):
        return input_shape
