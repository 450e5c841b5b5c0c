"""Checks of parsed options, before the library is called."""

from keras_gans.datasets.picture_files import find_pictures
from keras_gans.models import LATENT_MODELS
from keras_gans.models.translation import Translation
from keras_gans.runs.loading import kind_of
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive


def check_counts(**values):
    """Raises unless all values that are not `None` are positive."""
    check_positive(**{k: v for k, v in values.items() if v is not None})


def check_unused(given, names, use):
    """Raises if options are given that a command would not use.

    Args:
        given: Dictionary of `shared_options.given_options`.
        names: Names of parameters.
        use: Text, what they are for.
    """
    for name in names:
        if name in given:
            raise ValueError(
                f"{name} is for {use}. Received: {name}={given[name]}"
            )


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


def check_generates(argument, source):
    """The class of the model of a source, which generates images.

    Args:
        argument: Text, the argument that names the source.
        source: Text.

    Raises:
        FileNotFoundError: If there is no such source.
        ValueError: If it cannot be read, or its model translates.
    """
    kind = kind_of(source)
    if kind not in LATENT_MODELS.values():
        raise ValueError(
            f"{argument} must be a model that generates images. "
            f"Received: a {kind.__name__}, which translates images; use "
            "`keras-gans translate SOURCE INPUT OUTPUT`"
        )
    return kind


def check_translates(argument, source):
    """The class of a model that translates, as for `check_generates`."""
    kind = kind_of(source)
    if not issubclass(kind, Translation):
        raise ValueError(
            f"{argument} must be a model of pix2pix or cyclegan. "
            f"Received: a {kind.__name__}"
        )
    return kind
