"""Functions that build generators and discriminators as Keras models.

The first line of each docstring says what the built network does.
"""

from keras_gans.networks.autoencoder import (
    dcgan_autoencoder as dcgan_autoencoder,
)
from keras_gans.networks.autoencoder import mlp_autoencoder as mlp_autoencoder
from keras_gans.networks.began import began_autoencoder as began_autoencoder
from keras_gans.networks.began import began_generator as began_generator
from keras_gans.networks.biggan import (
    biggan_discriminator as biggan_discriminator,
)
from keras_gans.networks.biggan import biggan_generator as biggan_generator
from keras_gans.networks.conditional import (
    auxiliary_discriminator as auxiliary_discriminator,
)
from keras_gans.networks.conditional import (
    conditional_discriminator as conditional_discriminator,
)
from keras_gans.networks.conditional import (
    conditional_generator as conditional_generator,
)
from keras_gans.networks.cyclegan import (
    cyclegan_generator as cyclegan_generator,
)
from keras_gans.networks.dcgan import dcgan_discriminator as dcgan_discriminator
from keras_gans.networks.dcgan import dcgan_generator as dcgan_generator
from keras_gans.networks.defaults import (
    default_discriminator as default_discriminator,
)
from keras_gans.networks.defaults import default_generator as default_generator
from keras_gans.networks.mlp import mlp_discriminator as mlp_discriminator
from keras_gans.networks.mlp import mlp_generator as mlp_generator
from keras_gans.networks.msggan import (
    msggan_discriminator as msggan_discriminator,
)
from keras_gans.networks.msggan import msggan_generator as msggan_generator
from keras_gans.networks.patch import patch_discriminator as patch_discriminator
from keras_gans.networks.progan import (
    progan_discriminator as progan_discriminator,
)
from keras_gans.networks.progan import progan_generator as progan_generator
from keras_gans.networks.projection import (
    projection_discriminator as projection_discriminator,
)
from keras_gans.networks.projection import (
    projection_generator as projection_generator,
)
from keras_gans.networks.resnet import (
    r3gan_discriminator as r3gan_discriminator,
)
from keras_gans.networks.resnet import r3gan_generator as r3gan_generator
from keras_gans.networks.style import style_network as style_network
from keras_gans.networks.stylegan2 import (
    stylegan2_discriminator as stylegan2_discriminator,
)
from keras_gans.networks.stylegan2 import (
    stylegan2_generator as stylegan2_generator,
)
from keras_gans.networks.unet import unet_generator as unet_generator
