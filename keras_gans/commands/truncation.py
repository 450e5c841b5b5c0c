"""`keras-gans truncation`."""

from typing import Annotated

import typer

from keras_gans.commands import latent_options


def truncation(
    source: latent_options.Source,
    # The name under which the library's errors know it.
    truncation: Annotated[
        str,
        typer.Option(
            "--psi", help="Comma-separated values of the truncation psi."
        ),
    ] = "0.25,0.5,0.75,1",
    samples: Annotated[
        int,
        typer.Option(help="The number of generated and of real images."),
    ] = 2000,
    features: Annotated[
        str | None,
        typer.Option(
            help="The network whose features are compared, as for "
            "`keras-gans evaluate`.",
            show_default="the data set's classifier, or fid",
        ),
    ] = None,
    data_dir: latent_options.DataDir = None,
    seed: Annotated[int, typer.Option(help="Seed of the latents.")] = 0,
    output: latent_options.output(
        "truncation.png", "The plot to write, a picture."
    ) = None,
):
    """Plot precision and recall over truncations: quality against variety.

    \b
    keras-gans truncation runs/biggan-mnist --psi 0.3,0.5,0.7,1,2
    """
    from keras_gans.commands.actions import truncation as action

    action.truncation(
        source, truncation, samples, features, data_dir, seed, output
    )
