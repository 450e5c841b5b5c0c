"""A bias as a layer of its own."""

import keras


@keras.saving.register_keras_serializable("keras_gans")
class Bias(keras.layers.Layer):
    """Adds a learned number to each channel, 0 at first."""

    def build(self, input_shape):
        self.bias = self.add_weight(
            shape=(input_shape[-1],), initializer="zeros", name="bias"
        )

    def call(self, inputs):
        return inputs + self.bias

    def compute_output_shape(self, input_shape):
        return input_shape
