"""Keras layers for GANs."""

from keras_gans.layers.advancing import Advancing as Advancing
from keras_gans.layers.conditional_batch_normalization import (
    ConditionalBatchNormalization as ConditionalBatchNormalization,
)
from keras_gans.layers.dropout_noise import DropoutNoise as DropoutNoise
from keras_gans.layers.group_normalization import (
    GroupNormalization as GroupNormalization,
)
from keras_gans.layers.grouped_conv2d import GroupedConv2D as GroupedConv2D
from keras_gans.layers.image_pool import ImagePool as ImagePool
from keras_gans.layers.layer_normalization import (
    LayerNormalization as LayerNormalization,
)
from keras_gans.layers.learned_basis import LearnedBasis as LearnedBasis
from keras_gans.layers.modulated_batch_normalization import (
    ModulatedBatchNormalization as ModulatedBatchNormalization,
)
from keras_gans.layers.reflection_padding_2d import (
    ReflectionPadding2D as ReflectionPadding2D,
)
from keras_gans.layers.self_attention import SelfAttention as SelfAttention
from keras_gans.layers.spectral_normalization import (
    SpectralNormalization as SpectralNormalization,
)
from keras_gans.layers.vanishing_residual import (
    VanishingResidual as VanishingResidual,
)
