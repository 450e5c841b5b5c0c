"""What `keras-gans study` does."""

import dataclasses
from pathlib import Path

import typer

from keras_gans import study as studies
from keras_gans.commands.actions.checks import check_counts
from keras_gans.commands.errors import remedies
from keras_gans.datasets import DATASETS
from keras_gans.study import on_ray
from keras_gans.study import schedule
from keras_gans.study.results import read_results
from keras_gans.study.results import reason
from keras_gans.utils.checks import check_name
from keras_gans.utils.untrusted import read_json


def run(name, scale, seeds, folder, jobs, data_dir, retry, ray):
    check_counts(seeds=seeds, jobs=jobs)
    data_dirs = _data_dirs(data_dir)
    if scale is None and name in studies.built_in():
        scale = "cpu"
    with remedies({"scale": "--scale chooses the scale."}):
        study = studies.load(name, scale)
    if seeds is not None:
        study = dataclasses.replace(study, seeds=range(seeds))
    for dataset in data_dirs:
        names = [data.name for data in study.datasets]
        check_name("NAME of --data-dir", dataset, names)
    scaled = f"{study.name}-{scale}" if scale else study.name
    folder = Path(folder or f"studies/{scaled}")
    launch = None if ray is None else on_ray.launcher(ray)
    try:
        with remedies({"data_dir": "It is written --data-dir NAME=DIR."}):
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
    if _failed(results):
        raise typer.Exit(1)


def status(folder):
    _print_status(*_read(folder))


def report(folder):
    study, results = _read(folder)
    if not results:
        raise ValueError(
            "FOLDER must be a study with at least one finished run. "
            f"Received: {folder}, which has none"
        )
    typer.echo(f"Wrote {_write_report(study, results, folder)}")


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
        known = [
            key
            for key, data in DATASETS.items()
            if data.folders and not data.pairing
        ]
        check_name("NAME of --data-dir", name, known)
        folders[name] = folder
    return folders


def _read(folder):
    """The study of a folder, and its results."""
    path = Path(folder) / "study.json"
    try:
        study = studies.Study.of(read_json(path))
    except (FileNotFoundError, NotADirectoryError):
        raise ValueError(
            "FOLDER must be the folder of a study, which holds study.json. "
            f"Received: {folder}"
        ) from None
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"Could not read {path}: {error}") from error
    return study, read_results(study, folder)


def _failed(results):
    return [r for r in results if r["status"] == "failed"]


def _print_status(study, results):
    failed = _failed(results)
    typer.echo(
        f"{study.title or study.name}: {len(results) - len(failed)} of "
        f"{len(study.runs())} runs done, {len(failed)} failed"
    )
    for result in failed:
        typer.echo(f"  {result['id']}: {reason(result)}")
