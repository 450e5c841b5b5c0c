"""What `keras-gans train` does."""

import os
import shlex
import sys
from pathlib import Path

import keras
import typer

from keras_gans.commands.actions import dry_run as dry_runs
from keras_gans.commands.actions.checks import image_size_of
from keras_gans.commands.actions.settings import check_with_weights
from keras_gans.commands.actions.settings import with_settings
from keras_gans.commands.errors import remedies
from keras_gans.datasets import DATASETS
from keras_gans.models import MODELS
from keras_gans.runs import run as runs
from keras_gans.runs.config import Config
from keras_gans.runs.devices import used
from keras_gans.runs.folder import epochs_done
from keras_gans.runs.folder import holds_run
from keras_gans.runs.folder import is_run
from keras_gans.runs.folder import read_config
from keras_gans.runs.guess import dataset_of
from keras_gans.runs.guess import of_pictures
from keras_gans.runs.loading import architecture
from keras_gans.runs.resume import check_run_dir
from keras_gans.runs.resume import resumed_config
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_seed

REMEDIES = {"attribute": "--split chooses the attributes."}
# What a run that starts from another one takes from it, without other data.
DATA = ("dataset", "data_dir", "second_dir", "task", "split", "skip_corrupt")


def train(run_dir, resume, dry_run, devices, given):
    """Trains a new run, or resumes one.

    Args:
        run_dir: Folder of the run, or `None`.
        resume: Whether to resume it.
        dry_run: Whether to print what would be done instead.
        devices: A number of devices, `"all"`, or `None`, as typed.
        given: Dictionary of arguments of `Config` that were given.
    """
    _check(given)
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
            config = _new(given, run_dir)
            run_dir = run_dir or f"runs/{config.model}-{config.dataset}"
            if resume:
                typer.echo(f"{run_dir} holds no run yet: it starts at epoch 1.")
        with used(_devices(devices), config.batch_size) as making:
            _do(config, Path(run_dir), resume, dry_run, making)


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
        command = _command_without("--devices")
        raise typer.BadParameter(
            f"--devices must be the number of processes on torch, {started}. "
            f"Received: --devices {typed}. To start {typed} of them: torchrun "
            f"--standalone --nproc-per-node {typed} -m {command}"
        )
    return int(typed)


def _command_without(option):
    """This command without an option and its value, for `python -m`."""
    arguments = sys.argv[1:]
    if option in arguments:
        place = arguments.index(option)
        del arguments[place : place + 2]
    return shlex.join(["keras_gans", *arguments])


def _check(given):
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
    begun = [p for p in found if epochs_done(p) < read_config(p).epochs]
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


def _new(given, run_dir):
    """The `Config` of a new run."""
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


def _inherited(source, given):
    """What a run takes from the source whose weights it starts from."""
    inherited = architecture(source)
    if not is_run(source):
        return inherited
    config = read_config(source)
    inherited["augment"] = config.augment
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


def _do(config, run_dir, resume, dry_run, making):
    if holds_run(run_dir) and not resume:
        raise FileExistsError(_occupied(run_dir))
    check_run_dir(config, run_dir, resume)
    if dry_run:
        dry_runs.describe(config, run_dir, resume)
        return
    done = epochs_done(run_dir)
    if done == config.epochs and (run_dir / "model.keras").is_file():
        typer.echo(
            f"All {done} epochs of {run_dir} are trained. A larger --epochs "
            "continues it."
        )
        return
    try:
        runs.train(config, run_dir, resume, making)
    except KeyboardInterrupt:
        _print_stopped(run_dir)
        raise typer.Exit(130) from None
    typer.echo(
        f"\nDone. See {run_dir}/training.gif and {run_dir}/curves.png.\n"
        f"{_next_command(config, shlex.quote(str(run_dir)))}"
    )


def _occupied(run_dir):
    numbered = (Path(f"{run_dir}-{i}") for i in range(2, sys.maxsize))
    free = next(path for path in numbered if not path.exists())
    resume = shlex.join(
        ["keras-gans", "train", "--resume", "--run-dir", str(run_dir)]
    )
    return (
        f"{run_dir} already holds a run. To continue it: {resume} "
        f"To train another one: {_command('--run-dir', str(free))}"
    )


def _print_stopped(run_dir):
    if holds_run(run_dir):
        text = "To continue after the last completed epoch:"
        command = _command("--resume")
    else:
        text = "No epoch was completed. To start again:"
        command = _command()
    typer.echo(f"\nStopped. {text}\n{command}")


def _command(*option):
    """This command with an option, which replaces the one that it has."""
    arguments = sys.argv[1:]
    name = option[0] if option else None
    if name in arguments:
        place = arguments.index(name)
        del arguments[place : place + len(option)]
    return shlex.join(["keras-gans", *arguments, *option])


def _next_command(config, run_dir):
    if config.is_translation:
        return (
            f"Translate pictures: keras-gans translate {run_dir} INPUT OUTPUT"
        )
    return f"Generate images: keras-gans sample {run_dir}"
