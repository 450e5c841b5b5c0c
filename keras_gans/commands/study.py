"""`keras-gans study`: the commands run, status, report and list."""

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from keras_gans import study as studies
from keras_gans.commands.errors import remedies
from keras_gans.commands.options import check_counts
from keras_gans.datasets import DATASETS
from keras_gans.study import on_ray
from keras_gans.study import schedule
from keras_gans.study.results import read_results
from keras_gans.study.results import reason
from keras_gans.utils.checks import check_name
from keras_gans.utils.untrusted import read_json

app = typer.Typer(
    help="Compare models, data sets and hyper-parameters.",
    no_args_is_help=True,
)
FOLDER = Annotated[
    str, typer.Argument(metavar="FOLDER", help="The folder of a study.")
]


@app.command()
def run(
    name: Annotated[
        str,
        typer.Argument(
            metavar="STUDY",
            help="The name of a study in `keras-gans study list`, or a YAML "
            "file.",
        ),
    ],
    scale: Annotated[
        str | None,
        typer.Option(
            help="The size of the study: smoke (a quick test), cpu (for a "
            "machine without a GPU), paper (as in the papers), or a scale that "
            "the YAML file defines.",
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
    check_counts(seeds=seeds, jobs=jobs)
    data_dirs = _data_dirs(data_dir)
    if scale is None and name in studies.built_in():
        scale = "cpu"
    if Path(name).suffix not in (".yaml", ".yml"):
        check_name("STUDY", name, studies.built_in())
    with remedies({"scale": "--scale chooses the scale."}):
        study = studies.load(name, scale)
    if seeds is not None:
        study = dataclasses.replace(study, seeds=range(seeds))
    scaled = f"{study.name}-{scale}" if scale else study.name
    folder = Path(folder or f"studies/{scaled}")
    launch = None if ray is None else on_ray.launcher(ray)
    try:
        with remedies({"data_dir": "--data-dir NAME=DIR sets the folder."}):
            results = studies.run(
                study,
                folder,
                jobs=jobs,
                data_dirs=data_dirs,
                retry=retry,
                launch=launch,
            )
    except KeyboardInterrupt:
        typer.echo("\nStopped. Repeat the same command to continue the study.")
        raise typer.Exit(130) from None
    _print_status(study, results)
    if results:
        typer.echo(f"See {_write_report(study, results, folder)}")


@app.command()
def status(folder: FOLDER):
    """Print how many runs of a study are done, and which runs failed."""
    _print_status(*_read(folder))


@app.command()
def report(folder: FOLDER):
    """Write a study's report: report.html, table.md and table.csv."""
    study, results = _read(folder)
    if not results:
        raise ValueError(
            "FOLDER must be a study with at least one finished run. "
            f"Received: {folder}, which has none"
        )
    typer.echo(f"Wrote {_write_report(study, results, folder)}")


@app.command("list")
def list_studies():
    """List the built-in studies."""
    for name in studies.built_in():
        typer.echo(f"  {name:18}  {studies.load(name).title}")


def _write_report(study, results, folder):
    # Another process of the study may finish at the same moment.
    with schedule.alone(Path(folder)):
        return studies.write_report(study, results, folder)


def _data_dirs(entries):
    folders = {}
    for entry in entries or []:
        name, equals, folder = entry.partition("=")
        if not equals or not folder:
            raise ValueError(
                "--data-dir must be NAME=DIR, such as mnist=~/data. "
                f"Received: {entry}"
            )
        known = [key for key, data in DATASETS.items() if not data.pairing]
        check_name("NAME of --data-dir", name, known)
        folders[name] = folder
    return folders


def _read(folder):
    """The study of a folder, and its results."""
    path = Path(folder) / "study.json"
    try:
        study = studies.Study.of(read_json(path))
    except FileNotFoundError:
        raise ValueError(
            "FOLDER must be the folder of a study, which holds study.json. "
            f"Received: {folder}"
        ) from None
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"Could not read {path}: {error}") from error
    return study, read_results(study, folder)


def _print_status(study, results):
    failed = [r for r in results if r["status"] == "failed"]
    typer.echo(
        f"{study.title or study.name}: {len(results) - len(failed)} of "
        f"{len(study.runs())} runs done, {len(failed)} failed"
    )
    for result in failed:
        typer.echo(f"  {result['id']}: {reason(result)}")
