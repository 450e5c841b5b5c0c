"""Group normalisation that gradient penalties can differentiate."""

import math

import keras
from keras import ops

from keras_gans.layers.standardize import standardized


@keras.saving.register_keras_serializable("keras_gans")
class GroupNormalization(keras.layers.GroupNormalization):
    """Normalises groups of channels of each image separately.

    Wu and He 2018 (arXiv:1803.08494). One group is layer normalisation of the
    whole image; `groups=-1` makes a group of each channel, which is instance
    normalisation. Arguments, weights and outputs are those of
    `keras.layers.GroupNormalization`. On TensorFlow, a gradient penalty through
    Keras's layer has a wrong gradient; through this one it is right (see
    `standardized`).
    """

    def call(self, inputs):
        x = ops.moveaxis(inputs, self.axis, -1)
        shape, channels = ops.shape(x), x.shape[-1]
        pixels = math.prod(shape[1:-1])
        groups = (shape[0], pixels, self.groups, channels // self.groups)
        x = standardized(ops.reshape(x, groups), (1, 3), self.epsilon)
        x = ops.reshape(x, shape)
        if self.scale:
            x = x * ops.cast(self.gamma, x.dtype)
        if self.center:
            x = x + ops.cast(self.beta, x.dtype)
        return ops.cast(ops.moveaxis(x, -1, self.axis), self.compute_dtype)
