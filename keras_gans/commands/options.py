"""Checks of parsed options, before the library is called."""

from pathlib import Path

from keras_gans.datasets.image_folder import find_pictures
from keras_gans.images.reading import EXTENSIONS
from keras_gans.runs import run as runs
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive

LARGEST_SEED = 2**32 - 1  # The largest that every backend accepts.


def option_of(name):
    """The option of a parameter, such as `--batch-size` for `batch_size`."""
    return "--" + name.replace("_", "-")


def check_counts(**values):
    """Raises unless all values that are not `None` are positive."""
    for name, value in values.items():
        if value is not None:
            check_positive(**{option_of(name): value})


def check_seed(seed):
    """Raises unless every backend accepts the value of `--seed`."""
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        raise ValueError(
            f"--seed must be an integer from 0 to {LARGEST_SEED}. "
            f"Received: --seed {seed}"
        )


def check_names(option, text, known):
    """The comma-separated names of an option.

    Raises:
        ValueError: If a name is unknown.
    """
    names = [name.strip() for name in text.split(",")]
    for name in names:
        check_name(option, name, known)
    return names


def check_pictures(option, folder):
    """Raises unless the value of an option is a folder with pictures."""
    if not folder or not Path(folder).is_dir():
        raise ValueError(f"{option} must be a folder. Received: {folder}")
    try:
        find_pictures(folder)
    except ValueError as error:
        raise ValueError(
            f"{option} must hold pictures ({', '.join(EXTENSIONS)}). "
            f"Received: {folder}"
        ) from error


def check_run(argument, folder):
    """Reads the `Config` of a run.

    Raises:
        ValueError: If the folder holds no run.
    """
    if not (Path(folder) / "config.json").is_file():
        raise ValueError(
            f"{argument} must be the folder of a run, which holds config.json. "
            f"Received: {folder}"
        )
    return runs.read_config(folder)


def check_generates(argument, folder):
    """Reads the `Config` of a run whose model generates images.

    Raises:
        ValueError: If the folder holds no run, or its model translates images.
    """
    config = check_run(argument, folder)
    if config.is_translation:
        raise ValueError(
            f"{argument} must be a run whose model generates images. "
            f"Received: a run of {config.model}, which translates images; use "
            "`keras-gans translate RUN INPUT OUTPUT`"
        )
    return config
