"""Self-attention between the pixels of a feature map."""

import keras
from keras import ops

from keras_gans.layers.inputs import ImageLayer
from keras_gans.layers.spectral_normalization import SpectralNormalization


@keras.saving.register_keras_serializable("keras_gans")
class SelfAttention(ImageLayer):
    """Adds to each pixel an attention-weighted mean of all pixels, 0 at first.

    Zhang et al. 2019 (arXiv:1805.08318), section 3: `x + gamma o(softmax(q(x)
    k(x)') v(x))`, where gamma is a learned number that starts at 0. As in the
    authors' code and in BigGAN's, queries q and keys k have an eighth of the
    channels and values v a half, and keys and values are the maxima of 2x2
    pixels. The four 1x1 convolutions q, k, v and o have no bias, orthogonal
    initial weights and spectral normalisation. The softmax is in float32.

    Every image takes the memory of `(height width)^2 / 4` weights.

    Call arguments:
        inputs: Tensor `(n, height, width, channels)`.
    """

    def build(self, input_shape):
        channels = input_shape[-1]
        few, half = max(channels // 8, 1), max(channels // 2, 1)
        self.query = self._convolution(few, input_shape)
        self.key = self._convolution(few, input_shape)
        self.value = self._convolution(half, input_shape)
        self.output_map = self._convolution(channels, (*input_shape[:-1], half))
        self.gamma = self.add_weight(
            shape=(), initializer="zeros", name="gamma"
        )

    def call(self, inputs):
        query = _pixels(self.query(inputs))
        key = _pixels(_halved(self.key(inputs)))
        value = _pixels(_halved(self.value(inputs)))
        logits = ops.matmul(query, ops.swapaxes(key, 1, 2))
        weights = ops.softmax(ops.cast(logits, "float32"), axis=-1)
        found = ops.matmul(ops.cast(weights, value.dtype), value)
        found = ops.reshape(found, (-1, *inputs.shape[1:3], value.shape[-1]))
        return inputs + self.gamma * self.output_map(found)

    def compute_output_shape(self, input_shape):
        return input_shape

    def _convolution(self, filters, input_shape):
        layer = SpectralNormalization(
            keras.layers.Conv2D(
                filters,
                1,
                use_bias=False,
                kernel_initializer="orthogonal",
                dtype=self.dtype_policy,
            )
        )
        layer.build(input_shape)
        return layer


def _halved(x):
    # Without strides, Keras 3.15 fails on JAX.
    return ops.max_pool(x, 2, strides=2, padding="same")


def _pixels(x):
    """Reshapes `(n, height, width, channels)` to `(n, height width, ...)`."""
    return ops.reshape(x, (-1, x.shape[1] * x.shape[2], x.shape[3]))
