"""Bilinear upsampling that can be differentiated twice."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("keras_gans")
class BilinearUpsampling2D(keras.layers.Layer):
    """Images `(n, h, w, c)` to `(n, 2h, 2w, c)` by bilinear interpolation.

    Computes what `keras.layers.UpSampling2D(interpolation="bilinear")` does,
    whose second derivatives are lost on TensorFlow without an error.
    """

    def call(self, inputs):
        return _doubled(_doubled(inputs, 1), 2)

    def compute_output_shape(self, input_shape):
        n, height, width, channels = input_shape
        return (n, 2 * height, 2 * width, channels)


def _doubled(x, axis):
    first, after = ops.split(x, [1], axis)
    before, last = ops.split(x, [x.shape[axis] - 1], axis)
    before = ops.concatenate([first, before], axis)
    after = ops.concatenate([after, last], axis)
    # Each pixel becomes two, a quarter of the way to either neighbour.
    pair = [0.75 * x + 0.25 * before, 0.75 * x + 0.25 * after]
    shape = list(x.shape)
    shape[axis] *= 2
    return ops.reshape(ops.stack(pair, axis + 1), (-1, *shape[1:]))
