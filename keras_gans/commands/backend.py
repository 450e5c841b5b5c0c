"""The backend of a command, chosen before Keras is imported."""

import json
import os
import sys
from pathlib import Path

import typer

from keras_gans.commands import names
from keras_gans.commands.errors import Command

BACKENDS = ("tensorflow", "jax", "torch")


class BackendCommand(Command):
    """A command with the option `--backend`, and a run that may have its own.

    It needs the parameters `backend`, `resume`, `run_dir`, `model` and
    `dataset`.
    """

    def check(self, parameters):
        """Raises at once on a misspelt model or data set."""
        model, dataset = parameters["model"], parameters["dataset"]
        is_run = parameters["resume"] and model and os.path.isdir(model)
        if model and not is_run and model not in names.models():
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

    Args:
        parameters: Dictionary of the parameters of the command.

    Raises:
        BadParameter: If the backend is unknown, or Keras has another already.
    """
    backend = parameters["backend"]
    if backend is None:
        # A variable that is set says what the user wants.
        if not os.environ.get("KERAS_BACKEND") and "keras" not in sys.modules:
            os.environ.update(_of_run(parameters))
        return
    if backend not in BACKENDS:
        raise typer.BadParameter(names.unknown("--backend", backend, BACKENDS))
    keras = sys.modules.get("keras")
    if keras is None:
        os.environ["KERAS_BACKEND"] = backend
    elif keras.backend.backend() != backend:
        raise typer.BadParameter(
            f"--backend must be {keras.backend.backend()}, which this process "
            f"has begun with. Received: --backend {backend}"
        )


def _of_run(parameters):
    """The variable that sets the backend of a run to resume; may be empty."""
    folder = parameters["run_dir"] or parameters["model"]
    if not (parameters["resume"] and folder):
        return {}
    try:
        content = json.loads((Path(folder) / "config.json").read_text())
        backend = content["versions"]["backend"]
    except (OSError, ValueError, TypeError, LookupError):
        return {}  # The command says what is wrong with the folder.
    return {"KERAS_BACKEND": backend} if backend in BACKENDS else {}
