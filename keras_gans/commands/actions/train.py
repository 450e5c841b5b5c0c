"""What `keras-gans train` does."""

import itertools
import math
import os
import shlex
import sys
from pathlib import Path

import keras
import typer

from keras_gans.callbacks.checkpoint_files import in_words
from keras_gans.commands.actions import config_files
from keras_gans.commands.actions import dry_run as dry_runs
from keras_gans.commands.actions.checks import check_names
from keras_gans.commands.actions.checks import image_size_of
from keras_gans.commands.actions.settings import check_with_weights
from keras_gans.commands.actions.settings import with_settings
from keras_gans.commands.actions.training_command import training_command
from keras_gans.commands.errors import remedies
from keras_gans.datasets import DATASETS
from keras_gans.metrics import METRICS
from keras_gans.models import MODELS
from keras_gans.runs import run as runs
from keras_gans.runs.config import Config
from keras_gans.runs.devices import used
from keras_gans.runs.folder import holds_run
from keras_gans.runs.folder import is_run
from keras_gans.runs.folder import place_of
from keras_gans.runs.folder import read_config
from keras_gans.runs.guess import dataset_of
from keras_gans.runs.guess import of_pictures
from keras_gans.runs.loading import architecture
from keras_gans.runs.resume import check_run_dir
from keras_gans.runs.resume import has_ended
from keras_gans.runs.resume import resumed_config
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_seed

REMEDIES = {"attribute": "--split chooses the attributes."}
# What a run that starts from another one takes from it, without other data.
DATA = ("dataset", "data_dir", "second_dir", "task", "split", "skip_corrupt")


def train(run_dir, resume, dry_run, minutes, devices, given):
    """Trains a new run, or resumes one.

    Args:
        run_dir: Folder of the run, or `None`.
        resume: Whether to resume it.
        dry_run: Whether to print what would be done instead.
        minutes: Number, the time after which the training ends, or `None`.
        devices: A number of devices, `"all"`, or `None`, as typed.
        given: Dictionary of the options that were given.
    """
    if resume and run_dir is None and given.get("model") not in (None, *MODELS):
        run_dir = _run_of(given.pop("model"))
    fields = _read_file(given)
    if resume and fields:
        raise ValueError(
            "--config of a run is for new runs: leave it out with --resume, "
            f"which knows its own. Received: --config of {fields['model']}"
        )
    _check(given, minutes)
    # A run can be resumed in another working folder.
    paths = {"data_dir", "second_dir"} & given.keys()
    # It may be a preset, or on the hub.
    if os.path.exists(given.get("start_from", "")):
        paths |= {"start_from"}
    given |= {name: os.path.abspath(given[name]) for name in paths}
    with remedies(REMEDIES):
        if resume:
            run_dir = run_dir or _run_to_resume(given)
        if resume and holds_run(run_dir):
            config = _resumed(run_dir, given)
        else:
            config = _new(given, run_dir, fields)
            run_dir = run_dir or _free(f"runs/{config.model}-{config.dataset}")
            if resume:
                typer.echo(f"{run_dir} holds no run yet: it starts at epoch 1.")
        with used(_devices(devices), config.batch_size) as making:
            _do(
                config,
                Path(run_dir),
                resume,
                dry_run,
                minutes=minutes,
                making=making,
            )


def _devices(typed):
    """The number of devices, `"all"` or `None`."""
    if typed in (None, "all"):
        return typed
    if not typed.isdigit():
        raise typer.BadParameter(
            f"--devices must be a number or all. Received: --devices {typed}"
        )
    started = int(os.environ.get("WORLD_SIZE", 1))
    if keras.backend.backend() == "torch" and int(typed) != started:
        command = shlex.join(["keras_gans", *_typed_but("--devices")])
        raise typer.BadParameter(
            f"--devices must be the number of processes on torch, {started}. "
            f"Received: --devices {typed}. To start {typed} of them: torchrun "
            f"--standalone --nproc-per-node {typed} -m {command}"
        )
    return int(typed)


def _run_of(folder):
    """The folder in the place of MODEL, which `--resume` may have there."""
    if not os.path.isdir(folder):
        check_name("MODEL", folder, MODELS)
    if not holds_run(folder):
        raise ValueError(
            "--resume must name the folder of a run that has saved its state, "
            f"as after its first epoch. Received: --resume {folder}"
        )
    return folder


def _free(run_dir):
    """The first of RUN, RUN-2, RUN-3 and so on that holds no run."""
    numbered = (f"{run_dir}-{i}" for i in itertools.count(2))
    folders = itertools.chain([run_dir], numbered)
    return next(folder for folder in folders if not holds_run(folder))


def _read_file(given):
    """Adds the options of a file of `--config`; returns fields of `Config`."""
    path = given.get("config")
    if path is None or not config_files.is_file(path):
        return {}
    del given["config"]
    fields = config_files.fields_of(path)
    if fields is None:
        given |= {**config_files.options_of(path), **given}
        return {}
    return fields


def _check(given, minutes):
    if minutes is not None and not 0 < minutes < math.inf:
        raise ValueError(
            "--minutes must be a positive number, such as --minutes 30. "
            f"Received: --minutes {minutes:g}"
        )
    if {"epochs", "updates"} <= given.keys():
        raise ValueError(
            "--updates replaces --epochs: leave one of them out. Received: "
            f"--epochs {given['epochs']} and --updates {given['updates']}"
        )
    if "score" in given:
        names = check_names("--score", given.pop("score"), METRICS)
        given["scores"] = ",".join(names)
    for name, known in (("model", MODELS), ("dataset", DATASETS)):
        if name in given:
            option = "MODEL" if name == "model" else "--dataset"
            check_name(option, given[name], known)
    check_seed(given.get("seed"))
    if "image_size" in given:
        given["image_size"] = image_size_of(given["image_size"])


