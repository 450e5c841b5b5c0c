"""GANs for Keras 3: `fit` a generative adversarial network to your images."""

from keras_gans.utils.backends import refusal as _refusal

if _error := _refusal():  # Before Keras is imported.
    raise _error

from keras_gans import callbacks as callbacks
from keras_gans import datasets as datasets
from keras_gans import latent as latent
from keras_gans import layers as layers
from keras_gans import losses as losses
from keras_gans import metrics as metrics
from keras_gans import networks as networks
from keras_gans import penalties as penalties
from keras_gans import schedules as schedules
from keras_gans import style as style
from keras_gans.images.showing import show as show
from keras_gans.models import ACGAN as ACGAN
from keras_gans.models import BEGAN as BEGAN
from keras_gans.models import DCGAN as DCGAN
from keras_gans.models import EBGAN as EBGAN
from keras_gans.models import GAN as GAN
from keras_gans.models import LSGAN as LSGAN
from keras_gans.models import MSGGAN as MSGGAN
from keras_gans.models import R3GAN as R3GAN
from keras_gans.models import SNGAN as SNGAN
from keras_gans.models import WGAN as WGAN
from keras_gans.models import WGANGP as WGANGP
from keras_gans.models import BigGAN as BigGAN
from keras_gans.models import ConditionalGAN as ConditionalGAN
from keras_gans.models import ConditionalStyleGAN2 as ConditionalStyleGAN2
from keras_gans.models import CycleGAN as CycleGAN
from keras_gans.models import Pix2Pix as Pix2Pix
from keras_gans.models import ProGAN as ProGAN
from keras_gans.models import ProjectionGAN as ProjectionGAN
from keras_gans.models import StyleGAN2 as StyleGAN2
from keras_gans.models.conditional import Conditional as Conditional
from keras_gans.models.latent_gan import LatentGAN as LatentGAN
from keras_gans.models.translation import Translation as Translation
from keras_gans.pretrained import presets as presets
from keras_gans.runs.loading import load as load
from keras_gans.style import FastStyleTransfer as FastStyleTransfer
from keras_gans.style import StyleTransfer as StyleTransfer
from keras_gans.training.adversarial import AdversarialModel as AdversarialModel
from keras_gans.training.loading import load_model as load_model
from keras_gans.utils.version import __version__ as __version__
