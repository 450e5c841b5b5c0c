"""Builders of generators and discriminators, for any model they fit."""

from keras_gans.networks.dcgan import dcgan_discriminator as dcgan_discriminator
from keras_gans.networks.dcgan import dcgan_generator as dcgan_generator
from keras_gans.networks.mlp import mlp_discriminator as mlp_discriminator
from keras_gans.networks.mlp import mlp_generator as mlp_generator
