"""The command line `keras-gans`: each command parses, calls and prints.

The modules of this folder declare the commands and their options, and import no
Keras: `--help` answers at once. What the commands do is in `actions`,
which they import when they are called.
"""

from typing import Annotated

import typer

from keras_gans.commands import arithmetic
from keras_gans.commands import card
from keras_gans.commands import directions
from keras_gans.commands import evaluate
from keras_gans.commands import explore
from keras_gans.commands import export
from keras_gans.commands import interpolate
from keras_gans.commands import learn
from keras_gans.commands import list_names
from keras_gans.commands import project
from keras_gans.commands import publish
from keras_gans.commands import runs
from keras_gans.commands import sample
from keras_gans.commands import study
from keras_gans.commands import stylize
from keras_gans.commands import train
from keras_gans.commands import translate
from keras_gans.commands import truncation
from keras_gans.commands import turing
from keras_gans.commands.backend import BackendCommand
from keras_gans.commands.errors import Command
from keras_gans.commands.errors import QuickCommand
from keras_gans.utils.version import __version__

app = typer.Typer(
    name="keras-gans",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def _print_version(wanted):
    if wanted:
        typer.echo(f"keras-gans {__version__}")
        raise typer.Exit


@app.callback()
def main(
    traceback: Annotated[
        bool,
        typer.Option(
            "--traceback",
            envvar="KERAS_GANS_TRACEBACK",
            help="Show the Python traceback of every error.",
        ),
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version.",
        ),
    ] = False,
):
    """Train GANs on images, and generate, score and translate images."""


app.command(cls=BackendCommand)(train.train)
app.command(cls=QuickCommand)(runs.runs)
app.command(cls=Command)(sample.sample)
app.command(cls=evaluate.Evaluate)(evaluate.evaluate)
app.command(cls=Command)(interpolate.interpolate)
app.command(cls=Command)(arithmetic.arithmetic)
app.command(cls=Command)(directions.directions)
app.command(cls=Command)(project.project)
app.command(cls=Command)(truncation.truncation)
app.command(cls=Command)(turing.turing)
app.command(cls=Command)(explore.explore)
app.command(cls=Command)(translate.translate)
app.command(cls=Command)(export.export)
app.command(cls=Command)(card.card)
app.command(cls=Command)(publish.publish)
app.command(cls=Command)(stylize.stylize)
app.add_typer(study.app, name="study")
app.command(cls=learn.Learn)(learn.learn)
app.command("list", cls=QuickCommand)(list_names.list_names)
