"""ClassifierFeatures: features and classes of any Keras classifier."""

import keras
import numpy as np
from keras import ops

from keras_gans import backend
from keras_gans.metrics.extractors.features import Extractor
from keras_gans.metrics.extractors.features import prepare_images
from keras_gans.metrics.extractors.features import softmax
from keras_gans.metrics.extractors.fid_weights import weights_hash
from keras_gans.metrics.extractors.resize import tf1_resize
from keras_gans.utils.checks import check_positive
from keras_gans.utils.layers import all_layers
from keras_gans.utils.warnings import warn

TO_BYTES = "keras.layers.Rescaling(127.5, 127.5)"


class ClassifierFeatures(Extractor):
    """Features and classes of a classifier of your own.

    A network trained on photographs says little about digits. A classifier of
    your own data gives a Frechet distance, precision, recall and an Inception
    Score that compare models scored by the same classifier, but never compare
    with published scores.

    Args:
        model: Keras functional or sequential model from square images of one
            size, in [-1, 1], to class probabilities `(n, k)` if it ends in a
            softmax, and to logits otherwise. A network that ends in a sigmoid
            or has one output knows no classes: it only has features.
        layer: Name of the layer whose outputs are the features; by default the
            inputs of the last layer with weights. Outputs of more than two
            dimensions are averaged over the image.
        name: Text for names of protocols.
        accuracy: Float, the classifier's test accuracy, which is reported with
            every score.

    Raises:
        ValueError: On an unknown layer, or a model with other inputs or
            outputs.
    """

    def __init__(self, model, layer=None, *, name="classifier", accuracy=None):
        shapes = [
            getattr(model, f"{end}_shape", ()) for end in ("input", "output")
        ]
        shape, outputs = shapes
        is_square = len(shape) == 4 and shape[1] and shape[1] == shape[2]
        if not is_square or len(outputs) != 2 or len(model.outputs) != 1:
            raise ValueError(
                "model must be a functional or sequential model, built, from "
                "square images (n, size, size, channels) to (n, classes). "
                f"Received: a {type(model).__name__} from {shape or 'unknown'} "
                f"to {outputs or 'unknown'}"
            )
        _warn_of_bytes(model)
        self.model = model
        self.name = name
        self.accuracy = accuracy
        self.size = shape[1]
        self.channels = shape[3]
        self.resize = f"bilinear to {self.size}, where not of this size"
        self.details = {"layer": layer or "before the last"}
        if accuracy is not None:
            self.details["accuracy"] = accuracy
        last = _last_layer(model)
        self._ends_in_softmax = _ends_in(last, keras.activations.softmax)
        is_sigmoid = _ends_in(last, keras.activations.sigmoid)
        self.has_classes = model.output_shape[1] > 1 and not is_sigmoid
        features = _pooled(_layer_output(model, layer))
        self._network = keras.Model(
            model.inputs[0], [features, model.outputs[0]]
        )

    @property
    def weights(self):
        return weights_hash(self.model)  # The model may be trained further.

    def outputs(self, images):
        if images.shape[1:3] != (self.size, self.size):
            images = ops.convert_to_numpy(tf1_resize(images, self.size))
        features, outputs = backend.predict(self._network, images)
        if not self.has_classes:
            return features, None
        outputs = np.asarray(outputs, "float64")
        if not self._ends_in_softmax and not _are_probabilities(outputs):
            return features, softmax(outputs)
        return features, outputs / outputs.sum(axis=1, keepdims=True)


def layer_features(model, layer, images, batch_size=100):
    """Outputs of a layer, averaged over the image if they are feature maps.

    Args:
        model: Keras functional or sequential model of images, such as a
            discriminator.
        layer: Name of a layer of the model.
        images: Float array `(n, height, width, channels)` in [-1, 1].
        batch_size: Positive integer.

    Returns:
        Float32 array `(n, d)`, for `linear_probe` and other metrics.

    Raises:
        TypeError: If images are not floating point.
        ValueError: On another layer or shape, or values outside [-1, 1].
    """
    check_positive(batch_size=batch_size)
    images = prepare_images(images)
    features = _pooled(_layer_output(model, layer))
    shape = model.inputs[0].shape[1:]
    fits = [n in (m, None) for m, n in zip(images.shape[1:], shape)]
    if len(shape) != images.ndim - 1 or not all(fits):
        raise ValueError(
            f"images must be of the model's shape, (n, {str(shape)[1:]}. "
            f"Received: shape {images.shape}"
        )
    network = keras.Model(model.inputs[0], features)
    return network.predict(images, batch_size=batch_size, verbose=0)


def _layer_output(model, name):
    if name is None:
        weighted = [layer for layer in model.layers if layer.weights]
        return weighted[-1].input
    names = [layer.name for layer in model.layers]
    if name not in names:
        raise ValueError(
            f"layer must be one of {', '.join(names)}. Received: {name!r}"
        )
    return model.get_layer(name).output


def _pooled(outputs):
    if len(outputs.shape) > 2:
        axes = tuple(range(1, len(outputs.shape) - 1))
        outputs = ops.mean(outputs, axis=axes)
    return outputs


def _warn_of_bytes(model):
    """Warns of a network that seems to divide images in [0, 255] by 255."""
    for layer in all_layers(model):
        if isinstance(layer, keras.layers.Rescaling):
            if np.max(layer.scale) < 0.05:
                warn(
                    "model must take images in [-1, 1], but it begins to "
                    f"rescale as if they were in [0, 255]; put {TO_BYTES} "
                    f"before it. Received: a Rescaling of {layer.scale:g}"
                )
            return


def _last_layer(model):
    """The last layer, also of a model inside the model."""
    last = model.layers[-1]
    return _last_layer(last) if isinstance(last, keras.Model) else last


def _ends_in(layer, activation):
    is_softmax = activation is keras.activations.softmax
    return getattr(layer, "activation", None) is activation or (
        is_softmax and isinstance(layer, keras.layers.Softmax)
    )


def _are_probabilities(outputs):
    """Whether a layer that is not known as a softmax is one, as a `Lambda`."""
    sums = outputs.sum(axis=1)
    return outputs.min() >= 0 and abs(sums - 1).max() < 1e-3
