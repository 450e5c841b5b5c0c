"""Which data set a folder holds."""

from pathlib import Path

from keras_gans.datasets import DATASETS
from keras_gans.datasets.celeba_files import find_root
from keras_gans.datasets.picture_files import find_pictures
from keras_gans.models import MODELS

# The names of tensorflow-datasets' folders.
PREPARED = {"celeb_a": "celeba"} | {
    name: name for name in ("mnist", "fashion_mnist", "cifar10")
}


def dataset_of(data_dir, model, *, task=None, split=None):
    """The name of the data set that a folder holds.

    A folder of pictures is a data set of the user's own: of pairs or of two
    kinds for a model that learns from them, unless `task` or `split` makes
    these from single pictures.

    Args:
        data_dir: Folder.
        model: Name of `models.MODELS`.
        task: As for `Config`.
        split: As for `Config`.

    Raises:
        ValueError: If the folder is missing, holds neither pictures nor a known
            data set, or several data sets.
    """
    if data_dir and Path(data_dir).is_dir():
        found = sorted(_prepared(Path(data_dir)))
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueError(
                "dataset must be given for a folder of several data sets: "
                f"{', '.join(found)}. Received: data_dir={str(data_dir)!r}"
            )
    find_pictures(data_dir, "data_dir")
    return of_pictures(model, task=task, split=split)


def of_pictures(model, *, task=None, split=None):
    """The name of the data set that a model makes of a folder of pictures.

    Args:
        model: As for `dataset_of`.
        task: As for `dataset_of`.
        split: As for `dataset_of`.
    """
    pairing = MODELS[model].pairing
    if task or split or not pairing:
        return "image_folder"
    (name,) = (n for n in DATASETS if DATASETS[n].pairing == pairing)
    return name


def _prepared(folder):
    """Names of the data sets that a folder holds under their own names."""
    names = {
        PREPARED[path.parents[1].name]
        for path in folder.glob("*/*/dataset_info.json")
        if path.parents[1].name in PREPARED
    }
    return names | ({"celeba"} if find_root(folder) else set())
