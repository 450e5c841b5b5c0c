"""StyleGAN2's downsampling as a layer."""

import keras

from keras_gans.layers import resampling


@keras.saving.register_keras_serializable("keras_gans")
class Downsample(keras.layers.Layer):
    """Halves the size: the filter [1, 3, 3, 1], then every second pixel.

    Karras et al. 2020 (arXiv:1912.04958), appendix B.
    """

    def call(self, inputs):
        return resampling.downsample(inputs)
