"""What `keras-gans evaluate` does."""

from pathlib import Path

import typer

from keras_gans.commands.actions.checks import check_counts
from keras_gans.commands.actions.checks import check_generates
from keras_gans.commands.actions.checks import check_names
from keras_gans.datasets.picture_files import find_pictures
from keras_gans.metrics import METRICS
from keras_gans.models.conditional import Conditional
from keras_gans.runs import evaluation
from keras_gans.runs import extractors
from keras_gans.runs.cards import run_config
from keras_gans.runs.layout import FILES
from keras_gans.runs.layout import is_run
from keras_gans.runs.layout import run_of
from keras_gans.runs.references import is_statistics
from keras_gans.runs.sources import is_source
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_seed
from keras_gans.utils.files import check_place

# What files of Inception's weights end in.
WEIGHTS = (".tgz", ".pb", ".pth")
# The scores that are computed unless others are asked for: usually, and with
# networks that are there for others.
OF_IMAGES = "is,fid,mind,kid,pr,dc"
OF_STATISTICS = "is,fid"
OF_NETWORKS = {"vgg16": "pr,dc", "clip": "cmmd"}


def evaluate(target, reference, metrics, output, about_both, of_run, seed):
    """Scores a model or a folder of pictures, and prints and writes the scores.

    Args:
        target: Text, a source or a folder of pictures.
        reference: Text, a folder of real pictures or the file of their
            statistics, or `None`.
        metrics: Text, names, or `None` for the usual ones.
        output: Text, the file to write, or `None`.
        about_both: Dictionary of arguments of `evaluate_run` and
            `evaluate_folders`.
        of_run: Dictionary of arguments of `evaluate_run` for its data set.
        seed: Integer or `None`, seeds the latents of a model.
    """
    has_statistics = reference is not None and is_statistics(reference)
    about_both, of_run = _given(about_both), _given(of_run)
    check_counts(samples=about_both.get("samples"))
    check_seed(seed)
    features = about_both.get("features")
    if features is not None and not Path(features).is_file():
        if Path(features).suffix in WEIGHTS:
            raise ValueError(
                "--features must be a name or a file of Inception's weights. "
                f"Received: --features {features}, which does not exist"
            )
        check_name("--features", features, extractors.FEATURES)
    if metrics is None:
        metrics = _usual(features, has_statistics)
    names = check_names("--metrics", metrics, METRICS)
    if is_source(target) or reference is None:
        _check_model(target, reference, names, of_run)
        if reference is None and is_run(target):
            output = output or str(Path(target) / "metrics.json")
        of_run |= {"real_dir": reference} | _given({"seed": seed})
        evaluate, targets = evaluation.evaluate_run, (target,)
    else:
        _check_folders(target, reference, of_run | _given({"seed": seed}))
        _check_classes(names, is_conditional=False, received="two folders")
        evaluate, targets = evaluation.evaluate_folders, (target, reference)
    _check_output(output)
    if output and "copies" in names:
        about_both["picture"] = Path(output).with_suffix(".copies.png")
    results = evaluate(*targets, metrics=names, **about_both, **of_run)
    _print_results(results)
    if output:
        evaluation.write_results(results, output)
        typer.echo(f"Wrote {output}")
    if "picture" in about_both and any(
        result.metric == "copied_share" for result in results
    ):
        typer.echo(
            f"Wrote {about_both['picture']}, the samples most like copies"
        )


def _usual(features, has_statistics):
    """The scores that suit a network and what is known of real images."""
    usual = OF_STATISTICS if has_statistics else OF_IMAGES
    if features in extractors.HUB:
        usual = usual.removeprefix("is,")
    return OF_NETWORKS.get(features, usual)


def _given(arguments):
    return {k: v for k, v in arguments.items() if v is not None}


def _check_model(target, reference, metrics, of_run):
    if not is_source(target) and Path(target).is_dir():
        raise ValueError(
            "REFERENCE must be given to score a folder of pictures; without "
            "it, TARGET must be a model, such as the folder of a run. "
            f"Received: {target}"
        )
    kind = check_generates("TARGET", target)
    if reference is None:
        check_name("--split", of_run.get("split", "train"), ("train", "test"))
        if run_config(target) is None:
            raise ValueError(
                "REFERENCE must be given, a folder of real pictures or an .npz "
                "file of their statistics, since TARGET does not name the data "
                f"set that it was trained on. Received: {target}"
            )
    else:
        _check_reference(reference)
        if of_run:
            raise ValueError(
                "--split and --data-dir are for the data set of a run. "
                f"Received: REFERENCE {reference}, which replaces it"
            )
    is_conditional = issubclass(kind, Conditional)
    _check_classes(metrics, is_conditional, f"a {kind.__name__}")


def _check_classes(metrics, is_conditional, received):
    if "la" in metrics and not is_conditional:
        raise ValueError(
            "--metrics la (label accuracy) is only for class-conditional "
            f"models. Received: {received}"
        )


def _check_folders(target, reference, of_run):
    if of_run:
        raise ValueError(
            "--split, --data-dir and --seed are for runs only. "
            f"Received: two folders, {target} and {reference}"
        )
    _check_reference(reference)
    _check_pictures("TARGET", target)


def _check_reference(reference):
    if not is_statistics(reference):
        _check_pictures("REFERENCE", reference)


def _check_pictures(argument, folder):
    if run := run_of(folder):
        raise ValueError(
            f"{argument} must be a folder of single pictures. Received: "
            f"{folder}, those of a run, which are grids; `keras-gans sample "
            f"{run} -n 1000 -o FOLDER` writes pictures of its model"
        )
    find_pictures(folder, argument)


def _check_output(output):
    if output is None:
        return
    if Path(output).is_dir():
        raise IsADirectoryError(
            f"--output must be a file. Received: {output}, a folder"
        )
    if Path(output).suffix.lower() != ".json":
        raise ValueError(
            "--output must be a file that ends in .json, such as scores.json. "
            f"Received: {output}"
        )
    if Path(output).name in FILES and is_run(Path(output).parent):
        raise ValueError(
            "--output must not replace a file of a run, such as its "
            f"configuration. Received: {output}"
        )
    check_place(Path(output).parent)


def _print_results(results):
    first = results[0]
    width = max(len(result.protocol) for result in results)
    for result in results:
        typer.echo(
            f"{result.protocol:{width}}  {result.value:.4g}{result.spread}"
        )
    compared = next((r.reference for r in results if r.reference), "nothing")
    typer.echo(f"features of {first.extractor}, weights {first.weights[:8]}")
    if "accuracy" in first.details:
        typer.echo(
            f"test accuracy of the classifier {first.details['accuracy']:.4f}"
        )
    typer.echo(f"{first.samples} samples, compared with {compared}")
