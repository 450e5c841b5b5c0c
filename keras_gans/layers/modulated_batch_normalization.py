"""Batch normalisation whose scales and offsets depend on a vector."""

import keras

from keras_gans.layers.conditional_batch_normalization import (
    ConditionalBatchNormalization,
)
from keras_gans.layers.spectral_normalization import SpectralNormalization


@keras.saving.register_keras_serializable("keras_gans")
class ModulatedBatchNormalization(ConditionalBatchNormalization):
    """Normalises images, then scales and shifts them according to a vector.

    Brock et al. 2019 (arXiv:1809.11096), appendix B: `(1 + A c) x̂ + B c`, where
    c holds a shared embedding of labels and a part of the latent. A and B are
    dense layers without bias, with orthogonal initial weights and spectral
    normalisation. x̂ and the arguments are those of
    `ConditionalBatchNormalization`.

    Call arguments:
        inputs: Tensors `[images, vectors]` of shapes `(n, ..., channels)` and
            `(n, k)`.
    """

    takes = "[images, vectors], of shapes (n, ..., channels) and (n, k)"

    def build_modulation(self, k, channels):
        self.gain, self.shift = (
            SpectralNormalization(
                keras.layers.Dense(
                    channels,
                    use_bias=False,
                    kernel_initializer="orthogonal",
                    dtype=self.dtype_policy,
                )
            )
            for _ in range(2)
        )
        for layer in (self.gain, self.shift):
            layer.build((None, k))

    def modulation(self, vectors):
        return self.gain(vectors), self.shift(vectors)
