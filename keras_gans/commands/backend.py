"""The backend of a command, chosen before Keras is imported."""

import json
import os
import subprocess
import sys
from pathlib import Path

import typer

from keras_gans.commands import names
from keras_gans.commands.errors import Command
from keras_gans.runs.layout import is_run
from keras_gans.utils.backends import BACKENDS


class BackendCommand(Command):
    """A command with the option `--backend`, and a run that may have its own.

    It needs the parameters `backend`, `resume`, `run_dir`, `model` and
    `dataset`.
    """

    def check(self, parameters):
        """Raises at once on a misspelt model or data set."""
        model, dataset = parameters["model"], parameters["dataset"]
        is_path = parameters["resume"] and model and os.path.exists(model)
        if model and not is_path and model not in names.models():
            if is_run(model):
                raise ValueError(
                    f"MODEL must not be a run: --resume {model} continues it, "
                    f"--from {model} starts another one from its weights. "
                    f"Received: MODEL {model}"
                )
            where = ". With --resume, it may be the folder of a run"
            raise ValueError(
                names.unknown("MODEL", model, names.models())
                + (where if parameters["resume"] else "")
            )
        if dataset and dataset not in names.datasets():
            raise ValueError(
                names.unknown("--dataset", dataset, names.datasets())
            )

    def invoke(self, ctx):
        choose(ctx.params)
        return super().invoke(ctx)


def choose(parameters):
    """Sets the backend that a command asks for, or that of its run.

    `python -m keras_gans` has imported Keras before the command begins. It
    begins anew for another backend.

    Args:
        parameters: Dictionary of the parameters of the command.

    Raises:
        BadParameter: If the backend is unknown, or Keras has another already.
    """
    backend = parameters["backend"]
    if backend not in (None, *BACKENDS):
        raise typer.BadParameter(names.unknown("--backend", backend, BACKENDS))
    # A variable that is set says what the user wants.
    if backend is None and not os.environ.get("KERAS_BACKEND"):
        backend = _of_run(parameters)
    keras = sys.modules.get("keras")
    if backend is None or (keras and keras.backend.backend() == backend):
        return
    if keras is None:
        os.environ["KERAS_BACKEND"] = backend
    elif _is_module():
        _begin_anew(backend)
    elif parameters["backend"]:
        raise typer.BadParameter(
            f"--backend must be {keras.backend.backend()}, which this process "
            f"has begun with. Received: --backend {backend}"
        )


def _is_module():
    """Whether `python -m keras_gans` began the process."""
    spec = sys.modules["__main__"].__spec__
    return spec is not None and spec.name == "keras_gans.__main__"


def _begin_anew(backend):
    """Runs the command again in the place of this process."""
    command = [sys.executable, *sys.orig_argv[1:]]
    environment = os.environ | {"KERAS_BACKEND": backend}
    if os.name == "nt":  # It has no such replacement.
        sys.exit(subprocess.call(command, env=environment))
    os.execve(sys.executable, command, environment)


def _of_run(parameters):
    """The backend of a run to resume; `None` if there is none."""
    folder = parameters["run_dir"] or parameters["model"]
    if not (parameters["resume"] and folder):
        return None
    try:
        content = json.loads((Path(folder) / "config.json").read_text())
        backend = content["versions"]["backend"]
    except (OSError, ValueError, TypeError, LookupError):
        return None  # The command says what is wrong with the folder.
    return backend if backend in BACKENDS else None
