"""The models; `MODELS` names them for the command line."""

from keras_gans.models.acgan import ACGAN as ACGAN
from keras_gans.models.began import BEGAN as BEGAN
from keras_gans.models.biggan import BigGAN as BigGAN
from keras_gans.models.conditionalgan import ConditionalGAN as ConditionalGAN
from keras_gans.models.conditionalstylegan2 import (
    ConditionalStyleGAN2 as ConditionalStyleGAN2,
)
from keras_gans.models.cyclegan import CycleGAN as CycleGAN
from keras_gans.models.dcgan import DCGAN as DCGAN
from keras_gans.models.ebgan import EBGAN as EBGAN
from keras_gans.models.gan import GAN as GAN
from keras_gans.models.latent_gan import LatentGAN
from keras_gans.models.lsgan import LSGAN as LSGAN
from keras_gans.models.msggan import MSGGAN as MSGGAN
from keras_gans.models.pix2pix import Pix2Pix as Pix2Pix
from keras_gans.models.progan import ProGAN as ProGAN
from keras_gans.models.projectiongan import ProjectionGAN as ProjectionGAN
from keras_gans.models.r3gan import R3GAN as R3GAN
from keras_gans.models.sngan import SNGAN as SNGAN
from keras_gans.models.stylegan2 import StyleGAN2 as StyleGAN2
from keras_gans.models.wgan import WGAN as WGAN
from keras_gans.models.wgangp import WGANGP as WGANGP

MODELS = {
    "gan": GAN,
    "dcgan": DCGAN,
    "lsgan": LSGAN,
    "wgan": WGAN,
    "wgangp": WGANGP,
    "sngan": SNGAN,
    "ebgan": EBGAN,
    "began": BEGAN,
    "r3gan": R3GAN,
    "progan": ProGAN,
    "msggan": MSGGAN,
    "stylegan2": StyleGAN2,
    "conditionalgan": ConditionalGAN,
    "acgan": ACGAN,
    "projectiongan": ProjectionGAN,
    "biggan": BigGAN,
    "conditionalstylegan2": ConditionalStyleGAN2,
    "pix2pix": Pix2Pix,
    "cyclegan": CycleGAN,
}

# The models that generate images from latents, not from other images.
LATENT_MODELS = {
    name: model
    for name, model in MODELS.items()
    if issubclass(model, LatentGAN)
}
