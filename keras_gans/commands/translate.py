"""`keras-gans translate`."""

from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands.paths import expanded
from keras_gans.commands.shared_options import SkipCorrupt


def translate(
    run: Annotated[
        str,
        typer.Argument(
            metavar="RUN",
            help="The folder of a run of pix2pix or cyclegan, or the .keras "
            "file of a saved model.",
            callback=expanded,
        ),
    ],
    source: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT",
            help="A picture, or a folder of pictures.",
            callback=expanded,
        ),
    ],
    output: Annotated[
        Path,
        typer.Argument(
            metavar="OUTPUT",
            help="The picture to write, or the folder to write pictures to.",
            callback=expanded,
        ),
    ],
    image_size: Annotated[
        str | None,
        typer.Option(
            metavar="N or HxW",
            help="The size in pixels to resize pictures to: the side of a "
            "square, such as 64, or height x width, such as 48x64. Pictures of "
            "another shape are cropped, padded or stretched as in training.",
            show_default="as in training",
        ),
    ] = None,
    own_size: Annotated[
        bool,
        typer.Option(
            "--own-size",
            help="Translate whole pictures without cropping or resizing.",
        ),
    ] = False,
    reverse: Annotated[
        bool,
        typer.Option(
            "--reverse",
            help="For cyclegan: translate the second kind of pictures into the "
            "first.",
        ),
    ] = False,
    seed: Annotated[
        int | None,
        typer.Option(
            help="For pix2pix: seed of the generator's noise. The same seed "
            "gives the same pictures.",
            show_default="0",
        ),
    ] = None,
    skip_corrupt: SkipCorrupt = False,
):
    """Translate pictures with the model of a run.

    Pictures are converted to grey or colour, as in training, and transparency
    to white, unless the model was trained with it. Other files in a folder are
    counted and passed over. Pictures keep their names; .png is added to those
    of formats that cannot be written.

    \b
    keras-gans translate runs/pix2pix-celeba photo.jpg coloured.png
    keras-gans translate runs/cyclegan-celeba faces with-glasses
    keras-gans translate runs/cyclegan-celeba faces without --reverse
    """
    from keras_gans.commands.actions import translate as action

    action.translate(
        run,
        source,
        output,
        image_size=image_size,
        own_size=own_size,
        reverse=reverse,
        seed=seed,
        skip_corrupt=skip_corrupt,
    )
