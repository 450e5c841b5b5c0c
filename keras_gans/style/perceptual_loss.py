"""PerceptualLoss: the distance of pictures from a content and a style."""

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
# Names of the logs: the weighted sum, and its parts without their weights.
LOSSES = ("loss", "content_loss", "style_loss", "tv_loss")


class PerceptualLoss:
    """The weighted sum of content, style and total variation loss.

    Args:
        weights: Weights of VGG-19, as for `VGG19Features`.
        content_layers: Names of layers, all of equal weight, or a dictionary
            from names to weights.
        style_layers: The same.
        content_weight: Number, at least 0.
        style_weight: Number, at least 0.
        tv_weight: Number, at least 0; weight of the total variation.
        pooling: As for `VGG19Features`.
        padding: As for `VGG19Features`.

    Raises:
        ValueError: If `content_layers` or `style_layers` is empty, a weight is
            negative, or `VGG19Features` raises it.
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
        if not (content_weight or style_weight or tv_weight):
            raise ValueError(
                "One of content_weight, style_weight and tv_weight must be "
                "above 0. Received: 0 for all three"
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
        """The loss of images and its parts.

        Args:
            images: `(n, height, width, 3)` in [-1, 1].
            content: Result of `content` for images of the same size.
            style: Result of `style` for n images or for one.

        Returns:
            The loss, a scalar, and a dictionary that holds it as `loss`, and
            its parts without their weights as `content_loss`, `style_loss` and
            `tv_loss`.
        """
        features = self.features(images)
        parts = {
            "content_loss": sum(
                weight * relative_error(features[name], content[name])
                for name, weight in self.content_layers.items()
            ),
            "style_loss": sum(
                weight
                * relative_error(gram_matrix(features[name]), style[name])
                for name, weight in self.style_layers.items()
            ),
            "tv_loss": total_variation(images),
        }
        loss = sum(self.weights[name] * part for name, part in parts.items())
        return loss, {"loss": loss, **parts}


def weighted(name, layers):
    """A dictionary from layers to weights, which by default sum to 1.

    Raises:
        ValueError: If there is no layer, a layer is unknown, a weight is
            negative, or all are 0.
    """
    if not layers or isinstance(layers, str):
        raise ValueError(
            f"{name} must be names of layers, at least one. "
            f"Received: {name}={layers!r}"
        )
    for layer in layers:
        check_name("A layer of VGG-19", layer, CONVOLUTIONS)
    if isinstance(layers, Mapping):
        check_weight(**{f"{name}[{x!r}]": layers[x] for x in layers})
        if not any(layers.values()):
            raise ValueError(
                f"{name} must have a weight above 0. Received: {name}={layers}"
            )
        return dict(layers)
    return dict.fromkeys(layers, 1 / len({*layers}))
