"""What `keras-gans translate` does."""

from pathlib import Path

import typer
from PIL import Image

from keras_gans.commands.actions.checks import check_translates
from keras_gans.commands.actions.checks import image_size_of
from keras_gans.commands.actions.translate_files import find_places
from keras_gans.commands.actions.translate_files import translate_files
from keras_gans.commands.errors import remedies
from keras_gans.models import CycleGAN
from keras_gans.runs.cards import run_config
from keras_gans.runs.loading import load
from keras_gans.utils.checks import check_seed
from keras_gans.utils.warnings import warn

REMEDIES = {
    "multiples": "--image-size chooses another size; --own-size pads "
    "pictures of any size.",
}


def translate(
    source,
    pictures,
    output,
    *,
    image_size,
    own_size,
    reverse,
    seed,
    skip_corrupt,
):
    check_seed(seed)
    if own_size and image_size is not None:
        raise ValueError(
            "--own-size keeps the size of pictures. "
            f"Received: --image-size {image_size} too"
        )
    if image_size is not None:
        image_size = image_size_of(image_size)
    is_cyclegan = issubclass(check_translates("SOURCE", source), CycleGAN)
    if reverse and not is_cyclegan:
        raise ValueError(
            "--reverse is for cyclegan only. Received: --reverse and a model "
            "that learned one direction"
        )
    if seed is not None and is_cyclegan:
        raise ValueError(
            "--seed is for pix2pix only, since cyclegan draws no noise. "
            f"Received: --seed {seed}"
        )
    with remedies(REMEDIES):
        places = find_places(pictures, output, skip_corrupt)
        config = run_config(source)
        if config:
            _check_training_pictures(config, places)
        model = load(source)
        if image_size is None:
            image_size = "original" if own_size else model.image_shape[:2]
        fit = config.fit if config else "crop"
        options = {"seed": seed or 0, "reverse": reverse}
        translate_files(model, places, image_size, fit, options)
    typer.echo(f"Wrote {places.get(pictures, output)}")


def _check_training_pictures(config, places):
    """Refuses to write among them; warns of pictures of pairs.

    Args:
        config: The `Config` of the run.
        places: Dictionary from paths to read to paths to write.
    """
    file, place = next(iter(places.items()))
    for folder in filter(None, (config.data_dir, config.second_dir)):
        if place.resolve().is_relative_to(Path(folder).resolve()):
            raise ValueError(
                "OUTPUT must not be among the training pictures, which it "
                f"would replace or mix with. Received: OUTPUT {place.parent}, "
                f"which is in {folder}"
            )
    if config.record.pairing != "paired" or config.second_dir:
        return
    h, w, _ = config.image_shape
    with Image.open(file) as picture:
        width, height = picture.size
    if width * h == 2 * height * w:
        warn(
            f"{file} has the shape of the training pictures, which show input "
            "and target side by side. INPUT is translated as a whole: it must "
            "show the input alone"
        )
