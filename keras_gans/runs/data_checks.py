"""Whether the data of a run suit its model."""

from keras_gans.datasets import DATASETS
from keras_gans.datasets import PAIRS
from keras_gans.models import MODELS
from keras_gans.utils.checks import check_name


def check_data(config):
    """Refuses a data set that does not suit the model, and unused arguments.

    Args:
        config: A `Config` of known names.

    Raises:
        ValueError: On a data set of pairs for another model, on `task`,
            `split`, `second_dir` or `skip_corrupt` without a use, and where a
            translation model lacks the one that it needs.
    """
    record, pairing = config.record, MODELS[config.model].pairing
    if config.skip_corrupt and not record.reads_pictures:
        names = _datasets(lambda record: record.reads_pictures)
        raise ValueError(
            f"skip_corrupt is for data sets of picture files: {names}. "
            f"Received: dataset={config.dataset!r}"
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
            f"{names} with an attribute as split. "
            f"Received: dataset={config.dataset!r}, split={config.split!r}"
        )


def _datasets(condition):
    return ", ".join(n for n, record in DATASETS.items() if condition(record))
