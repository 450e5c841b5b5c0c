"""The options of `keras-gans train` that choose the training images."""

from keras_gans.commands.options import check_pictures
from keras_gans.commands.options import option_of
from keras_gans.datasets import PAIRS
from keras_gans.runs.config import DEFAULTS
from keras_gans.runs.config import OF_FILES
from keras_gans.runs.translation_data import FOLDERS
from keras_gans.utils.checks import check_name


def check_data(
    model,
    dataset,
    *,
    data_dir,
    channels,
    skip_corrupt,
    task,
    split,
    second_dir,
):
    """Raises unless the options fit each other, the data set and the model.

    Raises:
        ValueError: On an unknown name, a folder without pictures, a data set
            or an option that is for other models, or one that is missing.
    """
    check_name("--dataset", dataset, DEFAULTS)
    if channels not in (None, 1, 3):
        raise ValueError(
            "--channels must be 1 (grey) or 3 (colour). "
            f"Received: --channels {channels}"
        )
    if skip_corrupt and dataset not in OF_FILES:
        raise ValueError(
            f"--skip-corrupt is for {', '.join(OF_FILES)}. "
            f"Received: --dataset {dataset}"
        )
    _check_model(model, dataset)
    given = {"task": task, "split": split, "second_dir": second_dir}
    _check_translation(model, dataset, given)
    if dataset in ("image_folder", *FOLDERS):
        check_pictures("--data-dir", data_dir)
    if dataset == "unpaired_folders" or second_dir is not None:
        check_pictures("--second-dir", second_dir)


def _check_model(model, dataset):
    """Raises unless a model trains on a data set."""
    if FOLDERS.get(dataset, model) != model:
        raise ValueError(
            f"--dataset {dataset} is for {FOLDERS[dataset]}. Received: {model}"
        )
    if model == "cyclegan" and dataset not in ("celeba", "unpaired_folders"):
        raise ValueError(
            "cyclegan takes --dataset unpaired_folders, or --dataset celeba "
            f"with --split. Received: --dataset {dataset}"
        )


def _check_translation(model, dataset, given):
    """Raises unless the one option that a model takes is the one given."""
    taken = _option_taken(model, dataset)
    for name, value in given.items():
        if value is not None and name != taken:
            option = option_of(name)
            raise ValueError(
                f"{option} is not for {model} on {dataset}. "
                f"Received: {option} {value}"
            )
    if taken == "task":
        check_name("--task of pix2pix", given["task"], PAIRS)
    if taken == "split" and not given["split"]:
        raise ValueError(
            "cyclegan on celeba takes --split ATTRIBUTE, such as "
            f"--split Eyeglasses. Received: --split {given['split']}"
        )


def _option_taken(model, dataset):
    """The one option of translation that a model takes on a data set."""
    if dataset in FOLDERS:
        return "second_dir"
    return {"pix2pix": "task", "cyclegan": "split"}.get(model)
