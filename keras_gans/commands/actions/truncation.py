"""What `keras-gans truncation` does."""

import typer

from keras_gans.commands.actions.checks import check_counts
from keras_gans.commands.actions.latent import check_picture
from keras_gans.commands.actions.latent import load_generator
from keras_gans.commands.actions.latent import output_beside
from keras_gans.runs.trade_off import plot
from keras_gans.runs.trade_off import trade_off
from keras_gans.utils.checks import check_seed
from keras_gans.utils.files import replacing


def truncation(source, text, samples, features, data_dir, seed, output):
    check_counts(samples=samples)
    check_seed(seed)
    psis = _numbers(text)
    path = output_beside(source, output, "truncation.png")
    check_picture(path)
    found = trade_off(
        load_generator(source),
        source,
        psis,
        samples=samples,
        features=features,
        data_dir=data_dir,
        seed=seed,
    )
    typer.echo("truncation  precision  recall")
    for value, scores in found.items():
        typer.echo(
            f"{value:>10g}  {scores.precision:>9.3f}  {scores.recall:>6.3f}"
        )
    with replacing(path) as aside:
        plot(found).savefig(aside)
    typer.echo(f"Wrote {path}")


def _numbers(text):
    try:
        return [float(part) for part in text.split(",")]
    except ValueError as error:
        raise ValueError(
            "--psi must be comma-separated numbers, such as 0.5,0.7,1. "
            f"Received: --psi {text}"
        ) from error
