"""`keras-gans stylize`: parses, calls, prints."""

import zipfile
from pathlib import Path
from typing import Annotated

import keras
import typer

from keras_gans.commands.errors import user_errors
from keras_gans.images.files import check_format
from keras_gans.images.files import load_picture
from keras_gans.images.files import save_picture
from keras_gans.style.fast_style_transfer import FastStyleTransfer
from keras_gans.style.perceptual_loss import CONTENT_LAYERS
from keras_gans.style.perceptual_loss import STYLE_LAYERS
from keras_gans.style.style_transfer import StyleTransfer
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable

# What a trained network takes.
OF_ONE_PASS = ("content", "style", "output", "size")


def stylize(
    context: typer.Context,
    content: Annotated[Path, typer.Argument(help="A picture.")],
    style: Annotated[
        Path,
        typer.Argument(
            help="Another, or the .keras file of a FastStyleTransfer, which "
            "takes one pass and none of the options but --output and --size."
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The picture to write.")
    ] = Path("stylized.png"),
    size: Annotated[
        int, typer.Option(help="The longer side of both pictures, in pixels.")
    ] = 512,
    steps: Annotated[int, typer.Option(help="Of the optimizer.")] = 300,
    optimizer: Annotated[str, typer.Option(help="lbfgs or adam.")] = "lbfgs",
    start: Annotated[str, typer.Option(help="content or noise.")] = "content",
    colors: Annotated[
        str,
        typer.Option(
            help="Those of the style, or luminance or histogram to keep the "
            "content's."
        ),
    ] = "style",
    weights: Annotated[
        str,
        typer.Option(
            help="VGG-19's: imagenet, or an .npz that may end after any layer."
        ),
    ] = "imagenet",
    content_layers: Annotated[
        str, typer.Option(help="Of VGG-19, with commas.")
    ] = ",".join(CONTENT_LAYERS),
    style_layers: Annotated[
        str, typer.Option(help="Of VGG-19, with commas.")
    ] = ",".join(STYLE_LAYERS),
    style_weight: Annotated[
        float, typer.Option(help="Against the content's weight of 1.")
    ] = 10.0,
    tv_weight: Annotated[float, typer.Option(help="Against noise.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Of the noise.")] = 0,
    every: Annotated[
        int | None,
        typer.Option(help="Steps between pictures on the way."),
    ] = None,
):
    """Paint a picture in the style of another.

    \b
    keras-gans stylize photo.jpg painting.jpg -o painted.png
    keras-gans stylize photo.jpg painting.jpg --start noise --steps 500
    keras-gans stylize photo.jpg painting.jpg --colors luminance
    keras-gans stylize photo.jpg painting.keras
    """
    with user_errors():
        _check_output(output, content, style)
        picture = load_picture(content, size)
        if style.suffix == ".keras":
            _check_options(context)
            _write(_load_network(style).stylize(picture), output)
            return
        callback = None
        if every is not None:
            callback = _writer(output, every, len(str(steps)))
        transfer = StyleTransfer(
            weights,
            content_layers=_names(content_layers),
            style_layers=_names(style_layers),
            style_weight=style_weight,
            tv_weight=tv_weight,
        )
        result = transfer.stylize(
            picture,
            load_picture(style, size),
            steps=steps,
            optimizer=optimizer,
            start=start,
            colors=colors,
            seed=seed,
            callback=callback,
        )
        for name, values in result.history.items():
            typer.echo(f"{name:12}  {values[0]:.4g} to {values[-1]:.4g}")
        _write(result.image, output)


def _names(text):
    return [name.strip() for name in text.split(",")]


def _check_output(path, *inputs):
    """Before any time is spent."""
    check_format("--output", path)
    if path.resolve() in [file.resolve() for file in inputs]:
        raise ValueError(
            "--output must be another file than CONTENT and STYLE, which it "
            f"would replace. Received: {path}"
        )
    check_writable(path.parent)


def _check_options(context):
    """Refuses those that a trained network would leave aside."""
    for name, value in context.params.items():
        given = context.get_parameter_source(name).name == "COMMANDLINE"
        if given and name not in OF_ONE_PASS:
            option = "--" + name.replace("_", "-")
            raise ValueError(
                "A trained network paints in one pass, with --output and "
                f"--size alone. Received: {option} {value}"
            )


def _load_network(path):
    received = (
        "STYLE must be a picture or the file of a FastStyleTransfer. "
        f"Received: {path}"
    )
    if not path.exists():
        raise FileNotFoundError(f"{received}, which is not there")
    try:
        network = keras.saving.load_model(path)
    except Exception as error:  # Damage makes zipfile raise all kinds.
        # Keras says that a file is not there if it is no archive.
        reason = error if zipfile.is_zipfile(path) else "no .keras archive"
        raise ValueError(
            f"Could not read the model {path}: {reason}"
        ) from error
    if not isinstance(network, FastStyleTransfer):
        raise ValueError(f"{received}, of a {type(network).__name__}")
    return network


def _writer(output, every, width):
    """Writes the picture of each so many steps beside the output."""
    check_positive(every=every)

    def write(step, image, losses):
        if step % every == 0:
            name = f"{output.stem}-{step:0{width}d}{output.suffix}"
            save_picture(image, output.with_name(name))

    return write


def _write(image, path):
    save_picture(image, path)
    typer.echo(f"Wrote {path}")
