"""The networks whose features scores compare, by name."""

import functools
from pathlib import Path

from keras_gans.metrics.extractors.clip_features import CLIPFeatures
from keras_gans.metrics.extractors.dinov2_features import (
    PRESETS as DINOV2_PRESETS,
)
from keras_gans.metrics.extractors.dinov2_features import DINOv2Features
from keras_gans.metrics.extractors.inception_features import InceptionV3Features
from keras_gans.metrics.extractors.mnist_classifier import CLASSIFIED
from keras_gans.metrics.extractors.mnist_classifier import mnist_classifier
from keras_gans.metrics.extractors.vgg16_features import VGG16Features
from keras_gans.utils.checks import check_name

CLASSIFIERS = {
    f"{name.replace('_', '-')}-classifier": name for name in CLASSIFIED
}
# Networks without classes, of keras-hub.
HUB = {
    preset.replace("_", "-"): functools.partial(DINOv2Features, preset)
    for preset in DINOV2_PRESETS
} | {"clip": CLIPFeatures}
FEATURES = ("fid", "imagenet", "vgg16", *HUB, *CLASSIFIERS)


def make_extractor(features, dataset=None, data_dir=None, shape=None):
    """The extractor with a name.

    Args:
        features: One of `FEATURES`, the path of a file of Inception's weights,
            or `None` for the classifier of the data set, if there is one for
            such images, and `"fid"` otherwise.
        dataset: Name of a data set.
        data_dir: Folder of that data set, needed to train its classifier.
        shape: Shape of an image; `None` if pictures are read as the extractor
            needs them.

    Raises:
        ValueError: On an unknown name, images of other shapes than these
            networks see, or a classifier of grey images for others.
    """
    if shape is not None and not (len(shape) == 3 and shape[-1] in (1, 3)):
        raise ValueError(
            "These scores compare images of 1 or 3 channels. Images with "
            "transparency can be written as pictures, by `keras-gans sample`, "
            "and compared as folders; callbacks.Scores takes an extractor of "
            "your own for other data. "
            f"Received: data of shape {tuple(shape)}"
        )
    is_grey = shape is None or shape[-1] == 1
    if features in HUB:
        return HUB[features]()
    if features == "vgg16":
        return VGG16Features()
    if features is None:
        by_dataset = {name: key for key, name in CLASSIFIERS.items()}
        features = by_dataset.get(dataset, "fid") if is_grey else "fid"
    if features in CLASSIFIERS:
        if not is_grey:
            raise ValueError(
                "features must be fid, imagenet or vgg16 for images of "
                f"{shape[-1]} channels; the classifiers see grey ones. "
                f"Received: features={features!r}"
            )
        name = CLASSIFIERS[features]
        # The folder of another data set, such as pictures, is not for this one.
        data_dir = data_dir if name == dataset else None
        return mnist_classifier(name, data_dir=data_dir)
    if not Path(features).is_file():
        check_name("features", features, FEATURES)
    return InceptionV3Features(features)
