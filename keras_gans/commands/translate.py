"""`keras-gans translate`: a model on the user's own pictures."""

from pathlib import Path
from typing import Annotated

import keras
import typer

from keras_gans.commands.errors import user_errors
from keras_gans.datasets.image_folder import find_valid_pictures
from keras_gans.images.files import check_format
from keras_gans.images.files import save_picture
from keras_gans.images.reading import ImageReader
from keras_gans.images.values import scale
from keras_gans.images.values import with_padding
from keras_gans.models import CycleGAN
from keras_gans.models.translation import allowed_sizes
from keras_gans.runs import run as runs
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable

AT_A_TIME = 16


def translate(
    run_dir: Annotated[str, typer.Argument(help="The folder of a run.")],
    source: Annotated[
        Path,
        typer.Argument(metavar="INPUT", help="A picture, or a folder of them."),
    ],
    output: Annotated[
        Path,
        typer.Argument(
            metavar="OUTPUT", help="The picture to write, or a folder."
        ),
    ],
    image_size: Annotated[
        int | None,
        typer.Option(
            help="Height and width that pictures are cropped and resized to; "
            "those of the training."
        ),
    ] = None,
    own_size: Annotated[
        bool, typer.Option(help="Translate whole pictures of any size.")
    ] = False,
    reverse: Annotated[
        bool,
        typer.Option(help="Of cyclegan: from the second kind to the first."),
    ] = False,
    seed: Annotated[
        int, typer.Option(help="Of the noise; repeats the same pictures.")
    ] = 0,
    skip_corrupt: Annotated[
        bool, typer.Option(help="Leave corrupt pictures out.")
    ] = False,
):
    """Translate pictures with the model of a run.

    Pictures are made grey or colour as the model was trained; transparency
    becomes white. Of a folder, files that are no pictures are passed over.

    \b
    keras-gans translate runs/pix2pix-celeba photo.jpg coloured.png
    keras-gans translate runs/cyclegan-celeba faces with-glasses
    keras-gans translate runs/cyclegan-celeba faces without --reverse
    """
    with user_errors():
        if own_size and image_size is not None:
            raise ValueError(
                "--own-size takes pictures as they are. "
                f"Received: --image-size {image_size} too"
            )
        places = find_places(source, output, skip_corrupt)
        model = runs.load_model(run_dir, translates=True)
        if image_size is None:
            image_size = "original" if own_size else model.image_shape[0]
        options = _options(model, reverse, seed)
        translate_files(model, places, image_size, options)
        typer.echo(f"Wrote {places.get(source, output)}")


def find_places(source, output, skip_corrupt=False):
    """Where the translation of each picture is written.

    Args:
        source: Path of a picture, or of a folder.
        output: Path of the picture to write, or of a folder.
        skip_corrupt: Whether corrupt pictures of a folder are left out.

    Returns:
        A dictionary of paths by paths. Names within a folder are kept.

    Raises:
        ValueError: On what is no picture, a folder without whole ones, an
            output of no format that PIL can write, or one that is an input or
            lies in the folder of inputs.
    """
    if source.is_dir():
        files = find_valid_pictures(source, skip_corrupt, "INPUT")
        places = {file: output / file.relative_to(source) for file in files}
    elif not source.is_file():
        raise ValueError(
            "INPUT must be a picture or a folder of them. Received: "
            f"{source}, which is not there"
        )
    else:
        ImageReader([source], "original", 3).read(
            source
        )  # It is a whole picture.
        is_file = output.suffix and not output.is_dir()
        places = {source: output if is_file else output / source.name}
        check_format("OUTPUT", places[source])
    inputs = {file.resolve() for file in places}
    within = output.resolve().is_relative_to(source.resolve())
    if within or any(place.resolve() in inputs for place in places.values()):
        raise ValueError(
            "OUTPUT must be another place than INPUT, whose pictures it "
            f"would replace or join. Received: {output}"
        )
    check_writable(next(iter(places.values())).parent)
    return places


def translate_files(model, places, image_size, options):
    """Translates pictures, each into a file that is whole or not there.

    Args:
        model: A `Translation`.
        places: Dictionary of paths to write by paths to read.
        image_size: Positive integer, or `"original"` for whole pictures, which
            are padded to a size that the model allows and cropped again.
        options: Dictionary of arguments of `translate`.
    """
    own = image_size == "original"
    if own:
        sizes = allowed_sizes(model.g_networks[0], model.input_channels)
    else:
        check_positive(image_size=image_size)
    files = list(places)
    reader = ImageReader(files, image_size, model.input_channels)
    progress = keras.utils.Progbar(len(files), verbose=len(files) > 1)
    step = 1 if own else AT_A_TIME
    for start in range(0, len(files), step):
        rows = range(start, min(start + step, len(files)))
        images = scale(reader(rows))
        if own:
            translated = with_padding(
                lambda images: model.translate(images, **options),
                images,
                *sizes,
            )
        else:
            translated = model.translate(images, **options)
        for row, image in zip(rows, translated, strict=True):
            save_picture(image, places[files[row]])
        progress.add(len(rows))


def _options(model, reverse, seed):
    if isinstance(model, CycleGAN):
        return {"reverse": reverse}
    if reverse:
        raise ValueError(
            "--reverse is for cyclegan. "
            f"Received: a run of {type(model).__name__}"
        )
    return {"seed": seed}
