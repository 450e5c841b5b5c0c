"""`keras-gans list`."""

import inspect

import typer

from keras_gans.datasets import DATASETS
from keras_gans.datasets import PAIRS
from keras_gans.datasets import paired_folder
from keras_gans.datasets import unpaired_folders
from keras_gans.models import MODELS


def list_names():
    """List the models, the data sets and the tasks of pix2pix."""
    folders = {f.__name__: f for f in (paired_folder, unpaired_folders)}
    for title, entries in (
        ("Models", MODELS),
        ("Data sets", DATASETS | folders),
        ("Tasks of pix2pix on a data set", PAIRS),
    ):
        typer.secho(title, bold=True)
        for name, entry in entries.items():
            typer.echo(f"  {name:16}  {inspect.getdoc(entry).splitlines()[0]}")
