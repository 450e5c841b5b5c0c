"""Options that the commands of the latent space share."""

from typing import Annotated

import typer

from keras_gans.commands import shared_options
from keras_gans.commands.paths import expanded
from keras_gans.commands.shared_options import Source as Source
from keras_gans.commands.shared_options import Truncation as Truncation

Seeds = Annotated[
    str,
    typer.Option(
        help="The seeds of images: comma-separated numbers and ranges, such as "
        "1,2,8-10. `keras-gans sample SOURCE --seeds 0-63` shows their "
        "images.",
        metavar="SEEDS",
    ),
]
Label = Annotated[
    str | None,
    typer.Option(
        help="For a conditional model: the number or name of a class, or "
        "comma-separated attributes that every image gets.",
        show_default="the label of each seed: seed mod the number of labels",
    ),
]
Features = Annotated[
    str | None,
    typer.Option(
        help="A classifier that recognises the classes of generated images: "
        "mnist-classifier, fashion-mnist-classifier or digits-classifier.",
        show_default="none",
    ),
]
DataDir = Annotated[
    str | None,
    typer.Option(
        help="The folder of the data set.",
        show_default="that of the run",
        callback=expanded,
    ),
]


def output(default, help):
    """The type of the option --output of a file beside a run's model."""
    return shared_options.output(help, f"{default} in the run's folder")
