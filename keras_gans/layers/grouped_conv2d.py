"""Grouped convolution, from matrix products."""

import keras
from keras import ops

from keras_gans.checks import check_positive


@keras.saving.register_keras_serializable("keras_gans")
class GroupedConv2D(keras.layers.Layer):
    """A 3x3 convolution within groups of channels, as many out as in.

    Computes what `keras.layers.Conv2D(channels, 3, padding="same", groups=...)`
    does, from the same weights. On a CPU, XLA takes seconds for the gradients
    of that, on TensorFlow and JAX alike, and eager TensorFlow compiles it anew
    at each call; matrix products take a tenth or less. (On torch they take
    twice as long.)

    Args:
        group_size: Positive integer that divides the channels.
        kernel_initializer: Keras initializer.

    Raises:
        ValueError: If the groups do not divide the channels.
    """

    def __init__(
        self, group_size, kernel_initializer="glorot_uniform", **kwargs
    ):
        super().__init__(**kwargs)
        check_positive(group_size=group_size)
        self.group_size = group_size
        self.kernel_initializer = keras.initializers.get(kernel_initializer)

    def build(self, input_shape):
        channels = input_shape[-1]
        if channels % self.group_size:
            raise ValueError(
                "group_size must divide the channels. "
                f"Received: group_size={self.group_size}, channels={channels}"
            )
        self.kernel = self.add_weight(
            shape=(3, 3, self.group_size, channels),
            initializer=self.kernel_initializer,
            name="kernel",
        )
        self.bias = self.add_weight(
            shape=(channels,), initializer="zeros", name="bias"
        )

    def call(self, inputs):
        _, height, width, channels = inputs.shape
        size = self.group_size
        groups = channels // size
        # (group, image, row, column, channel)
        x = ops.reshape(inputs, (-1, height, width, groups, size))
        x = ops.transpose(x, (3, 0, 1, 2, 4))
        # Gathering the three columns before the product and adding the three
        # rows after it takes less memory than gathering all nine pixels.
        x = ops.pad(x, ((0, 0), (0, 0), (0, 0), (1, 1), (0, 0)))
        x = [x[:, :, :, j : j + width] for j in range(3)]
        x = ops.reshape(ops.concatenate(x, -1), (groups, -1, 3 * size))
        kernel = ops.reshape(self.kernel, (3, 3, size, groups, size))
        kernel = ops.transpose(kernel, (3, 1, 2, 0, 4))
        kernel = ops.reshape(kernel, (groups, 3 * size, 3 * size))
        y = ops.matmul(x, kernel)
        y = ops.reshape(y, (groups, -1, height, width, 3 * size))
        y = ops.pad(y, ((0, 0), (0, 0), (1, 1), (0, 0), (0, 0)))
        y = sum(
            y[:, :, i : i + height, :, i * size : (i + 1) * size]
            for i in range(3)
        )
        y = ops.transpose(y, (1, 2, 3, 0, 4))
        return ops.reshape(y, (-1, height, width, channels)) + self.bias

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "group_size": self.group_size,
            "kernel_initializer": keras.initializers.serialize(
                self.kernel_initializer
            ),
        }
