"""What the commands that list names print. This module imports no Keras."""

import typer

from keras_gans.commands import names
from keras_gans.learn import TOPICS
from keras_gans.pretrained import presets


def list_names():
    for title, entries in (
        ("Models", names.models()),
        ("Data sets", names.datasets()),
        ("Tasks for pix2pix", names.tasks()),
        ("Scores", names.scores()),
    ):
        typer.secho(title, bold=True)
        for name, line in entries.items():
            typer.echo(f"  {name:16}  {line}")
    typer.secho("Presets", bold=True)
    for name, card in presets().items():
        typer.echo(f"  {name:16}  {card['model']}: {card['command']}")


def list_studies():
    for name, title in names.studies().items():
        typer.echo(f"  {name:18}  {title}")


def list_topics():
    for name, title in TOPICS.items():
        typer.echo(f"  {name:12}  {title}")
