"""Layer normalisation that gradient penalties can differentiate."""

import keras
from keras import ops

from keras_gans.layers.standardize import standardized


@keras.saving.register_keras_serializable("keras_gans")
class LayerNormalization(keras.layers.LayerNormalization):
    """Normalises each example over one or more axes.

    Ba et al. 2016 (arXiv:1607.06450). Arguments, weights and outputs are those
    of `keras.layers.LayerNormalization`. On TensorFlow, a gradient penalty
    through Keras's layer has a wrong gradient; through this one it is right
    (see `standardized`).
    """

    def call(self, inputs):
        if self.rms_scaling:  # Keras computes this variance itself, rightly.
            return super().call(inputs)
        axes = sorted(axis % len(inputs.shape) for axis in self.axis)
        x = standardized(inputs, axes, self.epsilon)
        shape = [
            n if axis in axes else 1 for axis, n in enumerate(inputs.shape)
        ]
        if self.gamma is not None:
            x = x * ops.cast(ops.reshape(self.gamma, shape), x.dtype)
        if self.beta is not None:
            x = x + ops.cast(ops.reshape(self.beta, shape), x.dtype)
        return ops.cast(x, self.compute_dtype)
