"""`keras-gans explore`."""

from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands.paths import expanded
from keras_gans.commands.shared_options import Source


def explore(
    source: Source,
    port: Annotated[
        int,
        typer.Option(
            min=1024,
            max=65535,
            help="The port of the page; the next that is free, if in use.",
        ),
    ] = 7860,
    share: Annotated[
        bool,
        typer.Option(
            "--share",
            help="Also make a public link, by Gradio's servers, to this "
            "machine.",
        ),
    ] = False,
    space: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Open no page, but write it into a new folder, which runs as "
            "a Space of the Hugging Face Hub.",
            callback=expanded,
        ),
    ] = None,
):
    """Explore a trained model in a browser.

    Samples, ways between seeds, directions, sums, styles, and the latents of
    your own pictures. It needs `pip install 'keras-gans[explore]'`.

    \b
    keras-gans explore dcgan-mnist
    keras-gans explore dcgan-mnist --space my-space
    """
    from keras_gans.commands.actions import explore as action

    action.explore(source, port, share, space)
