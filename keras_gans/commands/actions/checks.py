"""Checks of parsed options, before the library is called."""

from pathlib import Path

from keras_gans.datasets.picture_files import find_pictures
from keras_gans.models import LATENT_MODELS
from keras_gans.models.translation import Translation
from keras_gans.runs.folder import is_run
from keras_gans.runs.loading import kind_of
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive


def check_counts(**values):
    """Raises unless all values that are not `None` are positive."""
    check_positive(**{k: v for k, v in values.items() if v is not None})


def image_size_of(text):
    """The `image_size` that `--image-size` means, an integer or a list of two.

    Raises:
        ValueError: If the text is neither like `64` nor like `48x64`.
    """
    sides = text.lower().split("x")
    if len(sides) > 2 or not all(n.isdecimal() and int(n) for n in sides):
        raise ValueError(
            "--image-size must be a positive integer, such as 64, or height x "
            f"width, such as 48x64. Received: --image-size {text}"
        )
    return int(text) if len(sides) == 1 else list(map(int, sides))


def check_names(option, text, known):
    """The comma-separated names of an option.

    Raises:
        ValueError: If a name is unknown or given twice.
    """
    names = [name.strip() for name in text.split(",")]
    for name in names:
        check_name(option, name, known)
    if len(set(names)) < len(names):
        raise ValueError(
            f"{option} must name each only once. Received: {option} {text}"
        )
    return names


def holds_pictures(folder):
    """Whether a folder, which may be missing, holds pictures."""
    try:
        find_pictures(folder)
    except ValueError:
        return False
    return True


def check_source(argument, path):
    """The class of the model of a run or of a file.

    Args:
        argument: Text, the argument that names the run or the file.
        path: Text.

    Raises:
        ValueError: If the path is neither, or the run cannot be read.
    """
    if not Path(path).is_file() and not is_run(path):
        raise ValueError(
            f"{argument} must be the folder of a run, which holds config.json "
            "after its first epoch, or the .keras file of a model. "
            f"Received: {path}"
        )
    return kind_of(path)


def check_generates(argument, path):
    """The class of a model that generates images, as for `check_source`."""
    kind = check_source(argument, path)
    if kind not in LATENT_MODELS.values():
        raise ValueError(
            f"{argument} must be a run or a file whose model generates images. "
            f"Received: a {kind.__name__}, which translates images; use "
            "`keras-gans translate RUN INPUT OUTPUT`"
        )
    return kind


def check_translates(argument, path):
    """The class of a model that translates, as for `check_source`."""
    kind = check_source(argument, path)
    if not issubclass(kind, Translation):
        raise ValueError(
            f"{argument} must be a run or a file of pix2pix or cyclegan. "
            f"Received: a {kind.__name__}"
        )
    return kind
