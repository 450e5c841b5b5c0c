"""CLIPFeatures: features of a network that has learnt from captions."""

import keras

from keras_gans.images.values import unscale
from keras_gans.metrics.extractors.features import Extractor
from keras_gans.metrics.extractors.fid_weights import weights_hash
from keras_gans.metrics.extractors.hub_backbones import load_backbone
from keras_gans.metrics.extractors.hub_backbones import preset_name
from keras_gans.metrics.extractors.hub_backbones import transformer_inputs

PRESETS = (
    "clip_vit_base_patch32",
    "clip_vit_base_patch16",
    "clip_vit_large_patch14",
    "clip_vit_large_patch14_336",
)
# Images in a pass.
AT_ONCE = 20
# Those of CLIP's training data.
MEAN = (0.48145466, 0.4578275, 0.40821073)
DEVIATION = (0.26862954, 0.26130258, 0.27577711)


class CLIPFeatures(Extractor):
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

    channels = 3
    has_classes = False

    def __init__(self, preset="clip_vit_large_patch14_336"):
        backbone = load_backbone("CLIPBackbone", preset, PRESETS)
        images = keras.Input(backbone.vision_encoder.image_shape)
        embeddings = backbone.get_vision_embeddings(images)
        lengths = keras.layers.UnitNormalization(dtype="float32")
        self.model = keras.Model(images, lengths(embeddings))
        self.size = images.shape[1]
        self.name = preset_name(preset)
        self.weights = weights_hash(self.model)
        self.resize = f"PIL's bicubic of 8 bits to {self.size}, middle square"

    def outputs(self, images):
        pixels = _middle(unscale(images))
        inputs = transformer_inputs(pixels, self.size, MEAN, DEVIATION)
        features = self.model.predict(inputs, batch_size=AT_ONCE, verbose=0)
        return features, None


def _middle(images):
    """The largest square in the middle of images."""
    height, width = images.shape[1:3]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return images[:, top : top + side, left : left + side]
