"""`keras-gans explore`."""

from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands.paths import expanded
from keras_gans.commands.shared_options import Source
from keras_gans.commands.shared_options import given_options


def explore(
    context: typer.Context,
    source: Source,
    port: Annotated[
        int,
        typer.Option(
            min=1024,
            max=65535,
            help="The port of the page, or the next free port if it is in use.",
        ),
    ] = 7860,
    share: Annotated[
        bool,
        typer.Option(
            "--share",
            help="Also create a public link to this machine, through Gradio's "
            "servers.",
        ),
    ] = False,
    space: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Do not open the page: write it to a new folder that runs as "
            "a Space of the Hugging Face Hub.",
            callback=expanded,
        ),
    ] = None,
):
    """Explore a trained model in a browser.

    The page shows samples, interpolations, directions, arithmetic of concepts,
    style mixing, and the latents of your own pictures. It needs
    `pip install 'keras-gans\\[explore]'`.

    \b
    keras-gans explore dcgan-mnist
    keras-gans explore dcgan-mnist --space my-space
    """
    from keras_gans.commands.actions import explore as action

    action.explore(given_options(context), **context.params)
