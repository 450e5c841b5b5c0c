"""The options of `keras-gans train` that choose the training images."""

from keras_gans.commands.options import check_pictures
from keras_gans.commands.options import option_of
from keras_gans.datasets import DATASETS
from keras_gans.datasets import PAIRS
from keras_gans.models import MODELS
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
        ValueError: If a name is unknown, a folder holds no pictures, a data set
            or an option is for other models, or an option is missing.
    """
    check_name("--dataset", dataset, DATASETS)
    if channels not in (None, 1, 3):
        raise ValueError(
            "--channels must be 1 (grey) or 3 (colour). "
            f"Received: --channels {channels}"
        )
    record = DATASETS[dataset]
    if skip_corrupt and not record.reads_pictures:
        known = _names(DATASETS, lambda record: record.reads_pictures)
        raise ValueError(
            f"--skip-corrupt is for {known} only. Received: --dataset {dataset}"
        )
    _check_model(model, dataset)
    given = {"task": task, "split": split, "second_dir": second_dir}
    _check_translation(model, dataset, given)
    if record.pairing or dataset == "image_folder":
        check_pictures("--data-dir", data_dir)
    if dataset == "unpaired_folders" or second_dir is not None:
        check_pictures("--second-dir", second_dir)


def _check_model(model, dataset):
    """Raises unless a model trains on a data set."""
    record, pairing = DATASETS[dataset], MODELS[model].pairing
    if record.pairing and record.pairing != pairing:
        known = _names(MODELS, lambda kind: kind.pairing == record.pairing)
        raise ValueError(
            f"--dataset {dataset} is for {known}. Received: {model}"
        )
    if pairing == "unpaired" and not (record.pairing or record.split):
        folders = _names(DATASETS, lambda record: record.pairing == pairing)
        known = _names(DATASETS, lambda record: record.split)
        raise ValueError(
            f"{model} needs --dataset {folders}, or --dataset {known} with "
            f"--split. Received: --dataset {dataset}"
        )


def _names(records, condition):
    return ", ".join(name for name in records if condition(records[name]))


def _check_translation(model, dataset, given):
    """Raises unless the options of translation suit the model and data."""
    required = _translation_option(model, dataset)
    for name, value in given.items():
        if value is not None and name != required:
            option = option_of(name)
            raise ValueError(
                f"{option} is not for {model} on {dataset}. "
                f"Received: {option} {value}"
            )
    if required == "task":
        check_name(f"--task of {model}", given["task"], PAIRS)
    if required == "split" and not given["split"]:
        raise ValueError(
            f"{model} on {dataset} needs --split ATTRIBUTE, such as "
            f"--split Eyeglasses. Received: --split {given['split']}"
        )


def _translation_option(model, dataset):
    """The one option of translation for a model and a data set, or `None`."""
    if DATASETS[dataset].pairing:
        return "second_dir"
    return {"paired": "task", "unpaired": "split"}.get(MODELS[model].pairing)
