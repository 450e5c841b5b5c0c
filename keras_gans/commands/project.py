"""`keras-gans project`."""

from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands import latent_options
from keras_gans.commands.paths import expanded


def project(
    source: latent_options.Source,
    picture: Annotated[
        Path,
        typer.Argument(
            metavar="PICTURE",
            help="The picture to find a latent for.",
            callback=expanded,
        ),
    ],
    steps: Annotated[int, typer.Option(help="Steps of the optimizer.")] = 200,
    seed: Annotated[
        int, typer.Option(help="Seed of the latents to start from.")
    ] = 0,
    label: Annotated[
        str | None,
        typer.Option(
            help="For a conditional model: the number or name of the class, or "
            "comma-separated attributes, of the picture.",
            show_default="found with the latent",
        ),
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(
            help="Compare features of VGG-19 too, with these weights: "
            "imagenet, or an .h5 or .npz file.",
            show_default="pixels alone",
            callback=expanded,
        ),
    ] = None,
    output: latent_options.output(
        "projection.png",
        "The picture to write: the given one beside the one that was found. "
        "The latent is written to an .npz file of the same name.",
    ) = None,
):
    """Find the latent whose image is most like a picture.

    \b
    keras-gans project runs/dcgan-digits seven.png
    keras-gans project runs/stylegan2-celeba face.jpg --weights imagenet
    """
    from keras_gans.commands.actions import project as action

    action.project(source, picture, steps, seed, label, weights, output)
