"""`keras-gans study`: the commands run, status, report and list."""

from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands import completion
from keras_gans.commands import names
from keras_gans.commands.errors import Command
from keras_gans.commands.errors import QuickCommand
from keras_gans.commands.paths import expanded

app = typer.Typer(
    help="Compare models, data sets and hyper-parameters.",
    no_args_is_help=True,
)
FOLDER = Annotated[
    str,
    typer.Argument(
        metavar="FOLDER", help="The folder of a study.", callback=expanded
    ),
]


class Run(Command):
    def check(self, parameters):
        """Raises at once on a misspelt study."""
        name, known = parameters["name"], names.studies()
        if Path(name).suffix not in (".yaml", ".yml"):
            if name not in known:
                raise ValueError(names.unknown("STUDY", name, known))
        elif not Path(name).is_file():
            raise FileNotFoundError(
                "STUDY must be a YAML file or the name of a built-in study: "
                f"{', '.join(known)}. Received: {name}, which does not exist"
            )


@app.command(cls=Run)
def run(
    name: Annotated[
        str,
        typer.Argument(
            metavar="STUDY",
            help="The name of a study in `keras-gans study list`, or a YAML "
            "file.",
            callback=expanded,
            autocompletion=completion.studies,
        ),
    ],
    scale: Annotated[
        str | None,
        typer.Option(
            help="The size of the study: smoke (a quick test), cpu (for a "
            "machine without a GPU), paper (as in the papers), or a scale that "
            "the YAML file defines.",
            autocompletion=completion.among("smoke", "cpu", "paper"),
            show_default="cpu for a built-in study",
        ),
    ] = None,
    seeds: Annotated[
        int | None,
        typer.Option(
            help="The number of seeds: each run is repeated with every seed.",
            show_default="as in the study",
        ),
    ] = None,
    folder: Annotated[
        str | None,
        typer.Option(
            help="The folder to write the study to.",
            show_default="studies/STUDY-SCALE",
            callback=expanded,
        ),
    ] = None,
    jobs: Annotated[
        int, typer.Option(help="The number of runs to train at the same time.")
    ] = 2,
    data_dir: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=DIR",
            help="The folder DIR of the data set NAME. Repeat the option for "
            "other data sets.",
        ),
    ] = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Repeat runs that failed.")
    ] = False,
    ray: Annotated[
        str | None,
        typer.Option(
            help="Train on a Ray cluster: its address, auto to find one, or "
            "local to start one on this machine.",
            show_default="no cluster",
        ),
    ] = None,
):
    """Train the runs of a study that are not done yet, and write a report.

    \b
    keras-gans study run architectures --scale smoke
    keras-gans study run vanilla-adam --data-dir mnist=~/tensorflow_datasets
    keras-gans study run dcgan-lr --seeds 3
    keras-gans study run mine.yaml --jobs 1
    """
    from keras_gans.commands.actions import study

    study.run(name, scale, seeds, folder, jobs, data_dir, retry, ray)


@app.command(cls=Command)
def status(folder: FOLDER):
    """Print how many runs of a study are done, and which runs failed."""
    from keras_gans.commands.actions import study

    study.status(folder)


@app.command(cls=Command)
def report(folder: FOLDER):
    """Write a study's report: report.html, table.md and table.csv."""
    from keras_gans.commands.actions import study

    study.report(folder)


@app.command("list", cls=QuickCommand)
def list_studies():
    """List the built-in studies."""
    from keras_gans.commands.actions import list_names

    list_names.list_studies()
