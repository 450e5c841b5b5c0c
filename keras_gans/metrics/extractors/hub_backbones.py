"""Backbones of keras-hub, which are an optional dependency."""

from pathlib import Path

import numpy as np

from keras_gans.images.values import unscale
from keras_gans.metrics.extractors.determinism import float32_policy
from keras_gans.metrics.extractors.determinism import isolated_randomness
from keras_gans.metrics.extractors.features import Extractor
from keras_gans.metrics.extractors.fid_weights import weights_hash
from keras_gans.metrics.extractors.resize import pil_resize
from keras_gans.utils.checks import check_name
from keras_gans.utils.downloads import short_timeout

# Images in a pass.
AT_ONCE = 20


def load_backbone(kind, preset, presets, **arguments):
    """A backbone with its published weights, in float32.

    Args:
        kind: Name of a class of `keras_hub.models`.
        preset: One of `presets`, downloaded if missing, or the folder of a
            preset.
        presets: Names that are allowed.
        **arguments: Arguments of the class that replace the preset's.

    Returns:
        A Keras model. The global random generators are not changed.

    Raises:
        ConnectionError: If the preset is not on disk and cannot be downloaded.
        ImportError: If keras-hub is not installed.
        ValueError: On another name, or a folder without such a preset.
    """
    is_folder = Path(preset).is_dir()
    if not is_folder:
        check_name("preset", preset, presets)
    try:
        import keras_hub
    except ImportError as error:
        raise ImportError(
            f"The network {preset} needs keras-hub, which could not be "
            f"imported ({error}): pip install 'keras-gans[hub]'"
        ) from error
    build = getattr(keras_hub.models, kind).from_preset
    try:
        with short_timeout(), float32_policy(), isolated_randomness(0):
            return build(str(preset), dtype="float32", **arguments)
    except Exception as error:
        if is_folder:
            raise ValueError(
                f"Could not read a preset of {kind} in {preset}: {error}"
            ) from error
        raise ConnectionError(
            f"The weights of {preset} are not in kagglehub's cache, and could "
            f"not be downloaded ({error}).\nCopy ~/.cache/kagglehub from a "
            "machine with a network, where "
            f"keras_hub.models.{kind}.from_preset({preset!r}) has filled it."
        ) from error


class HubFeatures(Extractor):
    """Features of a vision transformer, which knows no classes.

    A subclass defines the mean and standard deviation of each channel in the
    training data, in [0, 1], and how images are resized.

    Args:
        preset: As for `load_backbone`.
        model: Keras model from float32 images `(n, size, size, 3)` to features.
    """

    channels = 3
    has_classes = False
    mean = None
    deviation = None

    def __init__(self, preset, model):
        self.name = Path(preset).name.replace("_", "-")
        self.model = model
        self.weights = weights_hash(model)

    def part(self, pixels):
        """The part of uint8 images that the network sees: all of it."""
        return pixels

    def outputs(self, images):
        pixels = self.part(unscale(images))
        pixels = pil_resize(pixels, self.model.input_shape[1]) / np.float32(255)
        inputs = (pixels - np.float32(self.mean)) / np.float32(self.deviation)
        features = self.model.predict(inputs, batch_size=AT_ONCE, verbose=0)
        return features, None
