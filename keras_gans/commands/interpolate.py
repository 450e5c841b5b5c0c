"""`keras-gans interpolate`."""

from typing import Annotated

import typer

from keras_gans.commands import latent_options
from keras_gans.commands.shared_options import given_options


def interpolate(
    context: typer.Context,
    source: latent_options.Source,
    seeds: latent_options.Seeds,
    steps: Annotated[
        int | None,
        typer.Option(
            help="The number of steps from each seed to the next.",
            show_default="30 in an animation, 7 in a picture",
        ),
    ] = None,
    loop: Annotated[
        bool, typer.Option("--loop", help="Return to the first seed.")
    ] = False,
    rate: Annotated[
        int, typer.Option(help="Images per second in an animation.")
    ] = 25,
    label: latent_options.Label = None,
    truncation: latent_options.Truncation = None,
    output: latent_options.output(
        "interpolation.gif",
        "An animation, which ends in .gif, .webp or, where ffmpeg is "
        "installed, .mp4; or a picture, such as way.png, with the images in a "
        "row.",
    ) = None,
):
    """Interpolate between the images of seeds.

    \b
    keras-gans interpolate runs/dcgan-digits --seeds 1,2,3 --loop -o morph.gif
    keras-gans interpolate runs/dcgan-digits --seeds 1,2 --steps 7 -o way.png
    """
    from keras_gans.commands.actions import interpolate as action

    action.interpolate(given_options(context), **context.params)
