"""Data sets: `tf.data` pipelines of float32 images or points in [-1, 1]."""

from keras_gans.datasets.augmented import augment_dataset as augment_dataset
from keras_gans.datasets.celeba import celeba as celeba
from keras_gans.datasets.celeba_split import celeba_split as celeba_split
from keras_gans.datasets.digits import digits as digits
from keras_gans.datasets.image_folder import image_folder as image_folder
from keras_gans.datasets.label_names import label_arguments as label_arguments
from keras_gans.datasets.paired_folder import paired_folder as paired_folder
from keras_gans.datasets.pairs import PAIRS as PAIRS
from keras_gans.datasets.pairs import colorize as colorize
from keras_gans.datasets.pairs import downscale as downscale
from keras_gans.datasets.pairs import edges as edges
from keras_gans.datasets.pairs import inpaint as inpaint
from keras_gans.datasets.pairs import label_map as label_map
from keras_gans.datasets.pairs import label_map_centres as label_map_centres
from keras_gans.datasets.points import gaussian_modes as gaussian_modes
from keras_gans.datasets.points import gaussians as gaussians
from keras_gans.datasets.points import sample_gaussians as sample_gaussians
from keras_gans.datasets.points import sample_swiss_roll as sample_swiss_roll
from keras_gans.datasets.points import swiss_roll as swiss_roll
from keras_gans.datasets.stacked_mnist import stacked_mnist as stacked_mnist
from keras_gans.datasets.tfds import cifar10 as cifar10
from keras_gans.datasets.tfds import fashion_mnist as fashion_mnist
from keras_gans.datasets.tfds import mnist as mnist
from keras_gans.datasets.unpaired_folders import (
    unpaired_folders as unpaired_folders,
)
from keras_gans.images.values import scale as scale
from keras_gans.images.values import unscale as unscale
from keras_gans.utils.checks import check_name

# Of images, which `load` and the command line take by name.
DATASETS = {
    "digits": digits,
    "mnist": mnist,
    "fashion_mnist": fashion_mnist,
    "cifar10": cifar10,
    "stacked_mnist": stacked_mnist,
    "celeba": celeba,
    "image_folder": image_folder,
}


def load(name, **kwargs):
    """The data set of a name, with the arguments of its function.

    Args:
        name: `"digits"`, `"mnist"`, `"fashion_mnist"`, `"cifar10"`,
            `"stacked_mnist"`, `"celeba"` or `"image_folder"`.
        **kwargs: For that function, such as `batch_size=64`.
    """
    check_name("A data set", name, DATASETS)
    return DATASETS[name](**kwargs)
