"""PerceptualLoss: a picture's distance from a content and from a style."""

from collections.abc import Mapping

from keras_gans.style.losses import gram_matrix
from keras_gans.style.losses import relative_error
from keras_gans.style.losses import total_variation
from keras_gans.style.vgg19 import VGG19Features
from keras_gans.style.vgg19_weights import CONVOLUTIONS
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_weight

CONTENT_LAYERS = ("block4_conv2",)
STYLE_LAYERS = (
    "block1_conv1",
    "block2_conv1",
    "block3_conv1",
    "block4_conv1",
    "block5_conv1",
)
# What is logged: the sum, and its parts before they are weighted.
LOSSES = ("loss", "content_loss", "style_loss", "tv_loss")


class PerceptualLoss:
    """Content, style and total-variation loss, each times its weight.

    Args:
        weights: VGG-19's, as for `VGG19Features`.
        content_layers: Names of layers, all of one weight, or a dictionary of
            names and weights.
        style_layers: The same.
        content_weight: Number of at least 0.
        style_weight: Number of at least 0.
        tv_weight: Number of at least 0.
        pooling: As for `VGG19Features`.
        padding: As for `VGG19Features`.

    Raises:
        ValueError: On no layer of either kind, negative weights, or what
            `VGG19Features` refuses.
    """

    def __init__(
        self,
        weights="imagenet",
        *,
        content_layers=CONTENT_LAYERS,
        style_layers=STYLE_LAYERS,
        content_weight,
        style_weight,
        tv_weight,
        pooling,
        padding="reflect",
    ):
        check_weight(
            content_weight=content_weight,
            style_weight=style_weight,
            tv_weight=tv_weight,
        )
        self.weights = {
            "content_loss": content_weight,
            "style_loss": style_weight,
            "tv_loss": tv_weight,
        }
        self.content_layers = weighted("content_layers", content_layers)
        self.style_layers = weighted("style_layers", style_layers)
        layers = dict.fromkeys([*self.content_layers, *self.style_layers])
        self.features = VGG19Features(
            weights, layers, pooling=pooling, padding=padding
        )

    def content(self, images):
        """The features that the content loss compares, by layer."""
        features = self.features(images)
        return {name: features[name] for name in self.content_layers}

    def style(self, images):
        """The Gram matrices that the style loss compares, by layer."""
        features = self.features(images)
        return {name: gram_matrix(features[name]) for name in self.style_layers}

    def __call__(self, images, content, style):
        """The loss of images, and its parts.

        Args:
            images: `(n, height, width, 3)` in [-1, 1].
            content: What `content` returned of images of the same size.
            style: What `style` returned of n images or of one.

        Returns:
            A scalar, and a dictionary of `loss`, the same, and its parts before
            they are weighted: `content_loss`, `style_loss` and `tv_loss`.
        """
        found = self.features(images)
        parts = {
            "content_loss": sum(
                weight * relative_error(found[name], content[name])
                for name, weight in self.content_layers.items()
            ),
            "style_loss": sum(
                weight * relative_error(gram_matrix(found[name]), style[name])
                for name, weight in self.style_layers.items()
            ),
            "tv_loss": total_variation(images),
        }
        loss = sum(self.weights[name] * part for name, part in parts.items())
        return loss, {"loss": loss, **parts}


def weighted(name, layers):
    """A dictionary of layers and their weights, by default 1 in all.

    Raises:
        ValueError: On no layers, unknown ones, or negative weights.
    """
    if not layers or isinstance(layers, str):
        raise ValueError(
            f"{name} must be names of layers, one at least. "
            f"Received: {name}={layers!r}"
        )
    for layer in layers:
        check_name("A layer of VGG-19", layer, CONVOLUTIONS)
    if isinstance(layers, Mapping):
        check_weight(**layers)
        return dict(layers)
    return dict.fromkeys(layers, 1 / len(layers))
