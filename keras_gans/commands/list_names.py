"""`keras-gans list`."""

import inspect

import typer

from keras_gans.datasets import DATASETS
from keras_gans.datasets import PAIRS
from keras_gans.models import MODELS


def list_names():
    """List the models, the data sets and the tasks for pix2pix."""
    datasets = {name: record.load for name, record in DATASETS.items()}
    tasks = {name: task.make for name, task in PAIRS.items()}
    for title, entries in (
        ("Models", MODELS),
        ("Data sets", datasets),
        ("Tasks for pix2pix", tasks),
    ):
        typer.secho(title, bold=True)
        for name, entry in entries.items():
            typer.echo(f"  {name:16}  {inspect.getdoc(entry).splitlines()[0]}")
