"""`keras-gans runs`."""

from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands.paths import expanded


def runs(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="The folder of runs, or of one run.",
            callback=expanded,
        ),
    ] = Path("runs"),
):
    """List runs: how far each is, its last scores and what went wrong.

    The newest comes first. The state of a run is running, finished, stopped
    (by the user or --minutes; it can be resumed), failed (an error ended it) or
    died (it was killed). If the output is not a terminal, each run is one line
    of tab-separated columns.

    \b
    keras-gans runs
    keras-gans runs studies/vanilla-adam-smoke/runs
    keras-gans runs | grep -w died
    """
    from keras_gans.commands.actions import runs as action

    action.runs(folder)
