"""What `keras-gans learn` does."""

from pathlib import Path

import typer

from keras_gans.learn import figure
from keras_gans.utils.files import check_place
from keras_gans.utils.files import replacing


def learn(topic, output):
    path = Path(output) / f"{topic}.png"
    check_place(output)
    with replacing(path) as aside:
        figure(topic).savefig(aside, dpi=110, format="png")
    typer.echo(f"Wrote {path}")
