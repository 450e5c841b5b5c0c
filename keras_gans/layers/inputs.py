"""What layers take: images, or pairs of tensors."""

import keras
import numpy as np


class ImageLayer(keras.layers.Layer):
    """The base of layers that take images `(n, height, width, channels)`."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # Keras refuses others, by their number of axes.
        self.input_spec = keras.layers.InputSpec(ndim=4)


def check_images(layer, images, channels=None):
    """Raises unless a layer gets images `(n, height, width, channels)`.

    Args:
        layer: The layer.
        images: Tensor.
        channels: Numbers of channels that the layer takes; `None` for all.

    Raises:
        ValueError: If the tensor has other axes, or other channels.
    """
    shape = tuple(images.shape)
    if len(shape) != 4 or (channels and shape[-1] not in channels):
        numbers = f" of {', '.join(map(str, channels))}" if channels else ""
        raise ValueError(
            f"{type(layer).__name__} takes images (n, height, width, "
            f"channels){numbers}. Received: shape {shape}"
        )


def check_pair(layer, shapes, names, axes=(None, None)):
    """Raises unless the inputs of a layer are two tensors.

    Args:
        layer: The layer.
        shapes: The shape, or list of shapes, of its inputs.
        names: Text, what it takes, such as `"[images, labels]"`.
        axes: How many axes each of the two has; `None` for any.

    Raises:
        ValueError: If there is another number of tensors, or one has another
            number of axes.
    """
    # Loading gives shapes as lists.
    are_two = len(shapes) == 2 and all(np.iterable(x) for x in shapes)
    if not are_two or any(
        n not in (None, len(shape)) for n, shape in zip(axes, shapes)
    ):
        raise ValueError(
            f"{type(layer).__name__} takes a list of two tensors, {names}. "
            f"Received: inputs of shape {shapes}"
        )
