"""Spectral normalisation that does not overwrite the kernel."""

import keras
from keras import ops

from keras_gans.layers.advancing import Advancing
from keras_gans.layers.reparametrized import Reparametrized
from keras_gans.utils.layers import add_state

# Keeps the gradient finite for a kernel of zeros.
EPSILON = 1e-12


@keras.saving.register_keras_serializable("keras_gans")
class SpectralNormalization(Advancing, Reparametrized):
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

    def build(self, input_shape):
        super().build(input_shape)
        self.u = add_state(
            self,
            "u",
            (self.layer.kernel.shape[-1], 1),
            initializer="random_normal",
        )

    def effective_weights(self):
        layer = self.layer
        kernel = layer.kernel / ops.cast(self.sigma(), self.compute_dtype)
        return kernel, layer.bias if layer.use_bias else None

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

    def _matrix(self):
        kernel = ops.cast(self.layer.kernel.value, "float32")
        return ops.reshape(kernel, (-1, kernel.shape[-1]))


def _norm(vector):
    return ops.sqrt(ops.sum(ops.square(vector)) + EPSILON)


def _unit(vector):
    return vector / _norm(vector)
