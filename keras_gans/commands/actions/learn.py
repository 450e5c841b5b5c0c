"""What `keras-gans learn` does."""

from pathlib import Path

import typer

from keras_gans import learn as topics
from keras_gans.utils.files import replacing


def learn(topic, output):
    if topic is None:
        for name, title in topics.TOPICS.items():
            typer.echo(f"  {name:<12} {title}")
        return
    figure = topics.figure(topic)
    path = Path(output) / f"{topic}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as aside:
        figure.savefig(aside, dpi=110, format="png")
    typer.echo(f"Wrote {path}")
