"""GANs for Keras 3: `fit` a generative adversarial network to your images."""

from keras_gans import callbacks as callbacks
from keras_gans import datasets as datasets
from keras_gans import losses as losses
from keras_gans import networks as networks
from keras_gans.adversarial import AdversarialModel as AdversarialModel
from keras_gans.models import DCGAN as DCGAN
from keras_gans.models import GAN as GAN

__version__ = "0.1.0"
