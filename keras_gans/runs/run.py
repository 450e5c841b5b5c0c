"""A training run and its folder.

runs/dcgan-digits/
    config.json     all that is needed to repeat the run, versions included
    checkpoint/     all that is needed to resume it
    samples/        a grid of samples or translations for each epoch
    training.webp   an animation of the grids
    index.html      a page of all this, to watch the training
    history.csv     the losses
    curves.png      a plot of the losses
    diagnosis.json  what went wrong, if anything
    real.png        real images, for the page
    model.keras     the trained model

The folder belongs to the run when config.json and the first checkpoint are
written, after the first epoch or when the run is stopped within it. Until then
another run may start in it.
"""

import contextlib
import dataclasses
import math
from pathlib import Path

from keras_gans import callbacks
from keras_gans.datasets.fingerprint import changes
from keras_gans.datasets.fingerprint import fingerprint
from keras_gans.runs.cost import warn_of_memory
from keras_gans.runs.data_checks import check_folders
from keras_gans.runs.fit_scores import score_callbacks
from keras_gans.runs.folder import alone
from keras_gans.runs.folder import holds_run
from keras_gans.runs.folder import read
from keras_gans.runs.folder import read_config
from keras_gans.runs.folder import read_initial_model
from keras_gans.runs.folder import write_config
from keras_gans.runs.layout import MODEL
from keras_gans.runs.loading import started
from keras_gans.runs.overview import overview
from keras_gans.runs.progress import Progress
from keras_gans.runs.resume import check_labels
from keras_gans.runs.resume import check_run_dir
from keras_gans.runs.resume import is_trained
from keras_gans.training.batches import first_examples
from keras_gans.utils.warnings import warn

# The findings that stop a run.
FATAL = ("non-finite values",)
# Values of arguments that were not given, as text.
UNSET = ("None", "False", "{}")
# The most grids, observations and checkpoints of a run, about: epochs may be
# short, as of few pictures.
OBSERVED = 200
# Samples in a grid of a model with attributes.
SHOWN = 64


def train(
    config,
    run_dir,
    resume=False,
    *,
    minutes=None,
    commands=None,
    making=contextlib.nullcontext,
):
    """Trains a model and writes the run's folder.

    Args:
        config: A `Config`.
        run_dir: Folder of the run, created if necessary.
        resume: Whether to continue a run that the folder holds.
        minutes: Positive number, the time after which the training ends, and
            can be resumed; `None` for any.
        commands: Dictionary of commands by their purpose, for the run's page.
        making: Function that returns the context to make the model in, from
            `devices.used`.

    Returns:
        The trained model. Its `stop_at_step` says which budget ended the
        training, within an epoch or not, and is `None` if none did.

    Raises:
        FileExistsError: If the folder holds a run and `resume` is not set, or
            another process trains in it.
        KeyboardInterrupt: After Ctrl-C; `SystemExit` after another signal. The
            model is written if the training was done by then.
        ValueError: If the data are missing or less than a step, the folder
            holds a run with other arguments or more epochs, or the training
            comes to NaN or infinity. It stops there, and the folder keeps its
            last finite checkpoint.
    """
    run_dir = Path(run_dir)
    with alone(run_dir):
        with making():
            model, dataset = prepare(config, run_dir, resume)
        steps = int(dataset.cardinality()) // model.batches_per_step
        config = with_epochs(config, steps)
        data = fingerprint_of(config)
        written = config
        if holds_run(run_dir):
            _warn_of_changes(data, run_dir)
            # A run that is resumed for fewer epochs can still do all of them.
            epochs = max(config.epochs, read_config(run_dir).epochs)
            written = dataclasses.replace(config, epochs=epochs)
        every = math.ceil(config.epochs / OBSERVED)
        print(*overview(config, model, steps, data), sep="\n")
        warn_of_memory(model, config.batch_size)
        print(f"Page: {run_dir / 'index.html'}, to watch the training.")
        try:
            model.fit(
                dataset,
                epochs=config.epochs,
                verbose=0,
                callbacks=[
                    *_budgets(config, minutes),
                    *_observers(config, dataset, run_dir, every),
                    *score_callbacks(config, dataset, steps),
                    callbacks.TrainingCurves(run_dir),
                    _page(config, dataset, run_dir, commands),
                    Progress(config.batch_size, config.updates, minutes),
                    _Checkpoint(written, data, run_dir, every),
                ],
            )
        except (KeyboardInterrupt, SystemExit):
            # The signal may have come after the last update, but a second one
            # before the first, when nothing was restored.
            if int(model.updates) and is_trained(config, run_dir):
                model.save(run_dir / MODEL)
            raise
        if model.stop_training and not model.stop_at_step:
            raise ValueError(
                "The training reached NaN or infinity and was stopped; repeat "
                "it in another folder, with other settings. Received: the run "
                f"in {run_dir}; its checkpoints, if there are any, are finite"
            )
        model.save(run_dir / MODEL)
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
    if int(dataset.cardinality()) < model.batches_per_step:
        check_step(config, model, count_images(config))
    return dataset


