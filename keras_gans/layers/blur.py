"""A binomial filter as a layer."""

import keras

from keras_gans.layers import resampling
from keras_gans.layers.inputs import ImageLayer
from keras_gans.utils.checks import check_at_least
from keras_gans.utils.checks import check_positive


@keras.saving.register_keras_serializable("keras_gans")
class Blur(ImageLayer):
    """Filters images by a binomial filter, with zeros beyond their border.

    StyleGAN2's filter is [1, 3, 3, 1] / 8 (Karras et al. 2020,
    arXiv:1912.04958, appendix B). Both sides grow by `2 * padding - taps + 1`.

    Args:
        taps: Positive integer, the length of the filter.
        padding: Non-negative integer, pixels of zeros at each border.
    """

    def __init__(self, taps=4, padding=2, **kwargs):
        super().__init__(**kwargs)
        check_positive(taps=taps)
        check_at_least(0, padding=padding)
        self.taps = taps
        self.padding = padding

    def call(self, inputs):
        return resampling.blur(inputs, self.taps, self.padding)

    def get_config(self):
        return {
            **super().get_config(),
            "taps": self.taps,
            "padding": self.padding,
        }
