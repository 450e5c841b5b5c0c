"""Loading of saved models, with errors that say what a file is."""

import contextlib
from pathlib import Path

import keras

from keras_gans.training.custom_objects import as_argument
from keras_gans.training.custom_objects import unknown_objects
from keras_gans.training.saving import SaveableModel
from keras_gans.training.saving import check_format
from keras_gans.utils.files import check_path
from keras_gans.utils.untrusted import archived_config
from keras_gans.utils.untrusted import is_saved_folder
from keras_gans.utils.untrusted import read_json

RESTORE = (
    "Make and compile the model, then "
    "`keras_gans.callbacks.Checkpoint(folder).restore(model)`"
)


def load_model(filepath, custom_objects=None, compile=True, safe_mode=True):
    """Loads a model of this package that `save` has written.

    Args:
        filepath: Path of the file, ending in `.keras`, or of the folder that
            `save(zipped=False)` wrote. `keras_gans.load` also takes a run's
            folder, a preset's name and `hf://user/name`.
        custom_objects: Dictionary of your own classes and functions by name,
            for those that are not registered.
        compile: Whether to restore the optimizers, to train on.
        safe_mode: `False` runs the code of Lambda layers in the file; only for
            files that you trust.

    Returns:
        The model; it makes the same images and trains on exactly as the saved
        one would.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file is damaged, holds no model of this package or
            one of another format, or needs `custom_objects`.

    Example:

    ```python
    gan = kg.load_model("dcgan.keras")
    images = gan.generate(64, seed=0)
    ```
    """
    check_path(filepath=filepath)
    path = Path(filepath).expanduser()
    with _reading(path):
        config = _config_in(path)
        if not compile:
            config.pop("compile_config", None)
        _check(config, custom_objects)
        return keras.saving.load_model(
            path, custom_objects, compile=compile, safe_mode=safe_mode
        )


def read_config(path):
    """Returns the configuration of the model in a file or folder.

    Args:
        path: `Path`, as for `load_model`.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is damaged, or holds no model.
    """
    with _reading(path):
        return _config_in(path)


@contextlib.contextmanager
def _reading(path):
    """Names the path in errors."""
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:  # Damage makes zipfile and h5py raise all kinds.
        raise ValueError(f"Could not read the model {path}: {error}") from error


def _config_in(path):
    if not path.exists():
        raise FileNotFoundError(f"There is no model at {path}.")
    if path.is_dir():
        return _read_folder(path)
    if path.suffix != ".keras":
        raise ValueError(_kind_of(path))
    return archived_config(path)


def _read_folder(path):
    if (path / "saved_model.pb").is_file():
        raise ValueError(
            "the folder is an export, which cannot be trained. "
            "`tf.saved_model.load` reads it."
        )
    if (path / "model.keras").is_file():
        if (path / "config.json").is_file():
            raise ValueError(
                "the folder is a run, which `keras_gans.load` reads."
            )
        raise ValueError(
            "the folder lacks the config.json of a run. Its model can be read: "
            f"{path / 'model.keras'}."
        )
    if any(path.glob("epoch-*.npz")):
        raise ValueError(f"the folder holds checkpoints. {RESTORE}.")
    if not is_saved_folder(path):
        raise ValueError(
            "the folder holds neither a saved model nor a run, which has its "
            "config.json after its first epoch."
        )
    return read_json(path / "config.json")


def _kind_of(path):
    """Says what a file is that does not end in .keras."""
    if path.name.endswith((".weights.h5", ".weights.json")):
        return (
            "the file holds weights alone. Make the model, then "
            "`model.load_weights(path)`."
        )
    if path.suffix == ".npz":
        return f"the file is not a model. {RESTORE}, if it is a checkpoint."
    return "saved models end in .keras."


def _check(config, custom_objects):
    """Raises unless a configuration is one of ours and all is known."""
    if unknown := unknown_objects(config, custom_objects):
        raise ValueError(
            "it holds objects that this process does not know. Import the "
            f"module that registers them, or pass {as_argument(unknown)}."
        )
    kind = keras.saving.get_registered_object(
        config.get("registered_name"), custom_objects
    )
    if not (isinstance(kind, type) and issubclass(kind, SaveableModel)):
        raise ValueError(
            f"it holds {config.get('class_name')!r}, not a model of "
            "keras_gans. `keras.saving.load_model` loads others."
        )
    check_format(config["config"].get("format_version"))
