"""Whether the data of a run suit its model."""

from pathlib import Path

from keras_gans.datasets import DATASETS
from keras_gans.datasets import PAIRS
from keras_gans.datasets.picture_files import check_apart
from keras_gans.datasets.picture_files import find_pictures
from keras_gans.images.sizes import FITS
from keras_gans.images.sizes import check_channels
from keras_gans.models import MODELS
from keras_gans.runs.layout import run_of
from keras_gans.utils.checks import check_name


def check_data(config):
    """Refuses a data set that does not suit the model, and unused arguments.

    Args:
        config: A `Config` of known names.

    Raises:
        ValueError: On a data set of pairs for another model, on `data_dir`,
            `task`, `split`, `second_dir` or `skip_corrupt` without a use, and
            where a translation model lacks the one that it needs.
    """
    record, pairing = config.record, MODELS[config.model].pairing
    if config.skip_corrupt and not record.reads_pictures:
        names = _datasets(lambda record: record.reads_pictures)
        raise ValueError(
            f"skip_corrupt is for data sets of picture files: {names}. "
            f"Received: dataset={config.dataset!r}"
        )
    _check_own_pictures(config)
    if config.data_dir is not None and not record.folders:
        raise ValueError(
            f"data_dir is not for {config.dataset}, which needs no folder; "
            "dataset='image_folder' reads pictures. "
            f"Received: data_dir={config.data_dir!r}"
        )
    if record.pairing and record.pairing != pairing:
        names = [n for n in MODELS if MODELS[n].pairing == record.pairing]
        raise ValueError(
            f"{config.dataset} is for {', '.join(names)}. "
            f"Received: model={config.model!r}"
        )
    used = _used(record, pairing)
    for name in ("task", "split", "second_dir"):
        if name != used and (value := getattr(config, name)) is not None:
            raise ValueError(
                f"{name} is not for {config.model} on {config.dataset}. "
                f"Received: {name}={value!r}"
            )
    if used == "task":
        check_name("task", config.task, PAIRS)
    elif pairing == "unpaired":
        _check_unpaired(config)


def check_folders(config, run_dir=None):
    """Refuses folders without pictures, before anything is computed.

    Args:
        config: A `Config`.
        run_dir: Folder of the run, which must not be among the pictures.

    Raises:
        ValueError: If the data are the user's own pictures, and a folder is
            missing, holds none, holds the run, is a run, or is given twice.
    """
    if not config.record.own_pictures:
        return
    names = ["data_dir"]
    if config.second_dir or config.record.pairing == "unpaired":
        names.append("second_dir")
    for name in names:
        folder = getattr(config, name)
        find_pictures(folder, name)
        if run_of(folder):
            raise ValueError(
                f"{name} must be a folder of pictures, and not of a run, whose "
                "pictures are grids and plots. "
                f"Received: {name}={str(folder)!r}"
            )
        if run_dir and Path(run_dir).resolve().is_relative_to(
            Path(folder).resolve()
        ):
            raise ValueError(
                f"run_dir must not be inside {name}: the samples of the run "
                "would be among the pictures to train on. "
                f"Received: run_dir={str(run_dir)!r}, {name}={str(folder)!r}"
            )
    if len(names) == 2:
        check_apart(config.data_dir, config.second_dir, names)


def _check_own_pictures(config):
    """Refuses arguments for pictures of any shape with other data."""
    check_name("fit", config.fit, FITS)
    own = config.record.own_pictures
    check_channels(config.channels, (1, 3, 4) if own else (1, 3))
    if config.fit != "crop" and not own:
        names = _datasets(lambda record: record.own_pictures)
        raise ValueError(
            f"fit is for the user's own pictures: {names}. "
            f"Received: fit={config.fit!r}, dataset={config.dataset!r}"
        )


def _used(record, pairing):
    """Which of `task`, `split` and `second_dir` makes pairs of the data."""
    if record.pairing:
        return "second_dir"
    return {"paired": "task", "unpaired": "split", None: None}[pairing]


def _check_unpaired(config):
    if config.record.pairing:
        if not config.second_dir:
            raise ValueError(
                f"{config.dataset} needs data_dir and second_dir, a folder of "
                f"each kind. Received: second_dir={config.second_dir!r}"
            )
    elif not (config.split and config.record.split):
        folders = _datasets(lambda record: record.pairing == "unpaired")
        names = _datasets(lambda record: record.split)
        raise ValueError(
            f"{config.model} needs unpaired images: the data set {folders}, or "
            f"{names} with an attribute, such as split='Eyeglasses'. "
            f"Received: dataset={config.dataset!r}, split={config.split!r}"
        )


def _datasets(condition):
    return ", ".join(n for n, record in DATASETS.items() if condition(record))
