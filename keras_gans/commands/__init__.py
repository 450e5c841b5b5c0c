"""The command line `keras-gans`: each command parses, calls and prints."""

from typing import Annotated

import typer

from keras_gans.commands import evaluate
from keras_gans.commands import list_names
from keras_gans.commands import sample
from keras_gans.commands import study
from keras_gans.commands import stylize
from keras_gans.commands import train
from keras_gans.commands import translate
from keras_gans.commands.errors import Group

app = typer.Typer(
    name="keras-gans",
    cls=Group,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


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
):
    """Train GANs on images, and generate, score and translate images."""


app.command()(train.train)
app.command()(sample.sample)
app.command()(evaluate.evaluate)
app.command()(translate.translate)
app.command()(stylize.stylize)
app.add_typer(study.app, name="study")
app.command("list")(list_names.list_names)
