"""`keras-gans evaluate`."""

from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands.errors import remedies
from keras_gans.commands.options import check_counts
from keras_gans.commands.options import check_generates
from keras_gans.commands.options import check_names
from keras_gans.commands.options import check_pictures
from keras_gans.commands.options import check_seed
from keras_gans.metrics import METRICS
from keras_gans.runs import evaluation
from keras_gans.utils.checks import check_name

KEYS = [f"{metric.key} ({metric.title})" for metric in METRICS.values()]
REMEDIES = {
    "data_dir": "--data-dir sets the folder of the data.",
    "split": "Every data set has --split train.",
}


def evaluate(
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            help="The folder of a run, or a folder of generated pictures.",
        ),
    ],
    reference: Annotated[
        str | None,
        typer.Argument(
            metavar="REFERENCE",
            help="A folder of real pictures to compare the pictures of TARGET "
            "with.",
        ),
    ] = None,
    metrics: Annotated[
        str,
        typer.Option(
            help=f"Comma-separated metrics: {', '.join(KEYS)}.",
        ),
    ] = "is,fid,kid,pr,dc",
    samples: Annotated[
        int | None,
        typer.Option(
            help="The number of generated images to score, and of real images "
            "to compare them with.",
            show_default="10,000 for a run, all pictures of folders",
        ),
    ] = None,
    features: Annotated[
        str | None,
        typer.Option(
            help="The network whose features are compared: fid (Inception, as "
            "in published scores), imagenet (Keras's Inception), "
            f"{', '.join(evaluation.CLASSIFIERS)}, or the path of Inception's "
            "weights.",
            show_default="the classifier of the run's data set, or fid",
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            help="Split of the run's data set to compare with: train or test.",
            show_default="train",
            rich_help_panel="For a run",
        ),
    ] = None,
    data_dir: Annotated[
        str | None,
        typer.Option(
            help="The folder of the run's data set, if it was moved.",
            show_default="as in training",
            rich_help_panel="For a run",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            help="Seed of the latents of the generated images.",
            show_default="0",
            rich_help_panel="For a run",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            help="The JSON file to write the scores to.",
            show_default="TARGET/metrics.json for a run, else none",
        ),
    ] = None,
):
    """Score the images of a run, or compare two folders of pictures.

    \b
    keras-gans evaluate runs/dcgan-digits --samples 1000
    keras-gans evaluate runs/dcgan-mnist --metrics is,fid --split test
    keras-gans evaluate generated real --features imagenet -o scores.json
    """
    names = check_names("--metrics", metrics, METRICS)
    check_counts(samples=samples)
    check_seed(seed)
    if features is not None and not Path(features).is_file():
        check_name("--features", features, evaluation.FEATURES)
    shared = _given(samples=samples, features=features)
    of_run = _given(split=split, data_dir=data_dir, seed=seed)
    if reference is None:
        _check_run(target, names, split)
        with remedies(REMEDIES):
            results = evaluation.evaluate_run(target, names, **shared, **of_run)
        output = output or Path(target) / "metrics.json"
    else:
        _check_folders(target, reference, of_run)
        with remedies(REMEDIES):
            results = evaluation.evaluate_folders(
                target, reference, names, **shared
            )
    _print_results(results)
    if output:
        evaluation.write_results(results, output)
        typer.echo(f"Wrote {output}")


def _given(**arguments):
    return {k: v for k, v in arguments.items() if v is not None}


def _check_run(target, metrics, split):
    config = check_generates("TARGET without REFERENCE", target)
    check_name("--split", split or "train", ("train", "test"))
    if "la" in metrics and not config.is_conditional:
        raise ValueError(
            "--metrics la (label accuracy) is only for models of classes. "
            f"Received: a run of {config.model}"
        )


def _check_folders(target, reference, of_run):
    if of_run:
        raise ValueError(
            "--split, --data-dir and --seed are for runs only. "
            f"Received: two folders, {target} and {reference}"
        )
    check_pictures("REFERENCE", reference)
    check_pictures("TARGET", target)


def _print_results(results):
    first = results[0]
    width = max(len(result.protocol) for result in results)
    for result in results:
        spread = "" if result.std is None else f" ± {result.std:.3g}"
        typer.echo(f"{result.protocol:{width}}  {result.value:.4g}{spread}")
    compared = next((r.reference for r in results if r.reference), "nothing")
    typer.echo(f"features of {first.extractor}, weights {first.weights[:8]}")
    if "accuracy" in first.details:
        typer.echo(f"its test accuracy {first.details['accuracy']:.4f}")
    typer.echo(f"{first.samples} samples, compared with {compared}")
