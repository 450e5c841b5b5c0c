"""`keras-gans sample`."""

from typing import Annotated

import typer

from keras_gans.commands.shared_options import Source
from keras_gans.commands.shared_options import Truncation
from keras_gans.commands.shared_options import output


def sample(
    source: Source,
    n: Annotated[
        int | None,
        typer.Option(
            "-n",
            help="The number of images to generate.",
            show_default="64",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            help="Seed of the latents: the same seed gives the same images.",
            show_default="a new one each time",
        ),
    ] = None,
    seeds: Annotated[
        str | None,
        typer.Option(
            help="Instead of -n and --seed, a seed for each image: "
            "comma-separated numbers and ranges, such as 1,2,8-10. Each image "
            "then depends only on its own seed.",
            show_default="none",
        ),
    ] = None,
    label: Annotated[
        str | None,
        typer.Option(
            help="For a conditional model: the number or name of a class, or "
            "comma-separated attributes that every image gets.",
            show_default="each class or attribute in turn",
        ),
    ] = None,
    truncation: Truncation = None,
    output: output(
        "A picture file, such as grid.png, for a grid of all images, or for "
        "the image itself with -n 1. Or a folder without pictures, for one "
        "file per image.",
        "sample.png in the run's folder, PRESET-sample.png here",
    ) = None,
):
    """Generate images with a trained model.

    \b
    keras-gans sample dcgan-mnist
    keras-gans sample runs/dcgan-digits
    keras-gans sample runs/dcgan-digits -n 1000 --seed 1 -o generated
    keras-gans sample runs/dcgan-digits -n 1 -o one.jpg
    keras-gans sample runs/dcgan-digits --seeds 85,265,1000-1013
    keras-gans sample runs/acgan-mnist --label 7
    keras-gans sample runs/stylegan2-celeba --truncation 0.7
    keras-gans sample dcgan.keras
    """
    from keras_gans.commands.actions import sample as action

    action.sample(source, n, seed, seeds, label, truncation, output)
