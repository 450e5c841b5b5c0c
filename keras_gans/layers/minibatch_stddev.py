"""A discriminator's view of the variety of its batch."""

import keras
from keras import ops

from keras_gans import backend
from keras_gans.utils.checks import check_positive


@keras.saving.register_keras_serializable("keras_gans")
class MinibatchStddev(keras.layers.Layer):
    """Adds a channel that tells how much the images of a group differ.

    Karras et al. 2018 (arXiv:1710.10196), section 3: the standard deviation of
    each feature over a group of images, averaged over features and pixels.

    A batch of n images has m = max(1, n // group_size) groups, and image i is
    in group i mod m. Where `group_size` does not divide n, some groups are
    larger, so a batch of any size works. A batch of one image has no variety:
    the channel is 0.

    Args:
        group_size: Positive integer, the number of images in a group.

    Call arguments:
        inputs: `(n, ..., channels)`.
    """

    def __init__(self, group_size=4, **kwargs):
        super().__init__(**kwargs)
        check_positive(group_size=group_size)
        self.group_size = group_size

    def call(self, inputs):
        # Groups are those of the whole batch, on whatever device they are.
        everything = backend.gathered(inputs)
        n = ops.shape(everything)[0]
        group = ops.arange(n, dtype="int32")
        group = group % ops.maximum(n // self.group_size, 1)
        # A matrix of means: a reshape would need n to be known and divisible.
        mean = ops.cast(group[:, None] == group[None, :], "float32")
        mean = mean / ops.sum(mean, axis=1, keepdims=True)
        x = ops.reshape(ops.cast(everything, "float32"), (n, -1))
        variances = ops.matmul(mean, ops.square(x - ops.matmul(mean, x)))
        stddev = backend.own(ops.mean(ops.sqrt(variances + 1e-8), axis=1))
        one = (1,) * (len(inputs.shape) - 1)
        channel = ops.broadcast_to(
            ops.reshape(stddev, (-1, *one)),
            (ops.shape(inputs)[0], *inputs.shape[1:-1], 1),
        )
        return ops.concatenate(
            [inputs, ops.cast(channel, inputs.dtype)], axis=-1
        )

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + 1)

    def get_config(self):
        return {**super().get_config(), "group_size": self.group_size}