def count_images(config):
    """The number of images in the data set of a run."""
    return int(config.load_data(batch_size=1).cardinality())


def check_step(config, model, images):
    """Raises a `ValueError` if all images are less than a step of the model."""
    found, needed = images // config.batch_size, model.batches_per_step
    if found < needed:
        remedy = f"batch_size must be at most {images // needed}"
        if images < needed:
            remedy = f"there must be at least {needed} images, or fewer d_steps"
        raise ValueError(
            f"{images:,} images make {found} batches of {config.batch_size}; a "
            f"step of {config.model} takes {needed}: {remedy}. "
            f"Received: batch_size={config.batch_size}"
        )


def with_epochs(config, steps):
    """The `Config` with as many epochs as its `updates` take.

    Args:
        config: A `Config`.
        steps: Positive integer, generator updates in an epoch.
    """
    if config.updates is None:
        return config
    epochs = math.ceil(config.updates / steps)
    return dataclasses.replace(config, epochs=epochs)


class _Checkpoint(callbacks.Checkpoint):
    """Writes config.json before the first checkpoint."""

    def __init__(self, config, data, run_dir, every):
        super().__init__(run_dir / "checkpoint", every)
        self._content = config, data, run_dir

    def save(self, epoch, header):
        if self._content:
            config, data, run_dir = self._content
            steps = self.params["steps"]
            write_config(config, self.model, data, run_dir, steps)
            self._content = None
        return super().save(epoch, header)


def _budgets(config, minutes):
    if minutes is None and config.updates is None:
        return []
    return [callbacks.Budget(minutes, config.updates)]


def _observers(config, dataset, run_dir, every):
    """The callbacks that observe the images of the model."""
    folder, animation = run_dir / "samples", run_dir / "training.webp"
    if config.is_translation:
        shown = config.load_shown(dataset)
        return [
            callbacks.TranslationGrid(
                folder, shown, every=every, animation=animation
            ),
            callbacks.Diagnosis(run_dir, every=every, stop=FATAL),
        ]
    grid = {"every": every, "animation": animation}
    if "num_attributes" in config.label_arguments():
        # Hardly any image has a single attribute, as in grids without labels.
        _, labels = first_examples(dataset, SHOWN)
        grid |= {"n": len(labels), "labels": labels}
    return [
        callbacks.SampleGrid(folder, **grid),
        callbacks.Diagnosis(run_dir, dataset, every, stop=FATAL),
    ]


def _page(config, dataset, run_dir, commands):
    """The callback that writes the run's page, of the others' files."""
    arguments = dataclasses.asdict(config).items()
    return callbacks.RunPage(
        run_dir,
        None if config.is_translation else dataset,
        title=f"{config.model} on {config.dataset}",
        configuration={k: v for k, v in arguments if str(v) not in UNSET},
        commands=commands,
        observe=False,
    )


def fingerprint_of(config):
    """The `fingerprint` of the user's own pictures, or `None` for others."""
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
