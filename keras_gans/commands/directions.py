"""`keras-gans directions`."""

from typing import Annotated

import typer

from keras_gans.commands import latent_options
from keras_gans.commands.shared_options import given_options


def directions(
    context: typer.Context,
    source: latent_options.Source,
    method: Annotated[
        str,
        typer.Option(
            help="How to find the directions: sefa, from the weights of the "
            "first layer; pca, from principal components of styles or images; "
            "boundary, between a class and the others, with --features.",
        ),
    ] = "sefa",
    # The name under which the library's errors know it.
    k: Annotated[
        int, typer.Option("--count", help="The number of directions.")
    ] = 8,
    steps: Annotated[
        int, typer.Option(help="The number of images along each direction.")
    ] = 7,
    strength: Annotated[
        float,
        typer.Option(
            help="How far to move the latent to each side, in its standard "
            "deviations.",
        ),
    ] = 3.0,
    seed: Annotated[
        int, typer.Option(help="The seed of the image in the middle.")
    ] = 0,
    features: latent_options.Features = None,
    label: latent_options.Label = None,
    truncation: latent_options.Truncation = None,
    output: latent_options.output(
        "directions.png", "The picture to write: a row for each direction."
    ) = None,
):
    """Show how an image changes along directions of the latent space.

    \b
    keras-gans directions runs/dcgan-digits
    keras-gans directions runs/stylegan2-celeba --method pca --truncation 0.7
    keras-gans directions runs/dcgan-digits --method boundary \\
        --features digits-classifier --count 10
    """
    from keras_gans.commands.actions import directions as action

    action.directions(given_options(context), **context.params)
