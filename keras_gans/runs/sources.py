"""Sources: all that names a trained model.

This module imports no Keras: commands refuse a misspelt source at once.
"""

import os
from pathlib import Path

from keras_gans import pretrained
from keras_gans.runs import hub
from keras_gans.runs.layout import is_run
from keras_gans.utils.near_names import did_you_mean
from keras_gans.utils.untrusted import is_saved_folder


def locate(source):
    """The path of a source: a run's folder, or a model's file or folder.

    What exists at a path is that; else the source may be a preset. A model of
    the hub is downloaded.

    Args:
        source: As for `loading.load`.

    Raises:
        FileNotFoundError: If there is nothing of that name.
        ImportError: If `hf://` needs a package.
        OSError: If the hub does not have the model.
        ValueError: If it is a file or a folder of a run that holds no model.
    """
    check_exists(source)
    text = os.fspath(source)
    if hub.is_address(text):
        return hub.downloaded(text)
    path = Path(text).expanduser()
    if path.exists():
        _check_no_part(path)
        return path
    return pretrained.path_of(text)


def check_exists(source, argument="source"):
    """Raises a `FileNotFoundError` if there is nothing of that name.

    Addresses of the hub are not looked up.
    """
    text, names = os.fspath(source), pretrained.names()
    if hub.is_address(text) or text in names:
        return
    if Path(text).expanduser().exists():
        return
    raise FileNotFoundError(
        f"{argument} must be the name of a preset ({', '.join(names)}), the "
        "folder of a run, the .keras file or the folder of a saved model, or "
        f"hf://user/name.{did_you_mean(text, names)} "
        f"Received: {argument}={text!r}, where nothing is"
    )


def _check_no_part(path):
    """Raises on a part of a run that holds no model."""
    if path.suffix == ".keras" or is_run(path) or is_saved_folder(path):
        return
    for folder in [*path.parents][:2]:
        if is_run(folder):
            raise ValueError(
                "source must be the folder of the run, which finds its last "
                f"model: {folder}. Received: source={str(path)!r}"
            )


def is_source(text):
    """Whether a text looks like a source, rather than a folder of pictures."""
    path = Path(text)
    if path.is_dir():
        return is_run(path) or is_saved_folder(path)
    return path.is_file() or is_elsewhere(text)


def is_elsewhere(text):
    """Whether a text names a source that is no path: a preset or a hub's."""
    if hub.is_address(text):
        return True
    return text in pretrained.names() and not Path(text).exists()


def name_of(source):
    """The last part of a source's name, such as `"dcgan-mnist"`."""
    return Path(os.fspath(source)).name.removesuffix(".keras")
