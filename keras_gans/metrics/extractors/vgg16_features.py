"""VGG16Features: features of precision and recall as they were published."""

import functools

import keras
import numpy as np
from keras import ops

from keras_gans.images.values import unscale
from keras_gans.metrics.extractors import vgg16_distance
from keras_gans.metrics.extractors.features import Extractor
from keras_gans.metrics.extractors.fid_weights import weights_hash
from keras_gans.metrics.extractors.keras_weights import load_keras_network
from keras_gans.metrics.extractors.resize import tf1_resize

KERAS_FILE = "vgg16_weights_tf_dim_ordering_tf_kernels.h5"
SIZE = 224
# Images in a pass: 20 of them need about 0.5 GB.
AT_ONCE = 20


class VGG16Features(Extractor):
    """The 4,096 features and the 1,000 classes of VGG-16.

    Precision and recall are published with these features: the activations of
    the second fully connected layer, after its ReLU (Kynkaanniemi et al. 2019,
    section 2). As in the authors' network, images are resized bilinearly to
    224x224, as TensorFlow 1 does. The weights are those of keras.applications,
    which Simonyan and Zisserman published.

    Images are rounded to the 256 levels of files before they are resized.
    `distances`, the perceptual distances of path lengths, are of feature maps
    of the images as they are; see `vgg16_distance.cosine_distance`.

    Args:
        weights: `"imagenet"`, downloaded (553 MB) if missing, or the path of a
            copy of their `.h5` file.

    Raises:
        ConnectionError: If the weights are not on disk and cannot be
            downloaded.
        FileNotFoundError: If the path is not a file.
        ValueError: If the file does not hold such weights.
    """

    channels = 3
    name = "vgg16-fc2"
    resize = "tf1"
    distance = "vgg16-cosine"
    distance_resize = vgg16_distance.RESIZE

    def __init__(self, weights="imagenet"):
        network = load_vgg16(weights)
        features = network.get_layer("fc2").output
        self.model = keras.Model(
            network.inputs[0], [features, network.outputs[0]]
        )
        self.weights = weights_hash(self.model)
        self._network = network

    def outputs(self, images):
        return self.model.predict(
            vgg16_inputs(images), batch_size=AT_ONCE, verbose=0
        )

    @functools.cached_property
    def maps(self):
        """The model of the feature maps that `distances` compares."""
        return vgg16_distance.feature_maps(self._network)

    def distances(self, a, b):
        return vgg16_distance.vgg16_distances(self.maps, a, b)


def load_vgg16(weights="imagenet"):
    """VGG-16 with its dense layers, from keras.applications.

    Args:
        weights: As for `VGG16Features`, which says what is raised.

    Returns:
        A Keras model from `vgg16_inputs` to 1,000 probabilities. The layers
        are called `block1_conv1` to `block5_pool`, `fc1`, `fc2` and
        `predictions`.
    """
    return load_keras_network(
        keras.applications.VGG16, weights, name="VGG-16", file=KERAS_FILE
    )


def vgg16_inputs(images):
    """Images as VGG-16 takes them.

    Args:
        images: Float32 array `(n, height, width, 3)` in [-1, 1].

    Returns:
        Float32 array `(n, 224, 224, 3)`: blue, green and red, less the means
        of ImageNet.
    """
    resized = tf1_resize(unscale(images), SIZE)
    pixels = np.array(ops.convert_to_numpy(resized))
    return keras.applications.vgg16.preprocess_input(pixels)
