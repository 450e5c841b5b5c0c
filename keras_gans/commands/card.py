"""`keras-gans card`."""

from typing import Annotated

import typer

from keras_gans.commands.shared_options import Licence
from keras_gans.commands.shared_options import Overwrite
from keras_gans.commands.shared_options import Source
from keras_gans.commands.shared_options import output


def card(
    source: Source,
    output: output(
        "The folder that gets README.md and samples.png.",
        "the run's folder; for other sources NAME-card here",
    ) = None,
    licence: Licence = None,
    bound: Annotated[
        bool,
        typer.Option(
            "--bound",
            help="Also score the same number of real test images, with the "
            "protocol of the scores that `keras-gans evaluate` wrote.",
        ),
    ] = False,
    overwrite: Overwrite = False,
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
