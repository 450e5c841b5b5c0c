"""What `keras-gans train` does."""

import itertools
import os
import shlex
import sys
from pathlib import Path

import keras
import typer

from keras_gans.callbacks.checkpoint_files import in_words
from keras_gans.commands.actions import dry_run as dry_runs
from keras_gans.commands.actions import train_config
from keras_gans.commands.actions.training_command import training_command
from keras_gans.commands.errors import remedies
from keras_gans.models import MODELS
from keras_gans.runs import run as runs
from keras_gans.runs.devices import used
from keras_gans.runs.folder import holds_run
from keras_gans.runs.folder import place_of
from keras_gans.runs.resume import check_run_dir
from keras_gans.runs.resume import has_ended
from keras_gans.utils.checks import check_name

CONFIG = "--config reads a YAML file of options, or the folder of a run."
REMEDIES = {"attribute": "--split chooses the attributes."}


def train(run_dir, resume, dry_run, minutes, devices, given, launch=None):
    """Trains a new run, or resumes one.

    Args:
        run_dir: Folder of the run, or `None`.
        resume: Whether to resume it.
        dry_run: Whether to print what would be done instead.
        minutes: Number, the time after which the training ends, or `None`.
        devices: A number of devices, `"all"`, or `None`, as typed.
        given: Dictionary of the options that were given.
        launch: Function that trains elsewhere, from `on_cluster.launcher`;
            `None` for this process.
    """
    if resume and run_dir and given.get("model") not in (None, *MODELS):
        raise ValueError(
            "--run-dir names the run to resume, and so does --resume RUN: "
            "leave one of them out. Received: --resume "
            f"{given['model']} --run-dir {run_dir}"
        )
    if resume and run_dir is None and given.get("model") not in (None, *MODELS):
        run_dir = _run_of(given.pop("model"))
    with remedies({"Could not read": CONFIG}):
        fields = train_config.read_file(given)
    if resume and fields:
        raise ValueError(
            "--config of a run is for new runs: leave it out with --resume, "
            f"which knows its own. Received: --config of {fields['model']}"
        )
    train_config.check(given, minutes)
    # A run can be resumed in another working folder.
    paths = {"data_dir", "second_dir"} & given.keys()
    # It may be a preset, or on the hub.
    if os.path.exists(given.get("start_from", "")):
        paths |= {"start_from"}
    given |= {name: os.path.abspath(given[name]) for name in paths}
    with remedies(REMEDIES):
        if resume:
            run_dir = run_dir or train_config.run_to_resume(given)
        if resume and holds_run(run_dir):
            config = train_config.resumed(run_dir, given)
        else:
            config = train_config.new(given, run_dir, fields)
            run_dir = run_dir or _free(f"runs/{config.model}-{config.dataset}")
            if resume:
                typer.echo(
                    f"{run_dir} holds no run yet: training starts at epoch 1."
                )
        run_dir = Path(run_dir)
        if launch:
            if _is_to_do(config, run_dir, resume, dry_run):
                number = _number_of_devices(devices)
                launch(config, run_dir, minutes=minutes, devices=number)
            return
        shared = config.batch_size, config.accumulate
        with used(_devices(devices), *shared) as making:
            if _is_to_do(config, run_dir, resume, dry_run):
                run(config, run_dir, resume, minutes=minutes, making=making)


def _number_of_devices(typed):
    """The number of devices, `"all"` or `None`."""
    if typed in (None, "all"):
        return typed
    if not typed.isdigit():
        raise typer.BadParameter(
            f"--devices must be a number or all. Received: --devices {typed}"
        )
    return int(typed)


def _devices(typed):
    """The devices of this machine, as `_number_of_devices` gives them."""
    number = _number_of_devices(typed)
    if number in (None, "all"):
        return number
    started = int(os.environ.get("WORLD_SIZE", 1))
    if keras.backend.backend() == "torch" and number != started:
        command = shlex.join(["keras_gans", *_typed_but("--devices")])
        raise typer.BadParameter(
            f"--devices must be the number of processes on torch, {started}. "
            f"Received: --devices {typed}. To start {typed} of them: torchrun "
            f"--standalone --nproc-per-node {typed} -m {command}"
        )
    return number


def _run_of(folder):
    """The folder in the place of MODEL, which `--resume` may have there."""
    path = Path(folder)
    if path.is_file() and holds_run(path.parent):
        raise ValueError(
            f"--resume must name the folder of the run, {path.parent}. "
            f"Received: --resume {folder}, a file"
        )
    if not path.is_dir():
        check_name("MODEL", folder, MODELS)
    if not holds_run(folder):
        raise ValueError(
            "--resume must name the folder of a run that has saved its state, "
            "which it does after its first epoch. "
            f"Received: --resume {folder}"
        )
    return folder


