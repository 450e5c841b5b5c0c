"""What layers refuse to take."""

import numpy as np
import pytest
from keras import layers

from keras_gans.layers import AdaptiveAugmentation
from keras_gans.layers import Blur
from keras_gans.layers import ConditionalBatchNormalization
from keras_gans.layers import DiffAugmentation
from keras_gans.layers import Downsample
from keras_gans.layers import ModulatedBatchNormalization
from keras_gans.layers import ModulatedConv2D
from keras_gans.layers import NoiseInjection
from keras_gans.layers import ReflectionPadding2D
from keras_gans.layers import SelfAttention
from keras_gans.layers import Upsample
from keras_gans.layers import VanishingResidual

IMAGES, SIGNALS = np.ones((2, 8, 8, 3), "f"), np.ones((2, 8, 3), "f")
OF_IMAGES = (
    Blur,
    Downsample,
    NoiseInjection,
    ReflectionPadding2D,
    SelfAttention,
    Upsample,
)


@pytest.mark.parametrize("kind", OF_IMAGES)
def test_layers_of_images_refuse_signals_by_their_axes(kind):
    with pytest.raises(ValueError, match="expected ndim=4, found ndim=3"):
        kind()(SIGNALS)


def test_a_side_of_one_pixel_is_not_halved():
    with pytest.raises(
        ValueError, match=r"sides of at least 2.*\(2, 1, 8, 3\)"
    ):
        Downsample()(IMAGES[:, :1])


@pytest.mark.parametrize("kind", [DiffAugmentation, AdaptiveAugmentation])
def test_augmentations_refuse_signals_by_their_shape(kind):
    with pytest.raises(ValueError, match=r"takes images .*\(2, 8, 3\)"):
        kind()(SIGNALS)


def test_colours_are_one_three_or_four_channels():
    with pytest.raises(ValueError, match=r"of 1, 3, 4.*\(2, 8, 8, 2\)"):
        AdaptiveAugmentation()(IMAGES[..., :2])
    assert DiffAugmentation()(IMAGES[..., :2]).shape == (2, 8, 8, 2)


@pytest.mark.parametrize(
    "layer",
    [
        ConditionalBatchNormalization(),
        ModulatedBatchNormalization(),
        ModulatedConv2D(2),
        VanishingResidual(),
    ],
)
def test_layers_of_two_tensors_refuse_one(layer):
    with pytest.raises(ValueError, match=r"list of two tensors.*\(2, 8, 8, "):
        layer(IMAGES)


def test_the_second_tensor_has_its_own_axes():
    with pytest.raises(ValueError, match=r"\(n, k\).*\(2,\)"):
        ConditionalBatchNormalization()([IMAGES, np.array([0, 1])])
    with pytest.raises(ValueError, match=r"styles \(n, styles, k\)"):
        ModulatedConv2D(2)([IMAGES, np.ones((2, 5), "f")])
    with pytest.raises(ValueError, match="style must be below .* 3.*style=3"):
        ModulatedConv2D(2, style=3)([IMAGES, np.ones((2, 3, 5), "f")])


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"momentum": 1.5}, r"momentum must be a number in \[0, 1\)"),
        ({"momentum": "0.9"}, "momentum must be a number"),
        ({"epsilon": -1}, "epsilon must be a finite number of at"),
    ],
)
def test_moments_are_numbers(arguments, message):
    for kind in (ConditionalBatchNormalization, ModulatedBatchNormalization):
        with pytest.raises(ValueError, match=message):
            kind(**arguments)


def test_a_layer_of_images_is_saved_as_any_other():
    for kind in OF_IMAGES:
        layer = kind.from_config(kind().get_config())
        assert isinstance(layer, layers.Layer) and layer.input_spec.ndim == 4
