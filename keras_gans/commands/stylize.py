"""`keras-gans stylize`."""

import functools
from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands.errors import remedies
from keras_gans.commands.options import check_counts
from keras_gans.commands.options import check_names
from keras_gans.commands.options import check_seed
from keras_gans.commands.options import option_of
from keras_gans.commands.stylize_files import check_paths
from keras_gans.commands.stylize_files import check_weights_file
from keras_gans.commands.stylize_files import load_network
from keras_gans.commands.stylize_files import picture_writer
from keras_gans.images.files import load_picture
from keras_gans.images.files import save_picture
from keras_gans.style.optimizers import OPTIMIZERS
from keras_gans.style.perceptual_loss import CONTENT_LAYERS
from keras_gans.style.perceptual_loss import STYLE_LAYERS
from keras_gans.style.style_transfer import COLORS
from keras_gans.style.style_transfer import STARTS
from keras_gans.style.style_transfer import StyleTransfer
from keras_gans.style.vgg19_weights import CONVOLUTIONS
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_weight

# The parameters that a trained FastStyleTransfer uses.
OF_ONE_PASS = ("content", "style", "output", "size")
REMEDIES = {
    "layer": "--content-layers and --style-layers choose layers.",
    "pixels": "--size makes both pictures larger.",
    "weights": "--weights sets the file.",
}

_method = functools.partial(typer.Option, rich_help_panel="Optimization")


def stylize(
    context: typer.Context,
    content: Annotated[
        Path, typer.Argument(metavar="CONTENT", help="The picture to paint.")
    ],
    style: Annotated[
        Path,
        typer.Argument(
            metavar="STYLE",
            help="The picture that shows the style, or the .keras file of a "
            "trained FastStyleTransfer, which uses --output and --size only.",
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The picture to write.")
    ] = Path("stylized.png"),
    size: Annotated[
        int,
        typer.Option(
            help="The length, in pixels, to resize the longer side of both "
            "pictures to.",
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
            ".npz file may hold only the first layers."
        ),
    ] = "imagenet",
    content_layers: Annotated[
        str,
        _method(
            help="Comma-separated layers of VGG-19 whose features represent "
            "the content."
        ),
    ] = ",".join(CONTENT_LAYERS),
    style_layers: Annotated[
        str,
        _method(
            help="Comma-separated layers of VGG-19 whose Gram matrices "
            "represent the style."
        ),
    ] = ",".join(STYLE_LAYERS),
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
    check_counts(size=size, steps=steps, every=every)
    check_seed(seed)
    check_name("--optimizer", optimizer, OPTIMIZERS)
    check_name("--start", start, STARTS)
    check_name("--colors", colors, COLORS)
    check_weight(**{"--style-weight": style_weight, "--tv-weight": tv_weight})
    layers = {
        "content_layers": content_layers,
        "style_layers": style_layers,
    }
    layers = {
        name: check_names(option_of(name), text, CONVOLUTIONS)
        for name, text in layers.items()
    }
    check_weights_file(weights)
    check_paths(output, content=content, style=style)
    with remedies(REMEDIES):
        picture = load_picture(content, size)
        if style.suffix == ".keras":
            _check_one_pass(context)
            _write(load_network(style).stylize(picture), output)
            return
        transfer = StyleTransfer(
            weights,
            **layers,
            style_weight=style_weight,
            tv_weight=tv_weight,
        )
        result = transfer.stylize(
            picture,
            style=load_picture(style, size),
            steps=steps,
            optimizer=optimizer,
            start=start,
            colors=colors,
            seed=seed,
            callback=every and picture_writer(output, every, len(str(steps))),
        )
    for name, values in result.history.items():
        typer.echo(f"{name:12}  {values[0]:.4g} to {values[-1]:.4g}")
    _write(result.image, output)


def _check_one_pass(context):
    """Raises on an option that a trained network does not use."""
    for name, value in context.params.items():
        given = context.get_parameter_source(name).name == "COMMANDLINE"
        if given and name not in OF_ONE_PASS:
            raise ValueError(
                "A trained FastStyleTransfer uses --output and --size only. "
                f"Received: {option_of(name)} {value}"
            )


def _write(image, path):
    save_picture(image, path)
    typer.echo(f"Wrote {path}")
