"""What `keras-gans sample` does."""

import inspect
from pathlib import Path

import typer

from keras_gans.commands.actions.checks import check_generates
from keras_gans.commands.actions.checks import holds_pictures
from keras_gans.commands.paths import is_file
from keras_gans.images.files import check_format
from keras_gans.images.files import save_picture
from keras_gans.images.grids import sample_grid
from keras_gans.models import MODELS
from keras_gans.models.conditional import Conditional
from keras_gans.runs.loading import load
from keras_gans.runs.sources import is_elsewhere
from keras_gans.runs.sources import name_of
from keras_gans.utils.checks import check_positive
from keras_gans.utils.checks import check_seed
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import replacing


def sample(source, n, seed, label, truncation, output):
    check_positive(n=n)
    check_seed(seed)
    kind = check_generates("SOURCE", source)
    if label is not None and not issubclass(kind, Conditional):
        raise ValueError(
            "--label is for conditional models only. "
            f"Received: --label {label} and a {kind.__name__}"
        )
    if truncation is not None and not _truncates(kind):
        names = [name for name in MODELS if _truncates(MODELS[name])]
        raise ValueError(
            f"--truncation is for {', '.join(names)} only. Leave it out. "
            f"Received: --truncation {truncation} and a {kind.__name__}"
        )
    output = output or _beside(source)
    _check_output(output)
    model = load(source)
    labels = None if label is None else _read_label(model, label, n)
    options = {"seed": seed, "labels": labels}
    if truncation is not None:
        options["truncation"] = truncation
    path = Path(output)
    if not is_file(output):
        images = model.generate(n, **options)
        width = len(str(n - 1))
        for i, image in enumerate(images):
            save_picture(image, path / f"{i:0{width}d}.png")
    elif n == 1:
        (image,) = model.generate(1, **options)
        save_picture(image, path)
    else:
        grid = sample_grid(model, n, **options)
        with replacing(path) as aside:
            grid.save(aside)
    typer.echo(f"Wrote {path}")


def _beside(source):
    """The picture of a source without `--output`."""
    if is_elsewhere(source):
        return f"{name_of(source)}.png"
    folder = Path(source).parent if Path(source).is_file() else Path(source)
    return str(folder / "sample.png")


def _truncates(kind):
    """Whether models of a class make truncated images."""
    generate = getattr(kind, "generate", None)
    return generate and "truncation" in inspect.signature(generate).parameters


def _check_output(output):
    if is_file(output):
        check_format("--output", output)
        check_writable(Path(output).parent)
        return
    if holds_pictures(output):
        raise ValueError(
            "--output must be a folder without pictures, so that old and new "
            "ones do not mix: choose another folder, or empty this one. "
            f"Received: {output}"
        )
    check_writable(output)


def _read_label(model, text, n):
    """The labels of `n` images, all equal to the value of `--label`."""
    try:
        return model.labels.read(model.labels.parse(text), n)
    except ValueError as error:
        error.add_note(f"(--label {text})")
        raise
