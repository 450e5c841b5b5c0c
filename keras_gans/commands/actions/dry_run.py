"""What `keras-gans train --dry-run` prints."""

import typer

from keras_gans.models import MODELS
from keras_gans.runs.cost import warn_of_memory
from keras_gans.runs.overview import overview
from keras_gans.runs.run import fingerprint_of
from keras_gans.runs.run import prepare
from keras_gans.runs.run import with_epochs


def describe(config, run_dir, resume):
    """Prints the networks, optimizers, settings, data and steps of a run."""
    model, dataset = prepare(config, run_dir, resume)
    for network in model.g_networks + model.d_networks:
        network.summary()
    for name in ("d_opt", "g_opt"):
        optimizer = getattr(model, name)
        rate = float(optimizer.learning_rate)
        kind = type(optimizer).__name__
        typer.echo(f"{name}: {kind}, learning rate {rate:g}.")
    for line in settings(config):
        typer.echo(f"Settings: {line}.")
    if config.augment:
        typer.echo(f"Augmentation: {config.augment}.")
    steps = int(dataset.cardinality()) // model.batches_per_step
    config = with_epochs(config, steps)
    data = fingerprint_of(config)
    typer.echo("\n".join(overview(config, model, steps, data)))
    warn_of_memory(model, config.batch_size)
    typer.echo(f"Folder: {run_dir}")
    typer.echo("This was a dry run: nothing was trained.")


def settings(config):
    """The model's arguments that differ from its defaults, and why."""
    if config.start_from:
        return [f"those of {config.start_from}"]
    kind = MODELS[config.model]
    recommended = kind.recommended.get(config.dataset, {})
    run = kind.recommended_run.get(config.dataset, {})
    ours = recommended | run.get("settings", {})
    reason = f", {kind.__name__} recommends it for {config.dataset}"
    lines = [
        f"{name}={value}{reason if ours.get(name) == value else ''}"
        for name, value in (recommended | config.settings).items()
    ]
    return lines or [f"the defaults of {kind.__name__}"]
