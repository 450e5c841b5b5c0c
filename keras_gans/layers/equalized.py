"""The equalised learning rate."""

import math

import keras

from keras_gans.layers.reparametrized import Reparametrized
from keras_gans.utils.checks import check_weight


@keras.saving.register_keras_serializable("keras_gans")
class Equalized(Reparametrized):
    """Runs a dense or convolutional layer with its kernel times a constant.

    Karras et al. 2018 (arXiv:1710.10196), section 4.1: the kernel starts from
    N(0, 1) and is multiplied by He's constant, `gain / sqrt(fan_in)`, in each
    call. Adam then changes the weights of all layers at the same speed.

    The layer's own initializer of the kernel is replaced.

    Args:
        layer: `keras.layers.Dense`, or `Conv1D`, `Conv2D` or `Conv3D` with
            channels last, without causal padding.
        gain: Non-negative float; sqrt(2) before a ReLU that is not scaled.
        lr_multiplier: Positive float, by which kernel and bias learn slower or
            faster. The kernel starts from N(0, 1 / lr_multiplier^2), and kernel
            and bias are multiplied by `lr_multiplier` (Karras et al. 2019,
            arXiv:1812.04948, appendix C: 0.01 for a mapping network).

    Raises:
        TypeError: If the layer is of another kind.
    """

    def __init__(self, layer, gain=1.0, lr_multiplier=1.0, **kwargs):
        super().__init__(layer, **kwargs)
        check_weight(gain=gain, lr_multiplier=lr_multiplier)
        if lr_multiplier == 0:
            raise ValueError(
                "lr_multiplier must be positive, since 0 would mean that the "
                "layer never learns; set layer.trainable=False for that. "
                f"Received: lr_multiplier={lr_multiplier}"
            )
        start = keras.initializers.RandomNormal(stddev=1.0 / lr_multiplier)
        if layer.built and (
            layer.kernel_initializer.get_config() != start.get_config()
        ):
            raise ValueError(
                "layer must not be built, since its kernel would not start "
                f"from N(0, 1); wrap a new layer. Received: {layer=}"
            )
        self.gain = gain
        self.lr_multiplier = lr_multiplier
        layer.kernel_initializer = start

    def build(self, input_shape):
        super().build(input_shape)
        fan_in = math.prod(self.layer.kernel.shape[:-1])
        self.scale = self.gain * self.lr_multiplier / math.sqrt(fan_in)

    def effective_weights(self):
        layer = self.layer
        bias = layer.bias * self.lr_multiplier if layer.use_bias else None
        return layer.kernel * self.scale, bias

    def get_config(self):
        return {
            **super().get_config(),
            "gain": self.gain,
            "lr_multiplier": self.lr_multiplier,
        }
