"""StyleGAN2's downsampling as a layer."""

import keras

from keras_gans.layers import resampling
from keras_gans.layers.inputs import ImageLayer


@keras.saving.register_keras_serializable("keras_gans")
class Downsample(ImageLayer):
    """Halves the size: the filter [1, 3, 3, 1], then every second pixel.

    Karras et al. 2020 (arXiv:1912.04958), appendix B.
    """

    def call(self, inputs):
        if 1 in inputs.shape[1:3]:
            raise ValueError(
                "Downsample takes images with sides of at least 2. "
                f"Received: shape {tuple(inputs.shape)}"
            )
        return resampling.downsample(inputs)