def _free(run_dir):
    """The first of RUN, RUN-2, RUN-3 and so on that holds no run."""
    numbered = (f"{run_dir}-{i}" for i in itertools.count(2))
    folders = itertools.chain([run_dir], numbered)
    return next(folder for folder in folders if not holds_run(folder))


def _is_to_do(config, run_dir, resume, dry_run):
    """Whether there is something to train; refuses what cannot be."""
    if holds_run(run_dir) and not resume:
        raise FileExistsError(_occupied(run_dir))
    check_run_dir(config, run_dir, resume)
    if dry_run:
        dry_runs.describe(config, run_dir, resume)
        return False
    if has_ended(config, run_dir):
        kind = "epochs" if config.updates is None else "updates"
        typer.echo(
            f"All {getattr(config, kind)} {kind} of {run_dir} are trained. A "
            f"larger --{kind} continues it."
        )
        return False
    return True


def run(config, run_dir, resume, **how):
    """Trains in this process, and says how it ended.

    Args:
        config: A `Config`.
        run_dir: Folder of the run, a `Path`.
        resume: As for `runs.train`.
        **how: Further arguments of `runs.train`.
    """
    try:
        commands = _commands(config, run_dir)
        model = runs.train(config, run_dir, resume, commands=commands, **how)
    except KeyboardInterrupt:
        _print_stopped(config, run_dir)
        raise typer.Exit(130) from None
    except SystemExit as end:  # A signal, after the state was saved.
        _print_stopped(config, run_dir)
        raise typer.Exit(end.code) from None
    _print_done(config, run_dir, model.stop_at_step)


def _commands(config, run_dir):
    """The commands that a run's page shows."""
    folder = shlex.quote(str(run_dir))
    purpose, command = _next_command(config, folder).split(": ", 1)
    return {
        "Resume it": _resume(run_dir),
        "Repeat it": training_command(config, own_folders=True),
        purpose: command,
    }


def _occupied(run_dir):
    return (
        f"{run_dir} already holds a run. To continue it: {_resume(run_dir)} "
        f"To train another one: {_command('--run-dir', _free(run_dir))}"
    )


def _resume(run_dir):
    return shlex.join(["keras-gans", "train", "--resume", str(run_dir)])


def _print_stopped(config, run_dir):
    if has_ended(config, run_dir):
        return _print_done(config, run_dir, None)
    if holds_run(run_dir):
        place = in_words(*place_of(run_dir))
        text = f"To continue after {place}:\n{_resume(run_dir)}"
    else:
        text = f"Nothing was saved. To start again:\n{_command()}"
    typer.echo(f"\nStopped. {text}")


def _print_done(config, run_dir, budget):
    """Says how far the training came, and where all lies."""
    epochs, step = place_of(run_dir)
    whole = f"{epochs:,} epoch{'' if epochs == 1 else 's'}"
    updates = f"{step:,} update{'' if step == 1 else 's'}"
    part = f" and {updates} of the next" if step else ""
    end = f"Ended after {budget}: " if budget else "Done: "
    lines = [
        f"\n{end}{whole}{part}.",
        f"Page: {run_dir / 'index.html'}",
        f"Model: {run_dir / 'model.keras'}",
        f"Pictures: {run_dir / 'samples'} and {run_dir / 'training.webp'}",
        *_losses(run_dir),
        _next_command(config, shlex.quote(str(run_dir))),
    ]
    if not has_ended(config, run_dir):
        lines.append(f"Continue: {_resume(run_dir)}")
    typer.echo("\n".join(lines))


def _losses(run_dir):
    """The line of the curves, which a part of the first epoch has not."""
    files = [run_dir / name for name in ("curves.png", "history.csv")]
    found = " and ".join(str(file) for file in files if file.is_file())
    return [f"Losses: {found}"] if found else []


def _command(*option):
    """This command with an option, which replaces the one that it has."""
    arguments = _typed_but(*option[:1])
    return shlex.join(["keras-gans", *arguments, *option])


def _typed_but(name=None):
    """The arguments of this command but for an option and its value."""
    arguments = sys.argv[1:]
    if name in arguments:
        place = arguments.index(name)
        del arguments[place : place + 2]
    return arguments


def _next_command(config, run_dir):
    if config.is_translation:
        return (
            f"Translate pictures: keras-gans translate {run_dir} INPUT OUTPUT"
        )
    return f"Generate images: keras-gans sample {run_dir}"
