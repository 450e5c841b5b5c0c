"""The models; `MODELS` names them for the command line."""

from keras_gans.models.dcgan import DCGAN as DCGAN
from keras_gans.models.gan import GAN as GAN

MODELS = {"gan": GAN, "dcgan": DCGAN}
