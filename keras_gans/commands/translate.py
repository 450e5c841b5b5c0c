"""`keras-gans translate`."""

from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands.paths import expanded
from keras_gans.commands.shared_options import SkipCorrupt


def translate(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="A trained pix2pix or cyclegan: the folder of a run, a .keras "
            "file, the folder of a saved model, or hf://user/name.",
            callback=expanded,
        ),
    ],
    pictures: Annotated[
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
    """Translate pictures with a trained model.

    Pictures are converted to grey or colour as in training. Transparency
    becomes white, unless the model was trained with it. Other files in a folder
    are skipped with a warning. Pictures keep their names; .png is added if
    their format cannot be written.

    \b
    keras-gans translate runs/pix2pix-celeba photo.jpg coloured.png
    keras-gans translate runs/cyclegan-celeba faces with-glasses
    keras-gans translate runs/cyclegan-celeba faces without --reverse
    """
    from keras_gans.commands.actions import translate as action

    action.translate(
        source,
        pictures,
        output,
        image_size=image_size,
        own_size=own_size,
        reverse=reverse,
        seed=seed,
        skip_corrupt=skip_corrupt,
    )
