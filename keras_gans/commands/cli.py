"""The command line: parses, calls, prints."""

import inspect
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer
from keras import tree

from keras_gans.commands.errors import user_errors
from keras_gans.commands.study import app as study
from keras_gans.commands.stylize import stylize
from keras_gans.commands.translate import translate
from keras_gans.datasets import DATASETS
from keras_gans.datasets import PAIRS
from keras_gans.datasets import paired_folder
from keras_gans.datasets import unpaired_folders
from keras_gans.images.files import to_pil
from keras_gans.images.grids import sample_grid
from keras_gans.metrics import METRICS
from keras_gans.models import MODELS
from keras_gans.models.conditional import Conditional
from keras_gans.runs import run as runs
from keras_gans.runs.config import Config
from keras_gans.utils.files import replacing

METRIC_NAMES = [f"{m.key} ({m.title})" for m in METRICS.values()]

app = typer.Typer(
    name="keras-gans",
    help="Train GANs on images and sample from them.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(study, name="study")
app.command()(translate)
app.command()(stylize)


@app.command()
def train(
    model: Annotated[str, typer.Argument(help="A model of `keras-gans list`.")],
    dataset: Annotated[
        str, typer.Option(help="A data set of the list.")
    ] = "digits",
    epochs: Annotated[
        int | None, typer.Option(help="Passes over the data.")
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(help="Images a step.")
    ] = None,
    image_size: Annotated[
        int | None, typer.Option(help="Height and width.")
    ] = None,
    channels: Annotated[
        int | None, typer.Option(help="1 grey, 3 colour.")
    ] = None,
    data_dir: Annotated[
        str | None, typer.Option(help="Where the data lie.")
    ] = None,
    run_dir: Annotated[
        str | None, typer.Option(help="The run's folder; runs/MODEL-DATASET.")
    ] = None,
    task: Annotated[
        str | None,
        typer.Option(
            help="Of pix2pix, how pairs are made of the data set: "
            f"{', '.join(PAIRS)}."
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            help="Of cyclegan on celeba: an attribute to add, or two with a "
            "comma to translate between."
        ),
    ] = None,
    second_dir: Annotated[
        str | None,
        typer.Option(
            help="Folder of the targets of a paired_folder, or of the second "
            "kind of unpaired_folders."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Repeats a run exactly.")] = 0,
    augment: Annotated[
        bool, typer.Option(help="Flip and shift images.")
    ] = False,
    skip_corrupt: Annotated[
        bool, typer.Option(help="Leave corrupt pictures out.")
    ] = False,
    resume: Annotated[
        bool, typer.Option(help="Go on with a stopped run.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option(help="Only say what would be done.")
    ] = False,
):
    """Train a model.

    \b
    keras-gans train dcgan
    keras-gans train gan --dataset mnist --epochs 50
    keras-gans train dcgan --dataset celeba --data-dir ~/celeba
    keras-gans train dcgan --dataset image_folder --data-dir pictures
    keras-gans train acgan --dataset mnist
    keras-gans train pix2pix --dataset celeba --task colorize
    keras-gans train cyclegan --dataset celeba --split Eyeglasses
    keras-gans train dcgan --resume
    """
    with user_errors():
        config = Config.of(
            model,
            dataset,
            epochs=epochs,
            batch_size=batch_size,
            image_size=image_size,
            channels=channels,
            seed=seed,
            augment=augment,
            skip_corrupt=skip_corrupt,
            data_dir=data_dir,
            task=task,
            split=split,
            second_dir=second_dir,
        )
        run_dir = Path(run_dir or f"runs/{model}-{dataset}")
        if dry_run:
            runs.check_run_dir(config, run_dir, resume)
            return _describe(config, run_dir)
        try:
            runs.train(config, run_dir, resume)
        except KeyboardInterrupt:
            arguments = [a for a in sys.argv[1:] if a != "--resume"]
            command = shlex.join(["keras-gans", *arguments, "--resume"])
            typer.echo(
                f"\nStopped. To go on after the last whole epoch:\n{command}"
            )
            raise typer.Exit(130) from None
        typer.echo(
            f"\nDone. Look at {run_dir}/training.gif and "
            f"{run_dir}/curves.png.\n"
            f"{_next_command(config, shlex.quote(str(run_dir)))}"
        )


def _next_command(config, run_dir):
    if config.is_translation:
        return f"Your own pictures: keras-gans translate {run_dir} INPUT OUTPUT"
    return f"More samples: keras-gans sample {run_dir}"


@app.command()
def sample(
    run_dir: Annotated[str, typer.Argument(help="The folder of a run.")],
    n: Annotated[int, typer.Option("-n", help="Number of images.")] = 64,
    seed: Annotated[
        int | None, typer.Option(help="Repeats the same images.")
    ] = None,
    label: Annotated[
        str | None,
        typer.Option(
            help="Of a conditional model: a class, by number or name, or "
            "attributes with commas; all classes by default."
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            help="A .png for a grid, or a folder for a file each; "
            "RUN/sample.png.",
        ),
    ] = None,
):
    """Make images with the model of a run.

    \b
    keras-gans sample runs/dcgan-digits
    keras-gans sample runs/dcgan-digits -n 1000 --seed 1 -o generated
    keras-gans sample runs/acgan-mnist --label 7
    """
    with user_errors():
        model = runs.load_model(run_dir, translates=False)
        labels = None if label is None else _read_label(model, label)
        path = Path(output or Path(run_dir) / "sample.png")
        if path.suffix == ".png":
            grid = sample_grid(model, n, seed=seed, labels=labels)
            files = {path: grid}
        else:
            known = {} if label is None else {"labels": labels}
            images = model.generate(n, seed=seed, **known)
            width = len(str(n - 1))
            files = {
                path / f"{i:0{width}d}.png": to_pil(images[i]) for i in range(n)
            }
        for file, picture in files.items():
            with replacing(file) as aside:
                picture.save(aside)
        typer.echo(f"Wrote {path}")


def _read_label(model, text):
    if not isinstance(model, Conditional):
        raise ValueError(
            "--label is for conditional models. "
            f"Received: a run of {type(model).__name__}"
        )
    return model.labels.parse(text)


@app.command()
def evaluate(
    target: Annotated[
        str,
        typer.Argument(help="The folder of a run, or of generated pictures."),
    ],
    reference: Annotated[
        str | None,
        typer.Argument(help="For pictures: the folder of real ones."),
    ] = None,
    metrics: Annotated[
        str,
        typer.Option(help=f"Comma-separated: {', '.join(METRIC_NAMES)}."),
    ] = "is,fid,kid,pr,dc",
    samples: Annotated[
        int | None,
        typer.Option(
            help="Images to make and compare: 10,000 of a run, or all of a "
            "folder."
        ),
    ] = None,
    features: Annotated[
        str | None,
        typer.Option(
            help="fid, imagenet, mnist-classifier, fashion-mnist-classifier, "
            "digits-classifier or a file of Inception's weights; by default "
            "the classifier of a run's data where there is one, else fid."
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(help="Of a run's data, train or test, to compare with."),
    ] = None,
    data_dir: Annotated[
        str | None, typer.Option(help="Where a run's data lie now.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Of a run's samples.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", help="A JSON file; RUN/metrics.json for a run."
        ),
    ] = None,
):
    """Score a run, or a folder of pictures against another.

    \b
    keras-gans evaluate runs/dcgan-digits --samples 1000
    keras-gans evaluate runs/dcgan-mnist --metrics is,fid --split test
    keras-gans evaluate generated real --features imagenet -o scores.json
    """
    with user_errors():
        from keras_gans.runs import evaluation

        names = [name.strip() for name in metrics.split(",")]
        shared = {"samples": samples, "features": features}
        of_runs = {"split": split, "data_dir": data_dir, "seed": seed}
        given = {k: v for k, v in (shared | of_runs).items() if v is not None}
        if reference is None:
            results = evaluation.evaluate_run(target, names, **given)
            output = output or Path(target) / "metrics.json"
        elif given.keys() & of_runs.keys():
            raise ValueError(
                "--split, --data-dir and --seed are for runs. "
                f"Received: two folders, {target} and {reference}"
            )
        else:
            results = evaluation.evaluate_folders(
                target, reference, names, **given
            )
        _print_results(results)
        if output:
            evaluation.write_results(results, output)
            typer.echo(f"Wrote {output}")


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


@app.command("list")
def list_names():
    """List the models and the data sets."""
    folders = {f.__name__: f for f in (paired_folder, unpaired_folders)}
    for title, entries in (
        ("Models", MODELS),
        ("Data sets", DATASETS | folders),
        ("Tasks of pix2pix on a data set", PAIRS),
    ):
        typer.secho(title, bold=True)
        for name, entry in entries.items():
            typer.echo(f"  {name:16}  {inspect.getdoc(entry).splitlines()[0]}")


def _describe(config, run_dir):
    model = config.make_model()
    dataset = config.load_data()
    steps = int(dataset.cardinality()) // model.d_steps
    for network in model.g_networks + model.d_networks:
        network.summary()
    for name in ("d_opt", "g_opt"):
        optimizer = getattr(model, name)
        rate = float(optimizer.learning_rate)
        typer.echo(
            f"{name:12}{type(optimizer).__name__}, learning rate {rate:g}"
        )
    images = tree.flatten(dataset.element_spec)[0]
    typer.echo(f"data        {config.dataset}, batches {images.shape}")
    typer.echo(f"steps       {steps} an epoch, {steps * config.epochs} in all")
    typer.echo(f"folder      {run_dir}")
    typer.echo("This was a dry run: nothing was trained.")
