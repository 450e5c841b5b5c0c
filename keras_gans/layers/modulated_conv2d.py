"""The convolution whose kernel is scaled by a style."""

import math

import keras
from keras import ops

from keras_gans import backend
from keras_gans.layers.equalized import Equalized
from keras_gans.layers.inputs import check_pair
from keras_gans.layers.resampling import blur
from keras_gans.utils.checks import check_at_least
from keras_gans.utils.checks import check_flag
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_weight


@keras.saving.register_keras_serializable("keras_gans")
class ModulatedConv2D(keras.layers.Layer):
    """A convolution whose kernel is scaled by the style of each image.

    Karras et al. 2020 (arXiv:1912.04958), section 2.2, equations 1 and 3: an
    affine layer maps a style w to a scale s of each input channel, 1 at first.
    The kernel of an image is `s_i k_io`, divided by `sqrt(sum (s_i k_io)^2)`
    over all inputs of an output channel o, its demodulation. Zeros surround the
    images. There is no bias.

    The paper scales kernels, and makes one grouped convolution of a batch. It
    is the same, and as fast on a GPU as on a CPU, to scale what goes into one
    ordinary convolution by s, and what comes out by the demodulation. The
    learning rate is equalised (see `Equalized`). Styles and the sums of the
    demodulation are float32 under any dtype policy.

    The inputs are `[x, w]`: images `(n, height, width, channels)` and styles
    `(n, styles, w_dim)`.

    Args:
        filters: Positive integer, output channels.
        kernel_size: 1 or 3.
        style: Non-negative integer, which of the styles the layer takes.
        upsample: Whether to double the size: zeros between the pixels, the
            convolution, then the filter [1, 3, 3, 1].
        demodulate: Whether to divide by the norms.
        gain: Non-negative float, by which the result is multiplied; sqrt(2)
            before a ReLU that is not scaled.

    Raises:
        ValueError: If `upsample` and `kernel_size` is 1, or there is no such
            style.
    """

    def __init__(
        self,
        filters,
        kernel_size=3,
        *,
        style=0,
        upsample=False,
        demodulate=True,
        gain=1.0,
        **kwargs,
    ):
        # The call casts images alone, not styles.
        super().__init__(**{"autocast": False} | kwargs)
        check_positive(filters=filters, kernel_size=kernel_size)
        check_at_least(0, style=style)
        check_flag(upsample=upsample, demodulate=demodulate)
        check_weight(gain=gain)
        if kernel_size not in (1, 3) or (upsample and kernel_size != 3):
            raise ValueError(
                "kernel_size must be 3, or 1 without upsample. Received: "
                f"kernel_size={kernel_size}, upsample={upsample}"
            )
        self.filters = filters
        self.kernel_size = kernel_size
        self.style = style
        self.upsample = upsample
        self.demodulate = demodulate
        self.gain = gain

    def build(self, input_shape):
        names = "images (n, height, width, channels), styles (n, styles, k)"
        check_pair(self, input_shape, names, axes=(4, 3))
        (*_, channels), (_, styles, w_dim) = input_shape
        if styles is not None and self.style >= styles:
            raise ValueError(
                f"style must be below the number of styles, {styles}. "
                f"Received: style={self.style}"
            )
        self.affine = Equalized(
            keras.layers.Dense(
                channels, bias_initializer="ones", dtype="float32"
            )
        )
        self.affine.build((None, w_dim))
        size = self.kernel_size
        self.kernel = self.add_weight(
            shape=(size, size, channels, self.filters),
            initializer=keras.initializers.RandomNormal(stddev=1.0),
            autocast=False,
            name="kernel",
        )
        self.scale = 1.0 / math.sqrt(size * size * channels)

    def call(self, inputs):
        x, w = inputs
        style = self.affine(w[:, self.style])
        kernel = self.kernel * self.scale
        factor = self.gain
        if self.demodulate:
            squares = ops.sum(ops.square(kernel), axis=(0, 1))
            norms = ops.matmul(ops.square(style), squares)
            factor = factor * ops.rsqrt(norms + 1e-8)
        else:
            style = style * factor
        x = self._convolved(self._scaled(x, style), kernel)
        return self._scaled(x, factor) if self.demodulate else x

    def _scaled(self, x, factors):
        """Images whose channels are multiplied by factors `(n, channels)`."""
        x = ops.cast(x, self.compute_dtype)
        return x * ops.cast(factors, x.dtype)[:, None, None, :]

    def _convolved(self, x, kernel):
        kernel = ops.cast(kernel, x.dtype)
        if not self.upsample:
            return backend.convolved(ops.conv, x, kernel, padding="same")
        # A transposed convolution does not compute with the zeros.
        kernel = ops.swapaxes(kernel, 2, 3)
        x = backend.convolved(
            ops.conv_transpose, x, kernel, strides=2, padding="valid"
        )
        # A quarter of the pixels were not zero.
        return blur(x, taps=4, padding=1, gain=4.0)

    def compute_output_shape(self, input_shape):
        (n, height, width, _), _ = input_shape
        factor = 2 if self.upsample else 1
        return (n, factor * height, factor * width, self.filters)

    def get_config(self):
        return {
            **super().get_config(),
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "style": self.style,
            "upsample": self.upsample,
            "demodulate": self.demodulate,
            "gain": self.gain,
        }