def _run_to_resume(given):
    """The folder that `--resume` means without `--run-dir`."""
    model = _model(given)
    if "dataset" in given or "data_dir" in given:
        return f"runs/{model}-{_dataset(given)}"
    found = [
        path
        for path in sorted(Path("runs").glob(f"{model}-*"))
        if holds_run(path) and read_config(path).model == model
    ]
    begun = [p for p in found if not has_ended(read_config(p), p)]
    if len(begun) == 1:
        return begun[0]
    if len(found) > 1:
        raise ValueError(
            f"--run-dir must say which run of {model} to resume. "
            f"Received: {', '.join(map(str, found))}"
        )
    return found[0] if found else f"runs/{model}-digits"


def _resumed(run_dir, given):
    """The `Config` of a run that goes on, with what is given over its own."""
    before = read_config(run_dir)
    is_of_paper = given.get("config") == "paper"
    given = with_settings(given, given.get("model", before.model))
    if "settings" in given and not is_of_paper:
        given["settings"] = before.settings | given["settings"]
    return resumed_config(run_dir, **given)


def _new(given, run_dir, fields=()):
    """The `Config` of a new run, of options over the fields of another one."""
    if fields:
        return _repeated(given, fields)
    if source := given.get("start_from"):
        check_with_weights(given)
        given = _inherited(source, given) | given
    model, dataset = _model(given, run_dir), _dataset(given)
    is_of_paper = source or given.get("config") == "paper"
    given = with_settings(given, model)
    for name in ("model", "dataset"):
        given.pop(name, None)
    # The networks of another run's weights stay as they are.
    new = Config.with_defaults if is_of_paper else Config.recommended
    return new(model, dataset, **given)


def _repeated(given, fields):
    """The `Config` of a run like another one, but for what is given."""
    given = with_settings(given, given.get("model", fields["model"]))
    if "settings" in given:
        given["settings"] = fields["settings"] | given["settings"]
    if "epochs" in given:
        fields = fields | {"updates": None}
    fields = fields | given
    return Config.with_defaults(**fields)


def _inherited(source, given):
    """What a run takes from the source whose weights it starts from."""
    inherited = architecture(source)
    if not is_run(source):
        return inherited
    config = read_config(source)
    inherited |= {"augment": config.augment, "precision": config.precision}
    if not {"dataset", "data_dir"} & given.keys():
        inherited |= {name: getattr(config, name) for name in DATA}
    return inherited


def _model(given, run_dir=None):
    if "model" not in given:
        where = f"{run_dir} holds no run to resume" if run_dir else "--run-dir"
        reason = f", since {where}" if run_dir else f", or {where} of a run"
        raise typer.BadParameter(f"MODEL must be given{reason}.")
    return given["model"]


def _dataset(given):
    if given.get("dataset"):
        return given["dataset"]
    about = {key: given.get(key) for key in ("model", "task", "split")}
    if given.get("data_dir") is not None:
        return dataset_of(given["data_dir"], **about)
    return of_pictures(**about) if "second_dir" in given else "digits"


def _do(config, run_dir, resume, dry_run, **how):
    if holds_run(run_dir) and not resume:
        raise FileExistsError(_occupied(run_dir))
    check_run_dir(config, run_dir, resume)
    if dry_run:
        dry_runs.describe(config, run_dir, resume)
        return
    if has_ended(config, run_dir):
        kind = "epochs" if config.updates is None else "updates"
        typer.echo(
            f"All {getattr(config, kind)} {kind} of {run_dir} are trained. A "
            f"larger --{kind} continues it."
        )
        return
    try:
        commands = _commands(config, run_dir)
        model = runs.train(config, run_dir, resume, commands=commands, **how)
    except KeyboardInterrupt:
        _print_stopped(run_dir)
        raise typer.Exit(130) from None
    except SystemExit as end:  # A signal, after the state was saved.
        _print_stopped(run_dir)
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


def _print_stopped(run_dir):
    if holds_run(run_dir):
        place = in_words(*place_of(run_dir))
        text = f"To continue after {place}:\n{_resume(run_dir)}"
    else:
        text = f"Nothing was saved. To start again:\n{_command()}"
    typer.echo(f"\nStopped. {text}")


def _print_done(config, run_dir, budget):
    """Says how far the training came, and where all lies."""
    epochs, step = place_of(run_dir)
    part = f" and {step:,} updates of the next" if step else ""
    end = f"Ended after {budget}: " if budget else "Done: "
    lines = [
        f"\n{end}{epochs:,} epochs{part}.",
        f"Page: {run_dir / 'index.html'}",
        f"Model: {run_dir / 'model.keras'}",
        f"Pictures: {run_dir / 'samples'} and {run_dir / 'training.gif'}",
        f"Losses: {run_dir / 'curves.png'} and {run_dir / 'history.csv'}",
        _next_command(config, shlex.quote(str(run_dir))),
    ]
    if not has_ended(config, run_dir):
        lines.append(f"Go on: {_resume(run_dir)}")
    typer.echo("\n".join(lines))


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
