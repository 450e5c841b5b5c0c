"""What `keras-gans interpolate` does."""

import typer

from keras_gans.commands.actions.checks import check_counts
from keras_gans.commands.actions.checks import check_unused
from keras_gans.commands.actions.latent import check_picture
from keras_gans.commands.actions.latent import load_generator
from keras_gans.commands.actions.latent import output_beside
from keras_gans.commands.actions.latent import read_labels
from keras_gans.commands.actions.latent import write_picture
from keras_gans.images.animations import SUFFIXES
from keras_gans.images.animations import check_animation
from keras_gans.images.animations import enlarged
from keras_gans.images.animations import write_animation
from keras_gans.images.files import can_write
from keras_gans.images.grids import image_grid
from keras_gans.utils.files import check_place
from keras_gans.utils.seeds import read_seeds

# Images in a row are at least so many pixels a side.
SIDE = 64


def interpolate(
    given, source, seeds, steps, loop, rate, label, truncation, output
):
    check_counts(steps=steps, rate=rate)
    numbers = read_seeds("--seeds", seeds)
    if len(numbers) < 2:
        raise ValueError(
            "--seeds must be at least two, to go from one to the next. "
            f"Received: --seeds {seeds}"
        )
    path = output_beside(source, output, "interpolation.gif")
    is_animation = path.suffix.lower() in SUFFIXES
    if is_animation:
        check_animation("--output", path, rate)
        check_place(path.parent)
    elif can_write(path):
        check_unused(given, ["rate"], "animations, such as morph.gif")
        check_picture(path)
    else:
        raise ValueError(
            "--output must be an animation, such as morph.gif, .webp or .mp4, "
            f"or a picture, such as way.png. Received: --output {path}"
        )
    model = load_generator(source, label)
    images = model.interpolate(
        numbers,
        steps or (30 if is_animation else 7),
        loop=loop,
        labels=read_labels(model, label, len(numbers)),
        truncation=truncation,
    )
    if is_animation:
        write_animation(images, path, rate)
    else:
        row = image_grid(enlarged(images, SIDE), columns=len(images))
        write_picture(row, path)
    typer.echo(f"Wrote {path}, {len(images)} images")
