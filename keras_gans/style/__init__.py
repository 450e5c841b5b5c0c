"""Style transfer: the content of one picture in the style of another."""

from keras_gans.images.files import load_picture as load_picture
from keras_gans.style.fast_style_transfer import (
    FastStyleTransfer as FastStyleTransfer,
)
from keras_gans.style.losses import gram_matrix as gram_matrix
from keras_gans.style.losses import relative_error as relative_error
from keras_gans.style.losses import total_variation as total_variation
from keras_gans.style.perceptual_loss import PerceptualLoss as PerceptualLoss
from keras_gans.style.style_transfer import StyleTransfer as StyleTransfer
from keras_gans.style.style_transfer import Stylized as Stylized
from keras_gans.style.vgg19 import VGG19Features as VGG19Features
from keras_gans.style.vgg19_weights import load_vgg19 as load_vgg19
