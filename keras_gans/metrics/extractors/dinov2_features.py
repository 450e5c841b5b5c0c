"""DINOv2Features: features of a network that has learnt without labels."""

import keras

from keras_gans.metrics.extractors.dinov2_positions import (
    use_published_positions,
)
from keras_gans.metrics.extractors.hub_backbones import HubFeatures
from keras_gans.metrics.extractors.hub_backbones import load_backbone

PRESETS = ("dinov2_small", "dinov2_base", "dinov2_large", "dinov2_giant")
SIZE = 224


class DINOv2Features(HubFeatures):
    """The normalised class token of DINOv2 (Oquab et al. 2023).

    The Frechet distance of these features is the FD-DINOv2 of Stein et al.
    2023, which agrees better with people than Inception's. As in the authors'
    code, images are resized to 224x224 by PIL's bicubic filter, and the
    embeddings of positions, which are of 518x518, by torch's.

    The networks know no classes, so there is no Inception Score. They need
    keras-hub: `pip install 'keras-gans[hub]'`.

    Args:
        preset: `"dinov2_large"` (1,024 features, 1.2 GB) for published scores;
            `"dinov2_base"` (768), four times cheaper, `"dinov2_small"` (384)
            or `"dinov2_giant"` (1,536); or the folder of such a preset.

    Raises:
        ConnectionError: If the weights are not on disk and cannot be
            downloaded.
        ImportError: If keras-hub is not installed.
        ValueError: On another name, or a folder without such a preset.
    """

    resize = f"PIL's bicubic of 8 bits to {SIZE}"
    # ImageNet's.
    mean = (0.485, 0.456, 0.406)
    deviation = (0.229, 0.224, 0.225)

    def __init__(self, preset="dinov2_large"):
        backbone = load_backbone(
            "DINOV2Backbone", preset, PRESETS, image_shape=(SIZE, SIZE, 3)
        )
        use_published_positions(backbone)
        model = keras.Model(backbone.inputs[0], backbone.output[:, 0])
        super().__init__(preset, model)
