"""Batch normalisation whose scales and offsets depend on labels."""

import keras
from keras import ops

from keras_gans.layers.inputs import check_pair
from keras_gans.utils.checks import check_weight
from keras_gans.utils.checks import is_number


@keras.saving.register_keras_serializable("keras_gans")
class ConditionalBatchNormalization(keras.layers.Layer):
    """Normalises images, then scales and shifts them according to their labels.

    De Vries et al. 2017 (arXiv:1707.00683), as in the generator of Miyato and
    Koyama 2018 (arXiv:1802.05637): `(1 + labels gamma) x̂ + labels beta`, where
    x̂ has mean 0 and variance 1 over the batch and all axes but the last. Gamma
    and beta have shape `(k, channels)` and are initialised to 0. With one-hot
    labels, each class has its own row of gamma and beta.

    Call arguments:
        inputs: Tensors `[images, labels]` of shapes `(n, ..., channels)` and
            `(n, k)`.

    Args:
        momentum: Float in [0, 1), the momentum of the moving statistics.
        epsilon: Non-negative float, added to the variance.
    """

    takes = "[images, labels], of shapes (n, ..., channels) and (n, k)"

    def __init__(self, momentum=0.9, epsilon=1e-5, **kwargs):
        super().__init__(**kwargs)
        if not is_number(momentum) or not 0 <= momentum < 1:
            raise ValueError(
                "momentum must be a number in [0, 1), such as 0.9. "
                f"Received: momentum={momentum!r}"
            )
        check_weight(epsilon=epsilon)
        self.momentum = momentum
        self.epsilon = epsilon
        self.normalization = keras.layers.BatchNormalization(
            momentum=momentum,
            epsilon=epsilon,
            center=False,
            scale=False,
            dtype=self.dtype_policy,
        )

    def build(self, input_shape):
        check_pair(self, input_shape, self.takes, axes=(None, 2))
        images, labels = input_shape
        self.normalization.build(images)
        self.build_modulation(labels[-1], images[-1])

    def build_modulation(self, k, channels):
        """Makes the weights of `modulation`."""
        self.gamma, self.beta = (
            self.add_weight(shape=(k, channels), initializer="zeros", name=name)
            for name in ("gamma", "beta")
        )

    def modulation(self, labels):
        """Returns scales minus 1, and offsets, both `(n, channels)`."""
        return ops.matmul(labels, self.gamma), ops.matmul(labels, self.beta)

    def call(self, inputs, training=False):
        x, labels = inputs
        shape = (-1, *[1] * (len(x.shape) - 2), x.shape[-1])
        gamma, beta = (ops.reshape(m, shape) for m in self.modulation(labels))
        return (1 + gamma) * self.normalization(x, training=training) + beta

    def compute_output_shape(self, input_shape):
        return input_shape[0]

    def get_config(self):
        return {
            **super().get_config(),
            "momentum": self.momentum,
            "epsilon": self.epsilon,
        }
