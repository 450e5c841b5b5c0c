"""What `keras-gans list` prints."""

import inspect

import typer

from keras_gans.datasets import DATASETS
from keras_gans.datasets import PAIRS
from keras_gans.metrics import METRICS
from keras_gans.models import MODELS
from keras_gans.pretrained import presets


def list_names():
    datasets = {name: record.load for name, record in DATASETS.items()}
    tasks = {name: task.make for name, task in PAIRS.items()}
    scores = {key: metric.function for key, metric in METRICS.items()}
    for title, entries in (
        ("Models", MODELS),
        ("Data sets", datasets),
        ("Tasks for pix2pix", tasks),
        ("Scores", scores),
    ):
        typer.secho(title, bold=True)
        for name, entry in entries.items():
            typer.echo(f"  {name:16}  {inspect.getdoc(entry).splitlines()[0]}")
    typer.secho("Presets", bold=True)
    for name, card in presets().items():
        typer.echo(f"  {name:16}  {card['model']}: {card['command']}")
