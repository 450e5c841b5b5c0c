"""What `keras-gans stylize` does."""

import typer

from keras_gans.commands.actions.checks import check_counts
from keras_gans.commands.actions.checks import check_names
from keras_gans.commands.actions.stylize_files import check_paths
from keras_gans.commands.actions.stylize_files import check_weights_file
from keras_gans.commands.actions.stylize_files import load_network
from keras_gans.commands.actions.stylize_files import picture_writer
from keras_gans.commands.errors import remedies
from keras_gans.images.files import load_picture
from keras_gans.images.files import save_picture
from keras_gans.style.optimizers import OPTIMIZERS
from keras_gans.style.style_transfer import COLORS
from keras_gans.style.style_transfer import STARTS
from keras_gans.style.style_transfer import StyleTransfer
from keras_gans.style.vgg19_weights import CONVOLUTIONS
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_seed
from keras_gans.utils.checks import check_weight

# The parameters that a trained FastStyleTransfer uses.
OF_ONE_PASS = ("content", "style", "output", "size")
REMEDIES = {
    "layer": "--content-layers and --style-layers choose layers.",
    "pixels": "--size makes both pictures larger.",
    "weights": "--weights sets the file.",
}


def stylize(
    given,
    *,
    content,
    style,
    output,
    size,
    steps,
    optimizer,
    start,
    colors,
    weights,
    content_layers,
    style_layers,
    style_weight,
    tv_weight,
    seed,
    every,
):
    check_counts(size=size, steps=steps, every=every)
    if every is not None and every > steps:
        raise ValueError(
            f"every must be at most {steps}, the steps. Received: every={every}"
        )
    check_seed(seed)
    check_name("--optimizer", optimizer, OPTIMIZERS)
    check_name("--start", start, STARTS)
    check_name("--colors", colors, COLORS)
    if "seed" in given and start != "noise":
        raise ValueError(
            "--seed is for --start noise only. "
            f"Received: --seed {seed}, --start {start}"
        )
    check_weight(**{"--style-weight": style_weight, "--tv-weight": tv_weight})
    layers = {
        "content_layers": check_names(
            "--content-layers", content_layers, CONVOLUTIONS
        ),
        "style_layers": check_names(
            "--style-layers", style_layers, CONVOLUTIONS
        ),
    }
    check_weights_file(weights)
    check_paths(output, content=content, style=style)
    with remedies(REMEDIES):
        picture = load_picture(content, size)
        if style.suffix == ".keras":
            _check_one_pass(given)
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


def _check_one_pass(given):
    """Raises on an option that a trained network does not use."""
    for name, value in given.items():
        if name not in OF_ONE_PASS:
            raise ValueError(
                "A trained FastStyleTransfer uses --output and --size only. "
                f"Received: {name}={value}"
            )


def _write(image, path):
    save_picture(image, path)
    typer.echo(f"Wrote {path}")
