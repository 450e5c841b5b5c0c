"""Data sets: `tf.data` pipelines of float32 images or points in [-1, 1]."""

from keras_gans.datasets.augmented import augment_dataset as augment_dataset
from keras_gans.datasets.celeba import CELEBA
from keras_gans.datasets.celeba import celeba as celeba
from keras_gans.datasets.celeba import celeba_split as celeba_split
from keras_gans.datasets.digits import DIGITS
from keras_gans.datasets.digits import digits as digits
from keras_gans.datasets.image_folder import IMAGE_FOLDER
from keras_gans.datasets.image_folder import image_folder as image_folder
from keras_gans.datasets.label_maps import LABEL_MAP
from keras_gans.datasets.label_maps import label_map as label_map
from keras_gans.datasets.label_maps import (
    label_map_centres as label_map_centres,
)
from keras_gans.datasets.paired_folder import PAIRED_FOLDER
from keras_gans.datasets.paired_folder import paired_folder as paired_folder
from keras_gans.datasets.pairs import COLORIZE
from keras_gans.datasets.pairs import DOWNSCALE
from keras_gans.datasets.pairs import EDGES
from keras_gans.datasets.pairs import INPAINT
from keras_gans.datasets.pairs import colorize as colorize
from keras_gans.datasets.pairs import downscale as downscale
from keras_gans.datasets.pairs import edges as edges
from keras_gans.datasets.pairs import inpaint as inpaint
from keras_gans.datasets.points import gaussian_modes as gaussian_modes
from keras_gans.datasets.points import gaussians as gaussians
from keras_gans.datasets.points import sample_gaussians as sample_gaussians
from keras_gans.datasets.points import sample_swiss_roll as sample_swiss_roll
from keras_gans.datasets.points import swiss_roll as swiss_roll
from keras_gans.datasets.record import DataSet as DataSet
from keras_gans.datasets.record import PairTask as PairTask
from keras_gans.datasets.stacked_mnist import STACKED_MNIST
from keras_gans.datasets.stacked_mnist import stacked_mnist as stacked_mnist
from keras_gans.datasets.tfds import CIFAR10
from keras_gans.datasets.tfds import FASHION_MNIST
from keras_gans.datasets.tfds import MNIST
from keras_gans.datasets.tfds import cifar10 as cifar10
from keras_gans.datasets.tfds import fashion_mnist as fashion_mnist
from keras_gans.datasets.tfds import mnist as mnist
from keras_gans.datasets.unpaired_folders import UNPAIRED_FOLDERS
from keras_gans.datasets.unpaired_folders import (
    unpaired_folders as unpaired_folders,
)
from keras_gans.images.values import scale as scale
from keras_gans.images.values import unscale as unscale
from keras_gans.utils.checks import check_name

# The records of the data sets that have a name for `load` and for runs.
DATASETS = {
    "digits": DIGITS,
    "mnist": MNIST,
    "fashion_mnist": FASHION_MNIST,
    "cifar10": CIFAR10,
    "stacked_mnist": STACKED_MNIST,
    "celeba": CELEBA,
    "image_folder": IMAGE_FOLDER,
    "paired_folder": PAIRED_FOLDER,
    "unpaired_folders": UNPAIRED_FOLDERS,
}

# The records of the ways to make pairs from a data set's images.
PAIRS = {
    "colorize": COLORIZE,
    "edges": EDGES,
    "inpaint": INPAINT,
    "downscale": DOWNSCALE,
    "label_map": LABEL_MAP,
}


def load(name, **kwargs):
    """Loads a data set by its name.

    Args:
        name: One of `datasets.DATASETS`, such as `"mnist"`: the name of the
            data set's function.
        **kwargs: Arguments of that function, such as `batch_size=64`.

    Returns:
        What the function returns, a `tf.data.Dataset`.

    Raises:
        ValueError: On an unknown name, and as that function.
    """
    check_name("A data set", name, DATASETS)
    return DATASETS[name].load(**kwargs)


def label_arguments(name, data_dir=None):
    """What a conditional model must know about the labels of a data set.

    Args:
        name: As for `load`.
        data_dir: The folder of `"image_folder"`, whose subfolders are classes.

    Returns:
        A dictionary of `num_classes` or `num_attributes`, and `label_names`,
        the arguments of `ConditionalGAN` and other conditional models.

    Raises:
        ValueError: On an unknown name, or a data set without labels.
    """
    check_name("A data set", name, DATASETS)
    return DATASETS[name].label_arguments(data_dir)
