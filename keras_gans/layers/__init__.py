"""Keras layers for GANs."""

from keras_gans.layers.adaptive_augmentation import (
    AdaptiveAugmentation as AdaptiveAugmentation,
)
from keras_gans.layers.advancing import Advancing as Advancing
from keras_gans.layers.augmentation import Augmentation as Augmentation
from keras_gans.layers.bias import Bias as Bias
from keras_gans.layers.blur import Blur as Blur
from keras_gans.layers.conditional_batch_normalization import (
    ConditionalBatchNormalization as ConditionalBatchNormalization,
)
from keras_gans.layers.diff_augmentation import (
    DiffAugmentation as DiffAugmentation,
)
from keras_gans.layers.downsample import Downsample as Downsample
from keras_gans.layers.dropout_noise import DropoutNoise as DropoutNoise
from keras_gans.layers.equalized import Equalized as Equalized
from keras_gans.layers.group_normalization import (
    GroupNormalization as GroupNormalization,
)
from keras_gans.layers.grouped_conv2d import GroupedConv2D as GroupedConv2D
from keras_gans.layers.image_pool import ImagePool as ImagePool
from keras_gans.layers.layer_normalization import (
    LayerNormalization as LayerNormalization,
)
from keras_gans.layers.learned_basis import LearnedBasis as LearnedBasis
from keras_gans.layers.learned_constant import (
    LearnedConstant as LearnedConstant,
)
from keras_gans.layers.minibatch_stddev import (
    MinibatchStddev as MinibatchStddev,
)
from keras_gans.layers.modulated_batch_normalization import (
    ModulatedBatchNormalization as ModulatedBatchNormalization,
)
from keras_gans.layers.modulated_conv2d import (
    ModulatedConv2D as ModulatedConv2D,
)
from keras_gans.layers.noise_injection import NoiseInjection as NoiseInjection
from keras_gans.layers.pixel_normalization import (
    PixelNormalization as PixelNormalization,
)
from keras_gans.layers.reflection_padding_2d import (
    ReflectionPadding2D as ReflectionPadding2D,
)
from keras_gans.layers.self_attention import SelfAttention as SelfAttention
from keras_gans.layers.spectral_normalization import (
    SpectralNormalization as SpectralNormalization,
)
from keras_gans.layers.upsample import Upsample as Upsample
from keras_gans.layers.vanishing_residual import (
    VanishingResidual as VanishingResidual,
)
