"""`keras-gans translate`."""

from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands.errors import remedies
from keras_gans.commands.options import check_counts
from keras_gans.commands.options import check_run
from keras_gans.commands.options import check_seed
from keras_gans.commands.translate_files import find_places
from keras_gans.commands.translate_files import translate_files
from keras_gans.runs import run as runs

REMEDIES = {
    "data_dir": "INPUT must hold at least one valid picture.",
    "multiples": "--image-size chooses another size; --own-size pads "
    "pictures of any size.",
    "reverse": "--reverse is for cyclegan only.",
    "skip_corrupt": "--skip-corrupt leaves them out.",
}


def translate(
    run_dir: Annotated[
        str,
        typer.Argument(
            metavar="RUN", help="The folder of a run of pix2pix or cyclegan."
        ),
    ],
    source: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT", help="A picture, or a folder of pictures."
        ),
    ],
    output: Annotated[
        Path,
        typer.Argument(
            metavar="OUTPUT",
            help="The picture to write, or the folder to write pictures to.",
        ),
    ],
    image_size: Annotated[
        int | None,
        typer.Option(
            help="Height and width, in pixels, to crop and resize pictures to.",
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
        int,
        typer.Option(
            help="Seed of the generator's noise. The same seed gives the same "
            "pictures.",
        ),
    ] = 0,
    skip_corrupt: Annotated[
        bool,
        typer.Option(
            "--skip-corrupt",
            help="Leave out corrupt picture files instead of stopping.",
        ),
    ] = False,
):
    """Translate pictures with the model of a run.

    Pictures are converted to grey or colour, as in training, and transparency
    to white. Other files in a folder are ignored.

    \b
    keras-gans translate runs/pix2pix-celeba photo.jpg coloured.png
    keras-gans translate runs/cyclegan-celeba faces with-glasses
    keras-gans translate runs/cyclegan-celeba faces without --reverse
    """
    check_seed(seed)
    if own_size and image_size is not None:
        raise ValueError(
            "--own-size keeps the size of pictures. "
            f"Received: --image-size {image_size} too"
        )
    check_counts(image_size=image_size)
    _check_translates(run_dir)
    with remedies(REMEDIES):
        places = find_places(source, output, skip_corrupt)
        model = runs.load_model(run_dir)
        if image_size is None:
            image_size = "original" if own_size else model.image_shape[0]
        options = {"seed": seed, "reverse": reverse}
        translate_files(model, places, image_size, options)
    typer.echo(f"Wrote {places.get(source, output)}")


def _check_translates(run_dir):
    config = check_run("RUN", run_dir)
    if not config.is_translation:
        raise ValueError(
            "RUN must be a run of pix2pix or cyclegan. "
            f"Received: a run of {config.model}"
        )
