"""Padding that mirrors an image at its border."""

import keras
from keras import ops

from keras_gans.layers.inputs import ImageLayer
from keras_gans.utils.checks import check_positive


@keras.saving.register_keras_serializable("keras_gans")
class ReflectionPadding2D(ImageLayer):
    """Pads height and width with mirrored pixels.

    With zero padding, a convolution leaves artefacts of the border in its
    output; with reflection padding it does not. The border pixels themselves
    are not repeated.

    Args:
        padding: Positive integer, rows and columns added on each side.

    Raises:
        ValueError: If height or width is not larger than the padding.
    """

    def __init__(self, padding=1, **kwargs):
        super().__init__(**kwargs)
        check_positive(padding=padding)
        self.padding = padding

    def call(self, inputs):
        self._check(inputs.shape)
        both = [self.padding, self.padding]
        return ops.pad(inputs, [[0, 0], both, both, [0, 0]], mode="reflect")

    def compute_output_shape(self, input_shape):
        self._check(input_shape)
        n, height, width, channels = input_shape
        height, width = (
            size and size + 2 * self.padding for size in (height, width)
        )
        return n, height, width, channels

    def get_config(self):
        return {**super().get_config(), "padding": self.padding}

    def _check(self, shape):
        for size in shape[1:3]:
            if size is not None and size <= self.padding:
                raise ValueError(
                    "padding must be smaller than the height and width. "
                    f"Received: padding={self.padding}, a picture of "
                    f"{shape[1]}x{shape[2]}"
                )
