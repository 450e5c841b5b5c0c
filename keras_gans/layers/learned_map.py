"""The base of layers with a learned map."""

import keras

from keras_gans.utils.checks import check_positive


class LearnedMap(keras.layers.Layer):
    """A layer that returns maps `(n, height, width, channels)`.

    Args:
        size: `(height, width)` of the map, or one integer for both.
        channels: Positive integer.
    """

    def __init__(self, size, channels, **kwargs):
        super().__init__(**kwargs)
        pair = size if isinstance(size, list | tuple) else (size, size)
        height, width = pair
        check_positive(height=height, width=width, channels=channels)
        self.size = (height, width)
        self.channels = channels

    def add_map(self, name):
        """Returns a new weight of the map, from N(0, 1)."""
        return self.add_weight(
            shape=(*self.size, self.channels),
            initializer=keras.initializers.RandomNormal(stddev=1.0),
            name=name,
        )

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.size, self.channels)

    def get_config(self):
        config = {"size": self.size, "channels": self.channels}
        return super().get_config() | config
