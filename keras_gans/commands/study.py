"""The command line of studies: parses, calls, prints."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer

from keras_gans import study as studies
from keras_gans.commands.errors import user_errors
from keras_gans.datasets import DATASETS
from keras_gans.study import on_ray
from keras_gans.study import schedule
from keras_gans.study.results import read_results
from keras_gans.study.results import reason
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive

app = typer.Typer(
    help="Compare models, data sets and hyper-parameters.",
    no_args_is_help=True,
)
FOLDER = Annotated[str, typer.Argument(help="The folder of a study.")]


@app.command()
@user_errors()
def run(
    name: Annotated[
        str, typer.Argument(help="A built-in study, or a YAML file.")
    ],
    scale: Annotated[
        str | None, typer.Option(help="smoke, cpu or paper; built-ins: cpu.")
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(help="How many seeds; the study's own.")
    ] = None,
    folder: Annotated[
        str | None,
        typer.Option(help="The study's folder; studies/NAME-SCALE."),
    ] = None,
    jobs: Annotated[int, typer.Option(help="Trainings at a time.")] = 2,
    data_dir: Annotated[
        list[str] | None,
        typer.Option(help="NAME=DIR: where a data set lies; many times."),
    ] = None,
    retry: Annotated[
        bool, typer.Option(help="Do failed runs once more.")
    ] = False,
    ray: Annotated[
        str | None,
        typer.Option(help="Address of a Ray cluster, or local, to run on."),
    ] = None,
):
    """Do a study, or what is left of it, and write its report.

    \b
    keras-gans study run architectures --scale smoke
    keras-gans study run vanilla-adam --data-dir mnist=~/tensorflow_datasets
    keras-gans study run dcgan-lr --seeds 3
    keras-gans study run mine.yaml --jobs 1
    """
    if scale is None and name in studies.built_in():
        scale = "cpu"
    found = studies.load(name, scale)
    if seeds is not None:
        check_positive(seeds=seeds)
        found = dataclasses.replace(found, seeds=range(seeds))
    scaled = f"{found.name}-{scale}" if scale else found.name
    folder = Path(folder or f"studies/{scaled}")
    launch = None
    if ray is not None:
        launch = on_ray.launcher(ray)
    try:
        results = studies.run(
            found,
            folder,
            jobs=jobs,
            data_dirs=_data_dirs(data_dir),
            retry=retry,
            launch=launch,
        )
    except KeyboardInterrupt:
        typer.echo("\nStopped. The same command goes on with the study.")
        raise typer.Exit(130) from None
    _print_status(found, results)
    if results:
        typer.echo(f"Look at {_write_report(found, results, folder)}")


@app.command()
@user_errors()
def status(folder: FOLDER):
    """Say what is done of a study."""
    _print_status(*_read(folder))


@app.command()
@user_errors()
def report(folder: FOLDER):
    """Write the report of what is done: report.html, table.md, table.csv."""
    found, results = _read(folder)
    if not results:
        raise ValueError(
            "A report is of at least one finished run. "
            f"Received: {folder}, which has none"
        )
    typer.echo(f"Wrote {_write_report(found, results, folder)}")


@app.command("list")
@user_errors()
def list_studies():
    """List the built-in studies."""
    for name in studies.built_in():
        typer.echo(f"  {name:18}  {studies.load(name).title}")


def _write_report(study, results, folder):
    # Others who work the study may end at the same moment.
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
        check_name("A data set", name, DATASETS)
        folders[name] = folder
    return folders


def _read(folder):
    """The study of a folder and its results."""
    path = Path(folder) / "study.json"
    try:
        found = studies.Study.of(json.loads(path.read_text()))
    except FileNotFoundError:
        raise ValueError(
            f"A study's folder holds study.json. Received: {folder}, which "
            "does not"
        ) from None
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"Could not read {path}: {error}") from error
    return found, read_results(found, folder)


def _print_status(study, results):
    failed = [r for r in results if r["status"] == "failed"]
    typer.echo(
        f"{study.title or study.name}: {len(results) - len(failed)} of "
        f"{len(study.runs())} runs done, {len(failed)} failed"
    )
    for result in failed:
        typer.echo(f"  {result['id']}: {reason(result)}")
