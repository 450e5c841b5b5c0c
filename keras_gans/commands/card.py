"""`keras-gans card`."""

from typing import Annotated

import typer

from keras_gans.commands.paths import expanded
from keras_gans.commands.shared_options import Licence
from keras_gans.commands.shared_options import Source


def card(
    source: Source,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            help="The folder that gets README.md and samples.png.",
            show_default="the run's folder; for other sources NAME-card here",
            callback=expanded,
        ),
    ] = None,
    licence: Licence = None,
    bound: Annotated[
        bool,
        typer.Option(
            "--bound",
            help="Also score as many real test images, by the protocol of the "
            "scores that `keras-gans evaluate` has written.",
        ),
    ] = False,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Replace a README.md that is there."),
    ] = False,
):
    """Write a model card: what a trained model is, with samples and scores.

    The card has the command, the data and their licence, the scores that
    `keras-gans evaluate` wrote into the run's folder, and the failures that the
    training's diagnosis found.

    \b
    keras-gans card runs/dcgan-mnist --licence mit --bound
    keras-gans card dcgan-mnist -o card
    """
    from keras_gans.commands.actions import publish as action

    action.card(source, output, licence, bound, overwrite)
