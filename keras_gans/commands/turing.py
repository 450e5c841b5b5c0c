"""`keras-gans turing`."""

from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands.latent_options import DataDir
from keras_gans.commands.paths import expanded
from keras_gans.commands.shared_options import Overwrite
from keras_gans.commands.shared_options import Source
from keras_gans.commands.shared_options import given_options


def turing(
    context: typer.Context,
    source: Source = None,
    sheet: Annotated[
        Path | None,
        typer.Option(
            help="The sheet to write, a .png or .pdf file.",
            show_default="none",
            callback=expanded,
        ),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            help="A CSV file of answers to score, with the columns picture, "
            "answer (real or generated) and, for several people, person.",
            show_default="none",
            callback=expanded,
        ),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(
            help="The CSV file that says which pictures are real: written with "
            "--sheet, read with --answers.",
            show_default="SHEET-key.csv; none for answers of the explorer",
            callback=expanded,
        ),
    ] = None,
    n: Annotated[
        int, typer.Option("-n", help="The number of pictures, an even number.")
    ] = 20,
    seed: Annotated[
        int,
        typer.Option(
            help="Seed of the choice of the pictures and their order."
        ),
    ] = 0,
    data_dir: DataDir = None,
    overwrite: Overwrite = False,
):
    """Test on paper whether people can tell generated pictures from real ones.

    With --sheet, it writes a sheet to print and its key. Half of the pictures
    are real. With --answers, it scores the answers of people.

    \b
    keras-gans turing conditionalgan-mnist --sheet sheet.pdf
    keras-gans turing --answers answers.csv --key sheet-key.csv
    """
    from keras_gans.commands.actions import turing as action

    action.turing(given_options(context), **context.params)
