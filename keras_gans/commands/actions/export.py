"""What `keras-gans export` does."""

import typer

from keras_gans.models import CycleGAN
from keras_gans.runs.loading import kind_of
from keras_gans.runs.loading import load
from keras_gans.training.export import check
from keras_gans.training.export import format_of


def export(source, output, format, reverse):
    format = format or format_of(output)
    check(output, format)
    if reverse and not issubclass(kind_of(source), CycleGAN):
        raise ValueError(
            "--reverse is for cyclegan only. Received: --reverse and a "
            f"{kind_of(source).__name__}"
        )
    model = load(source)
    options = {"reverse": True} if reverse else {}
    model.export(output, format, verbose=False, **options)
    typer.echo(f"Wrote {output}")
    for x in model.inference_network(**options).inputs:
        shape = ", ".join("n" if n is None else str(n) for n in x.shape)
        typer.echo(f"input {x.name}: {x.dtype} ({shape})")
