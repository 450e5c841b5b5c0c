"""Backbones of keras-hub, which are an optional dependency."""

from pathlib import Path

import numpy as np

from keras_gans.metrics.extractors.determinism import float32_policy
from keras_gans.metrics.extractors.determinism import isolated_randomness
from keras_gans.metrics.extractors.resize import pil_resize
from keras_gans.utils.checks import check_name
from keras_gans.utils.downloads import short_timeout


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


def preset_name(preset):
    """The name of a preset, or of its folder, in names of protocols."""
    return Path(preset).name.replace("_", "-")


def transformer_inputs(pixels, size, mean, deviation):
    """Images as vision transformers take them.

    Args:
        pixels: Uint8 array `(n, height, width, 3)`.
        size: Positive integer.
        mean: The mean of each channel in the training data, in [0, 1].
        deviation: Their standard deviations.

    Returns:
        Float32 array `(n, size, size, 3)`.
    """
    resized = pil_resize(pixels, size) / np.float32(255)
    return (resized - np.float32(mean)) / np.float32(deviation)
