"""Features of VGG-19, whose statistics style transfer compares.

Simonyan and Zisserman 2015, "Very Deep Convolutional Networks for Large-Scale
Image Recognition" (arXiv:1409.1556), configuration E without the dense layers.
"""

import keras
from keras import ops

from keras_gans.style.vgg19_weights import CONVOLUTIONS
from keras_gans.style.vgg19_weights import load_vgg19
from keras_gans.utils.checks import check_name

# Means of ImageNet's pixels in [0, 255], in the order BGR.
MEANS = (103.939, 116.779, 123.68)

POOLINGS = {"max": ops.max_pool, "average": ops.average_pool}
# Values beyond the border, by the names of `keras.ops.pad`.
PADDINGS = {"zero": "constant", "reflect": "reflect"}


class VGG19Features:
    """Outputs of chosen convolutions of VGG-19, after the ReLU.

    Args:
        weights: `"imagenet"` or a file, as for `load_vgg19`.
        layers: Names of convolutions in keras.applications, such as
            `"block3_conv1"`. Later layers are not computed.
        pooling: `"max"`, as in training, or `"average"`, which gives smoother
            pictures according to Gatys et al. 2016.
        padding: `"zero"`, as in training, or `"reflect"`, which leaves no frame
            in the picture.

    Call arguments:
        images: `(n, height, width, 3)` in [-1, 1].

    Returns:
        A dictionary from `layers` to float32 tensors `(n, height', width',
        channels)`.

    Raises:
        ConnectionError: If ImageNet's weights are not in Keras's cache and
            cannot be downloaded.
        TypeError: In the call, if images hold integers.
        ValueError: If there is no layer, one is unknown or not in the weights.
            In the call, if images have another shape or are too small.
    """

    def __init__(
        self, weights="imagenet", layers=(), *, pooling="max", padding="reflect"
    ):
        check_name("pooling", pooling, POOLINGS)
        check_name("padding", padding, PADDINGS)
        if not layers or isinstance(layers, str):
            raise ValueError(
                "layers must be a list of names, such as ['block3_conv1']. "
                f"Received: layers={layers!r}"
            )
        for name in layers:
            check_name("A layer of VGG-19", name, CONVOLUTIONS)
        arrays = load_vgg19(weights)
        for name in layers:
            check_name(f"A layer of the VGG-19 in {weights}", name, arrays)
        self.layers = tuple(layers)
        names = list(CONVOLUTIONS)
        self._path = names[: 1 + max(names.index(name) for name in layers)]
        self._arrays = {
            name: [ops.convert_to_tensor(array) for array in arrays[name]]
            for name in self._path
        }
        self._pool = POOLINGS[pooling]
        self._pad = PADDINGS[padding]

    @property
    def smallest(self):
        """The least height and width of images: the last layer sees 2x2."""
        return 2 ** CONVOLUTIONS[self._path[-1]].block

    def __call__(self, images):
        images = ops.convert_to_tensor(images)
        if "float" not in keras.backend.standardize_dtype(images.dtype):
            raise TypeError(
                "images must be floating point in [-1, 1]; "
                "`keras_gans.datasets.scale` converts them from uint8. "
                f"Received: dtype {images.dtype}"
            )
        shape = tuple(images.shape)
        is_small = any(n and n < self.smallest for n in shape[1:3])
        if len(shape) != 4 or shape[-1] != 3 or is_small:
            raise ValueError(
                "images must be of shape (n, height, width, 3), at least "
                f"{self.smallest} pixels high and wide for these layers. "
                f"Received: shape {shape}"
            )
        x = (ops.cast(images, "float32") + 1.0) * 127.5
        x = ops.flip(x, axis=-1) - ops.convert_to_tensor(MEANS, "float32")
        features = {}
        for name in self._path:
            kernel, bias = self._arrays[name]
            if CONVOLUTIONS[name].follows_pooling:
                x = self._pool(x, 2, 2, padding="valid")
            x = ops.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], mode=self._pad)
            x = ops.relu(ops.conv(x, kernel, padding="valid") + bias)
            if name in self.layers:
                features[name] = x
        return features
