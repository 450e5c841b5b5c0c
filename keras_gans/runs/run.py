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

The folder belongs to the run after the first epoch, when config.json and the
first checkpoint are written. Until then another run may start in it.
"""

import contextlib
import dataclasses
from pathlib import Path

import keras

from keras_gans import callbacks
from keras_gans.datasets.fingerprint import changes
from keras_gans.datasets.fingerprint import fingerprint
from keras_gans.runs.cost import Cost
from keras_gans.runs.data_checks import check_folders
from keras_gans.runs.folder import alone
from keras_gans.runs.folder import holds_run
from keras_gans.runs.folder import read
from keras_gans.runs.folder import read_config
from keras_gans.runs.folder import read_initial_model
from keras_gans.runs.folder import write_config
from keras_gans.runs.loading import started
from keras_gans.runs.resume import check_labels
from keras_gans.runs.resume import check_run_dir
from keras_gans.utils.warnings import warn

# The findings that stop a run.
FATAL = ("non-finite values",)


def train(config, run_dir, resume=False, making=contextlib.nullcontext):
    """Trains a model and writes the run's folder.

    Args:
        config: A `Config`.
        run_dir: Folder of the run, created if necessary.
        resume: Whether to continue a run that the folder holds.
        making: Function that returns the context to make the model in, from
            `devices.used`.

    Returns:
        The trained model.

    Raises:
        FileExistsError: If the folder holds a run and `resume` is not set, or
            another process trains in it.
        ValueError: If the data are missing or less than a step, the folder
            holds a run with other arguments or more epochs, or the training
            comes to NaN or infinity. It stops there, and the folder keeps its
            last finite checkpoint.
    """
    run_dir = Path(run_dir)
    with alone(run_dir):
        with making():
            model, dataset = prepare(config, run_dir, resume)
        data = _fingerprint(config)
        written = config
        if holds_run(run_dir):
            _warn_of_changes(data, run_dir)
            # A run that is resumed for fewer epochs can still do all of them.
            epochs = max(config.epochs, read_config(run_dir).epochs)
            written = dataclasses.replace(config, epochs=epochs)
        model.fit(
            dataset,
            epochs=config.epochs,
            callbacks=[
                Cost(config.batch_size, _count(config, dataset)),
                *_observers(config, dataset, run_dir),
                callbacks.TrainingCurves(run_dir),
                _Registration(written, data, run_dir),
                callbacks.Checkpoint(run_dir / "checkpoint"),
            ],
        )
        if model.stop_training:
            raise ValueError(
                "The training came to NaN or infinity and was stopped; repeat "
                "it in another folder, with other settings. Received: the run "
                f"in {run_dir}, whose checkpoints, if there are any, are finite"
            )
        model.save(run_dir / "model.keras")
    return model


def prepare(config, run_dir, resume=False):
    """The model and the data set of a run; refuses what `train` refuses.

    Args:
        config: As for `train`.
        run_dir: As for `train`.
        resume: As for `train`.

    Returns:
        A compiled model, with initial weights or those of `start_from`, and a
        `tf.data.Dataset`.
    """
    check_folders(config, run_dir)
    check_run_dir(config, run_dir, resume)
    if holds_run(run_dir):
        model = read_initial_model(run_dir)
        check_labels(config, model)
    else:
        model = started(config)
    return model, _load_data(config, model)


def _load_data(config, model):
    """The data set of a run, of at least a step of the model."""
    dataset = config.load_data()
    found, needed = int(dataset.cardinality()), model.batches_per_step
    if found < needed:
        images = int(config.load_data(batch_size=1).cardinality())
        raise ValueError(
            f"{images:,} images make {found} batches of {config.batch_size}; a "
            f"step of {config.model} takes {needed}: batch_size must be at "
            f"most {images // needed}. "
            f"Received: batch_size={config.batch_size}"
        )
    return dataset


class _Registration(keras.callbacks.Callback):
    """Writes config.json at the end of an epoch, before its checkpoint."""

    def __init__(self, config, data, run_dir):
        super().__init__()
        self._content = config, data, run_dir

    def on_epoch_end(self, epoch, logs=None):
        if self._content:
            config, data, run_dir = self._content
            write_config(config, self.model, data, run_dir)
            self._content = None


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


def _count(config, dataset):
    """The number of real images in an epoch."""
    return int(dataset.cardinality()) * config.batch_size


def _fingerprint(config):
    if not config.record.own_pictures:
        return None
    return fingerprint(config.data_dir, config.second_dir)


def _warn_of_changes(data, run_dir):
    before = read(run_dir, lambda content: content.get("data"))
    if before and data and (change := changes(before, data)):
        warn(
            f"{change} since the run in {run_dir} began: the result will "
            "differ from that of an uninterrupted training",
        )
