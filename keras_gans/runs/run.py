"""A training run and its folder.

runs/dcgan-digits/
    config.json     all that is needed to repeat the run, versions included
    checkpoint/     all that is needed to resume it
    samples/        a grid of samples or translations for each epoch
    training.gif    an animation of the grids
    history.csv     the losses
    curves.png      a plot of the losses
    diagnosis.json  what went wrong, if anything
    model.keras     the trained model
"""

import dataclasses
import importlib.metadata
import json
import platform
import zipfile
from pathlib import Path

import keras

from keras_gans import callbacks
from keras_gans.models import MODELS
from keras_gans.runs.config import Config
from keras_gans.utils.files import replacing

# The arguments that may change when a run is resumed.
RESUMABLE = ("epochs", "data_dir", "second_dir")

# The findings that stop a run.
FATAL = ("non-finite values",)

PACKAGES = ("keras-gans", "keras", "tensorflow", "jax", "torch", "numpy")


def train(config, run_dir, resume=False):
    """Trains a model and writes the run's folder.

    Args:
        config: A `Config`.
        run_dir: Folder of the run, created if necessary.
        resume: Whether to continue a run that the folder holds.

    Returns:
        The trained model.

    Raises:
        FileExistsError: If the folder holds a run and `resume` is not set.
        ValueError: If the folder holds a run with other arguments, or the
            training comes to NaN or infinity. It stops there, and the folder
            keeps its last finite checkpoint.
    """
    run_dir = Path(run_dir)
    check_run_dir(config, run_dir, resume)
    model = config.make_model()
    dataset = config.load_data()
    if not (run_dir / "config.json").exists():
        _write_config(config, model, run_dir)
    model.fit(
        dataset,
        epochs=config.epochs,
        callbacks=[
            *_observers(config, dataset, run_dir),
            callbacks.TrainingCurves(run_dir),
            callbacks.Checkpoint(run_dir / "checkpoint"),
        ],
    )
    if model.stop_training:
        raise ValueError(
            "The training came to NaN or infinity and was stopped; repeat it "
            "in another folder, with other settings. Received: the run in "
            f"{run_dir}, whose checkpoints, if there are any, are finite"
        )
    with replacing(run_dir / "model.keras") as aside:
        model.save(aside)
    if read_config(run_dir) != config:  # Resumed for more epochs.
        _write_config(config, model, run_dir)
    return model


def _observers(config, dataset, run_dir):
    """The callbacks that observe the images of the model."""
    folder, animation = run_dir / "samples", run_dir / "training.gif"
    if config.is_translation:
        shown = config.load_shown(dataset)
        return [
            callbacks.TranslationGrid(folder, shown, animation=animation),
            callbacks.Diagnosis(run_dir, stop=FATAL),
        ]
    return [
        callbacks.SampleGrid(folder, animation=animation),
        callbacks.Diagnosis(run_dir, real=dataset, stop=FATAL),
    ]


def load_model(run_dir):
    """The model of a run, trained or from the last checkpoint.

    Args:
        run_dir: Folder of the run.

    Raises:
        ValueError: If the folder holds no run, or a run without a checkpoint.
    """
    run_dir = Path(run_dir)
    path = run_dir / "model.keras"
    newest = max(
        run_dir.glob("checkpoint/epoch-*.npz"), default=None, key=_written
    )
    if path.is_file() and (
        newest is None or _written(path) >= _written(newest)
    ):
        return read_model(path)
    model = _read(run_dir, _model_of)
    if not callbacks.Checkpoint(run_dir / "checkpoint").restore(model):
        raise ValueError(
            "A run can be used after its first epoch. "
            f"Received: {run_dir}, which has no checkpoint yet"
        )
    return model


def read_model(path):
    """The Keras model of a file.

    Raises:
        ValueError: If the file is damaged or no `.keras` archive.
    """
    try:
        return keras.saving.load_model(path)
    except Exception as error:  # Damage makes zipfile raise all kinds.
        # Keras says that a file that is no archive does not exist.
        reason = error if zipfile.is_zipfile(path) else "no .keras archive"
        raise ValueError(
            f"Could not read the model {path}: {reason}"
        ) from error


def read_config(run_dir):
    """The `Config` of the run in a folder."""
    return _read(run_dir, lambda content: Config(**content["arguments"]))


def _model_of(content):
    """The model of a run, compiled, with initial weights.

    It is built from the written networks and optimizers rather than from the
    run's arguments, because the data may have moved.
    """
    kind = MODELS[content["arguments"]["model"]]
    model = kind.from_config(content["networks"])
    model.compile_from_config(content["optimizers"])
    return model


def _read(run_dir, make):
    """The result of a function of the content of a run's config.json."""
    path = Path(run_dir) / "config.json"
    try:
        return make(json.loads(path.read_text()))
    except FileNotFoundError:
        raise ValueError(
            f"A run's folder holds config.json. Received: {run_dir}, which "
            "holds none"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"Could not read {path}: {error}") from error


def check_run_dir(config, run_dir, resume):
    """Refuses a folder in which a run of `config` cannot be started or resumed.

    Raises:
        FileExistsError: If the folder holds a run and `resume` is not set.
        ValueError: If the folder holds a run with other arguments.
    """
    if not (run_dir / "config.json").exists():
        return
    if not resume:
        raise FileExistsError(
            f"{run_dir} already holds a run. resume=True continues it; "
            "otherwise choose another run_dir."
        )
    before, now = map(dataclasses.asdict, (read_config(run_dir), config))
    differences = [
        f"{name}: {before[name]} before, {now[name]} now"
        for name in now
        if before[name] != now[name] and name not in RESUMABLE
    ]
    if differences:
        raise ValueError(
            "A resumed run must keep its arguments, but for "
            f"{', '.join(RESUMABLE)}. Received, for the run in {run_dir}: "
            f"{'; '.join(differences)}"
        )


def _written(path):
    return path.stat().st_mtime_ns


def _write_config(config, model, run_dir):
    content = {
        "arguments": dataclasses.asdict(config),
        "optimizers": model.get_compile_config(),
        "networks": model.get_config(),
        "versions": {
            "python": platform.python_version(),
            "backend": keras.backend.backend(),
            **{name: _version(name) for name in PACKAGES if _version(name)},
        },
        "machine": platform.platform(),
    }
    with replacing(run_dir / "config.json") as aside:
        aside.write_text(json.dumps(content, indent=2))


def _version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
