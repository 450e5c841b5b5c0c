"""InceptionV3Features: features of the networks that score photographs."""

from pathlib import Path

import keras
import numpy as np
from keras import ops

from keras_gans import backend
from keras_gans.images.values import scale
from keras_gans.images.values import unscale
from keras_gans.metrics.extractors.features import Extractor
from keras_gans.metrics.extractors.features import softmax
from keras_gans.metrics.extractors.fid_weights import fid_weights_path
from keras_gans.metrics.extractors.fid_weights import load_fid_weights
from keras_gans.metrics.extractors.fid_weights import weights_hash
from keras_gans.metrics.extractors.inception import SIZE
from keras_gans.metrics.extractors.inception import fid_inception
from keras_gans.metrics.extractors.keras_weights import load_keras_network
from keras_gans.metrics.extractors.resize import clean_resize
from keras_gans.metrics.extractors.resize import tf1_resize
from keras_gans.utils.checks import check_name

RESIZES = {
    # TensorFlow 1's, as in published scores; it skips pixels.
    "tf1": tf1_resize,
    # PIL's bicubic filter with antialiasing, as in clean-fid.
    "clean": clean_resize,
}
KERAS_FILE = "inception_v3_weights_tf_dim_ordering_tf_kernels.h5"


class InceptionV3Features(Extractor):
    """The 2,048 features and the classes of an InceptionV3.

    Two networks have this name, and their scores differ. `"fid"` is the
    network of 2015-12-05 behind all published IS, FID and KID. It has 1,008
    classes, and the Inception Score uses its logits without the bias, as in
    the original and in torch-fidelity. `"imagenet"` is the network of
    keras.applications with 1,000 classes. Its scores
    (`fid_keras-imagenet_...`) compare only with each other.

    Images are rounded to the 256 levels of files before they are resized, so
    an image has the same score in memory and on disk.

    Args:
        weights: `"imagenet"`, `"fid"`, or the path of a file of weights. An
            `.h5` holds those of `"imagenet"`. The original
            `inception-2015-12-05.tgz`, its `.pb`, or torch-fidelity's `.pth`
            (which needs torch) hold those of `"fid"`.
        resize: `"tf1"`, bilinear without antialiasing, as in published scores;
            or `"clean"`, PIL's bicubic, as in clean-fid.

    Raises:
        ConnectionError: If the weights are not on disk and cannot be
            downloaded.
        FileNotFoundError: If the path is not a file.
        ValueError: If the file does not hold such weights.
    """

    channels = 3

    def __init__(self, weights="imagenet", resize="tf1"):
        check_name("resize", resize, RESIZES)
        suffix = Path(weights).suffix
        if weights == "imagenet" or suffix == ".h5":
            self.name = "keras-imagenet"
            self.model = _keras_inception(weights)
            self._levels = scale  # To [-1, 1].
            self._probabilities = np.asarray
        else:
            self.name = "fid-inception"
            path = fid_weights_path(None if weights == "fid" else weights)
            self.model = fid_inception()
            load_fid_weights(self.model, path)
            self._levels = lambda pixels: (pixels - 128.0) / 128.0
            self._probabilities = softmax
        self.weights = weights_hash(self.model)
        self.resize = resize

    def outputs(self, images):
        pixels = unscale(images).astype("float32")
        resized = ops.convert_to_numpy(RESIZES[self.resize](pixels, SIZE))
        features, outputs = backend.predict(self.model, self._levels(resized))
        return features, self._probabilities(outputs)


def _keras_inception(weights):
    """The network of keras.applications, to features and classes."""
    model = load_keras_network(
        keras.applications.InceptionV3,
        weights,
        name="InceptionV3",
        file=KERAS_FILE,
        others=", 'fid'",
    )
    pooled = model.get_layer("avg_pool").output
    return keras.Model(model.inputs[0], [pooled, model.output])
