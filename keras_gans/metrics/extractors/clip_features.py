"""CLIPFeatures: features of a network that has learnt from captions."""

import keras

from keras_gans.metrics.extractors.hub_backbones import HubFeatures
from keras_gans.metrics.extractors.hub_backbones import load_backbone

PRESETS = (
    "clip_vit_base_patch32",
    "clip_vit_base_patch16",
    "clip_vit_large_patch14",
    "clip_vit_large_patch14_336",
)


class CLIPFeatures(HubFeatures):
    """The image embeddings of CLIP (Radford et al. 2021), of unit length.

    `maximum_mean_discrepancy` of these features is the CMMD of Jayasumana et
    al. 2024. As in the authors' code, the middle square of an image is resized
    to 336x336 by PIL's bicubic filter.

    The networks know no classes, so there is no Inception Score. They need
    keras-hub: `pip install 'keras-gans[hub]'`.

    Args:
        preset: `"clip_vit_large_patch14_336"` (768 features, 1.7 GB) for
            published scores; `"clip_vit_large_patch14"`,
            `"clip_vit_base_patch16"` or `"clip_vit_base_patch32"`, which are
            cheaper; or the folder of such a preset.

    Raises:
        ConnectionError: If the weights are not on disk and cannot be
            downloaded.
        ImportError: If keras-hub is not installed.
        ValueError: On another name, or a folder without such a preset.
    """

    # Those of CLIP's training data.
    mean = (0.48145466, 0.4578275, 0.40821073)
    deviation = (0.26862954, 0.26130258, 0.27577711)

    def __init__(self, preset="clip_vit_large_patch14_336"):
        backbone = load_backbone("CLIPBackbone", preset, PRESETS)
        images = keras.Input(backbone.vision_encoder.image_shape)
        embeddings = backbone.get_vision_embeddings(images)
        lengths = keras.layers.UnitNormalization(dtype="float32")
        super().__init__(preset, keras.Model(images, lengths(embeddings)))
        size = images.shape[1]
        self.resize = f"PIL's bicubic of 8 bits to {size}, middle square"

    def part(self, pixels):
        """The largest square in the middle of images."""
        height, width = pixels.shape[1:3]
        side = min(height, width)
        top, left = (height - side) // 2, (width - side) // 2
        return pixels[:, top : top + side, left : left + side]
