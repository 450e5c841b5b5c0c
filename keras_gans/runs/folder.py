"""A run's folder: whether it belongs to a run, its lock, its config.json."""

import contextlib
import dataclasses
import importlib.metadata
import platform
from pathlib import Path

import filelock
import keras

from keras_gans.callbacks import checkpoint_files
from keras_gans.models import MODELS
from keras_gans.runs.config import Config
from keras_gans.runs.fit_scores import score_logs
from keras_gans.runs.layout import CONFIG
from keras_gans.runs.layout import LOCK
from keras_gans.runs.layout import MODEL
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import is_first
from keras_gans.utils.files import no_empty_folder
from keras_gans.utils.files import write_json
from keras_gans.utils.untrusted import check_links
from keras_gans.utils.untrusted import read_json
from keras_gans.utils.version import __version__

PACKAGES = ("keras", "tensorflow", "jax", "torch", "numpy")


def holds_run(run_dir):
    """Whether a folder belongs to a run: one that has saved its state."""
    trained = (Path(run_dir) / MODEL).exists()
    return trained or place_of(run_dir) > (0, 0)


def epochs_done(run_dir):
    """The number of epochs that a run has trained, by its checkpoints."""
    return place_of(run_dir)[0]


def place_of(run_dir):
    """The epochs that a run has trained, and the steps after them."""
    files = checkpoint_files.paths(Path(run_dir) / "checkpoint")
    return checkpoint_files.place_of(files[0]) if files else (0, 0)


@contextlib.contextmanager
def alone(run_dir):
    """Keeps other processes from training in a folder.

    The folder is created if necessary, and removed if nothing was written. The
    system frees the lock of a process that is killed.

    Raises:
        FileExistsError: If another process trains in the folder.
        ValueError: If the folder holds a link that leads out of it.
        OSError: If the folder cannot be written.
    """
    run_dir = Path(run_dir)
    with no_empty_folder(run_dir):
        check_writable(run_dir)
        check_links(run_dir)
        # The first process of the training has the lock.
        with _locked(run_dir) if is_first() else contextlib.nullcontext():
            yield


@contextlib.contextmanager
def _locked(run_dir):
    lock = filelock.FileLock(run_dir / LOCK, blocking=False)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise FileExistsError(
            f"Another process is training in {run_dir}. Wait until it ends, or "
            f"choose another folder. Received: run_dir={str(run_dir)!r}"
        ) from None
    try:
        yield
    finally:
        # Windows removes no file that is open.
        with contextlib.suppress(OSError):
            Path(lock.lock_file).unlink()
        lock.release()


def read_config(run_dir):
    """The `Config` of the run in a folder.

    Raises:
        ValueError: If there is none, or it cannot be read.
    """
    return read(run_dir, lambda content: Config.read(content["arguments"]))


def read_initial_model(run_dir):
    """The model of a run, compiled, with initial weights.

    It is built from the written networks and optimizers rather than from the
    run's arguments, because the data may have moved.
    """
    return read(run_dir, _initial_model)


def _initial_model(content):
    kind = MODELS[content["arguments"]["model"]]
    model = kind.from_config(content["networks"])
    model.compile_from_config(content["optimizers"])
    return model


def read(run_dir, make):
    """The result of a function of the content of a run's config.json."""
    path = Path(run_dir) / CONFIG
    try:
        return make(read_json(path))
    except FileNotFoundError:
        raise ValueError(
            "A run's folder must hold config.json, which is written with the "
            "first saved state, such as after the first epoch. "
            f"Received: {run_dir}, which holds none"
        ) from None
    except Exception as error:  # A foreign configuration raises all kinds.
        raise ValueError(f"Could not read {path}: {error}") from error


def updates_done(run_dir):
    """The generator updates of a run, by its checkpoints; 0 if not known."""
    epochs, step = place_of(run_dir)
    if (epochs, step) == (0, 0):
        return 0
    return epochs * (read(run_dir, lambda c: c.get("steps")) or 0) + step


def write_config(config, model, data, run_dir, steps=None):
    """Writes all that is needed to repeat a run.

    Args:
        config: A `Config`.
        model: The compiled model.
        data: Fingerprint of the data, or `None`.
        run_dir: Folder of the run.
        steps: Positive integer, generator updates in an epoch.
    """
    content = {
        "arguments": dataclasses.asdict(config),
        "steps": steps,
        "data": data,
        # `keras-gans runs` knows no metrics.
        "score_logs": score_logs(config),
        "optimizers": model.get_compile_config(),
        "networks": model.get_config(),
        "versions": {
            "python": platform.python_version(),
            "backend": keras.backend.backend(),
            "keras-gans": __version__,
            **{name: _version(name) for name in PACKAGES if _version(name)},
        },
        "machine": platform.platform(),
    }
    write_json(Path(run_dir) / CONFIG, content)


def _version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
