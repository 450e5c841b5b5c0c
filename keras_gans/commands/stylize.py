"""`keras-gans stylize`."""

import functools
from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands.paths import expanded
from keras_gans.commands.shared_options import given_options

_method = functools.partial(typer.Option, rich_help_panel="Optimization")


def stylize(
    context: typer.Context,
    content: Annotated[
        Path,
        typer.Argument(
            metavar="CONTENT",
            help="The picture to paint.",
            callback=expanded,
        ),
    ],
    style: Annotated[
        Path,
        typer.Argument(
            metavar="STYLE",
            help="The picture that shows the style, or the .keras file of a "
            "trained FastStyleTransfer, which uses --output and --size only.",
            callback=expanded,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="The picture to write.",
            callback=expanded,
        ),
    ] = Path("stylized.png"),
    size: Annotated[
        int,
        typer.Option(
            help="Resize both pictures until their longer side has this length "
            "in pixels.",
        ),
    ] = 512,
    steps: Annotated[int, _method(help="Steps of the optimizer.")] = 300,
    optimizer: Annotated[
        str, _method(help="The optimizer: lbfgs or adam.")
    ] = "lbfgs",
    start: Annotated[
        str, _method(help="The image to start from: content or noise.")
    ] = "content",
    colors: Annotated[
        str,
        _method(
            help="The colours of the result: style uses those of the style; "
            "luminance and histogram keep those of the content."
        ),
    ] = "style",
    weights: Annotated[
        str,
        _method(
            help="The weights of VGG-19: imagenet, or an .h5 or .npz file. An "
            ".npz file may hold only the first layers.",
            callback=expanded,
        ),
    ] = "imagenet",
    content_layers: Annotated[
        str,
        _method(
            help="Comma-separated layers of VGG-19 whose features represent "
            "the content."
        ),
    ] = "block4_conv2",
    style_layers: Annotated[
        str,
        _method(
            help="Comma-separated layers of VGG-19 whose Gram matrices "
            "represent the style."
        ),
    ] = "block1_conv1,block2_conv1,block3_conv1,block4_conv1,block5_conv1",
    style_weight: Annotated[
        float,
        _method(
            help="Weight of the style loss; that of the content loss is 1."
        ),
    ] = 10.0,
    tv_weight: Annotated[
        float,
        _method(
            help="Weight of the total variation loss, which reduces noise."
        ),
    ] = 1.0,
    seed: Annotated[
        int, _method(help="Seed of the noise for --start noise.")
    ] = 0,
    every: Annotated[
        int | None,
        _method(
            help="Also write a picture after every N steps, beside the output.",
            metavar="N",
            show_default="none",
        ),
    ] = None,
):
    """Paint a picture in the style of another picture.

    \b
    keras-gans stylize photo.jpg painting.jpg -o painted.png
    keras-gans stylize photo.jpg painting.jpg --start noise --steps 500
    keras-gans stylize photo.jpg painting.jpg --colors luminance
    keras-gans stylize photo.jpg painting.keras
    """
    from keras_gans.commands.actions import stylize as action

    action.stylize(given_options(context), **context.params)
