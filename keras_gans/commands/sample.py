"""`keras-gans sample`."""

from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands.options import check_generates
from keras_gans.commands.options import check_seed
from keras_gans.images.files import save_picture
from keras_gans.images.grids import sample_grid
from keras_gans.runs import run as runs
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import replacing


def sample(
    run_dir: Annotated[
        str, typer.Argument(metavar="RUN", help="The folder of a run.")
    ],
    n: Annotated[
        int, typer.Option("-n", help="The number of images to generate.")
    ] = 64,
    seed: Annotated[
        int | None,
        typer.Option(
            help="Seed of the latents: the same seed gives the same images.",
            show_default="a new one each time",
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
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            help="A .png file, which gets one grid of all images, or a folder, "
            "which gets one file per image.",
            show_default="RUN/sample.png",
        ),
    ] = None,
):
    """Generate images with the model of a run.

    \b
    keras-gans sample runs/dcgan-digits
    keras-gans sample runs/dcgan-digits -n 1000 --seed 1 -o generated
    keras-gans sample runs/acgan-mnist --label 7
    """
    check_positive(**{"-n": n})
    check_seed(seed)
    config = check_generates("RUN", run_dir)
    if label is not None and not config.is_conditional:
        raise ValueError(
            "--label is for conditional models only. "
            f"Received: --label {label} and a run of {config.model}"
        )
    model = runs.load_model(run_dir)
    labels = None if label is None else _read_label(model, label, n)
    path = Path(output or Path(run_dir) / "sample.png")
    if path.suffix == ".png":
        grid = sample_grid(model, n, seed=seed, labels=labels)
        with replacing(path) as aside:
            grid.save(aside)
    else:
        images = model.generate(n, seed=seed, labels=labels)
        width = len(str(n - 1))
        for i, image in enumerate(images):
            save_picture(image, path / f"{i:0{width}d}.png")
    typer.echo(f"Wrote {path}")


def _read_label(model, text, n):
    """The labels of `n` images, all equal to the value of `--label`."""
    try:
        return model.labels.read(model.labels.parse(text), n)
    except ValueError as error:
        error.add_note(f"(--label {text})")
        raise
