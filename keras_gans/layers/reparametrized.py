"""The base of layers that run another layer with other weights than its own."""

import keras
from keras import ops

from keras_gans import backend
from keras_gans.utils.required import required

CONVOLUTIONS = (
    keras.layers.Conv1D,
    keras.layers.Conv2D,
    keras.layers.Conv3D,
)


class Reparametrized(keras.layers.Layer):
    """Runs a dense or convolutional layer with weights computed from its own.

    A subclass defines `effective_weights`.

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

    @required
    def effective_weights(self):
        """Returns the kernel and the bias in use, or `None` for no bias."""

    def build(self, input_shape):
        if not self.layer.built:
            self.layer.build(input_shape)

    def call(self, inputs):
        layer = self.layer
        kernel, bias = self.effective_weights()
        if isinstance(layer, keras.layers.Dense):
            outputs = ops.matmul(inputs, kernel)
        else:
            outputs = backend.convolved(
                ops.conv,
                inputs,
                kernel,
                strides=layer.strides,
                padding=layer.padding,
                dilation_rate=layer.dilation_rate,
            )
        if bias is not None:
            outputs = outputs + bias
        return layer.activation(outputs)

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
