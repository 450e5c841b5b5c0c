"""A skip connection that fades out."""

import keras
from keras import ops

from keras_gans.layers.advancing import Advancing
from keras_gans.layers.inputs import check_pair
from keras_gans.utils.checks import check_positive


@keras.saving.register_keras_serializable("keras_gans")
class VanishingResidual(Advancing, keras.layers.Layer):
    """Merges `[x, f(x)]` into `carry * x + (1 - carry) * f(x)`.

    Berthelot, Schumm and Metz 2017 (arXiv:1703.10717), section 3.5: the carry
    falls linearly from 1 to 0, so the network starts shallow and ends without
    residuals.

    `advance()` lowers the carry. A call never does.

    Args:
        steps: Positive integer, number of calls of `advance()` until the carry
            is 0.
    """

    def __init__(self, steps=16000, **kwargs):
        super().__init__(**kwargs)
        check_positive(steps=steps)
        self.steps = steps

    def build(self, input_shape):
        check_pair(self, input_shape, "[x, f(x)]")
        self.carry = self.add_weight(
            shape=(),
            initializer="ones",
            trainable=False,
            aggregation="mean",
            dtype="float32",
            name="carry",
        )

    def call(self, inputs):
        x, y = inputs
        return self.carry * x + (1 - self.carry) * y

    def advance(self):
        """Lowers the carry by one step."""
        # Counting whole steps avoids accumulated rounding errors.
        left = ops.round(self.carry.value * self.steps) - 1
        self.carry.assign(ops.maximum(left, 0) / self.steps)

    def compute_output_shape(self, input_shape):
        return input_shape[0]

    def get_config(self):
        return {**super().get_config(), "steps": self.steps}
