"""Spectral normalisation that does not overwrite the kernel."""

import keras
from keras import ops

from keras_gans.layers.advancing import Advancing

# Keeps the gradient finite for a kernel of zeros.
EPSILON = 1e-12
CONVOLUTIONS = (
    keras.layers.Conv1D,
    keras.layers.Conv2D,
    keras.layers.Conv3D,
)


@keras.saving.register_keras_serializable("keras_gans")
class SpectralNormalization(Advancing, keras.layers.Layer):
    """Runs a dense or convolutional layer with its kernel divided by sigma.

    Miyato et al. 2018 (arXiv:1802.05957), algorithm 1: sigma is the largest
    singular value of the kernel, reshaped to a matrix `(inputs, units)`. It is
    estimated by power iteration, and gradients flow through the estimate.
    Unlike `keras.layers.SpectralNormalization`, the layer never overwrites its
    kernel.

    `advance()` makes one step of the power iteration. A call never does, so the
    generator's update and the penalties use the same normalisation as the
    discriminator's update.

    Args:
        layer: `keras.layers.Dense`, or `Conv1D`, `Conv2D` or `Conv3D` with
            channels last, without causal padding.

    Raises:
        TypeError: If the layer is of another kind.
    """

    def __init__(self, layer, **kwargs):
        is_dense = isinstance(layer, keras.layers.Dense)
        if not is_dense and not (
            isinstance(layer, CONVOLUTIONS)
            and layer.data_format == "channels_last"
            and layer.padding != "causal"
        ):
            raise TypeError(
                "layer must be a Dense layer, or a Conv1D, Conv2D or Conv3D "
                "layer with data_format='channels_last' and without causal "
                f"padding. Received: layer={layer}"
            )
        super().__init__(**{"dtype": layer.dtype_policy} | kwargs)
        self.layer = layer

    def build(self, input_shape):
        if not self.layer.built:
            self.layer.build(input_shape)
        self.u = self.add_weight(
            shape=(self.layer.kernel.shape[-1], 1),
            initializer="random_normal",
            trainable=False,
            dtype="float32",
            autocast=False,
            aggregation="mean",
            name="u",
        )

    def call(self, inputs):
        layer = self.layer
        kernel = layer.kernel / ops.cast(self.sigma(), self.compute_dtype)
        if isinstance(layer, keras.layers.Dense):
            outputs = ops.matmul(inputs, kernel)
        else:
            outputs = layer.convolution_op(inputs, kernel)
        if layer.use_bias:
            outputs = outputs + layer.bias
        return layer.activation(outputs)

    def sigma(self):
        """Estimates the kernel's largest singular value, a scalar."""
        # The gradient of |W u| by W equals that of u' W v for constant u, v.
        return _norm(ops.matmul(self._matrix(), _unit(self.u.value)))

    def advance(self):
        """Makes one step of the power iteration."""
        matrix = self._matrix()
        v = _unit(ops.matmul(matrix, self.u.value))
        u = ops.matmul(ops.transpose(matrix), v)
        # A kernel of zeros has no singular vectors: u stays as it is.
        is_zero = _norm(u) < 2 * EPSILON**0.5
        self.u.assign(ops.where(is_zero, self.u.value, _unit(u)))

    def compute_output_shape(self, input_shape):
        return self.layer.compute_output_shape(input_shape)

    def get_config(self):
        return {
            **super().get_config(),
            "layer": keras.saving.serialize_keras_object(self.layer),
        }

    @classmethod
    def from_config(cls, config):
        layer = keras.saving.deserialize_keras_object(config.pop("layer"))
        return cls(layer, **config)

    def _matrix(self):
        kernel = ops.cast(self.layer.kernel.value, "float32")
        return ops.reshape(kernel, (-1, kernel.shape[-1]))


def _norm(vector):
    return ops.sqrt(ops.sum(ops.square(vector)) + EPSILON)


def _unit(vector):
    return vector / _norm(vector)
