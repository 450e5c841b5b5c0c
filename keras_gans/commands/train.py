"""`keras-gans train`."""

import functools
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from keras_gans.commands import dry_run as dry_runs
from keras_gans.commands.errors import remedies
from keras_gans.commands.options import check_counts
from keras_gans.commands.options import check_seed
from keras_gans.commands.train_data import check_data
from keras_gans.datasets import PAIRS
from keras_gans.models import MODELS
from keras_gans.runs import run as runs
from keras_gans.runs.config import Config
from keras_gans.utils.checks import check_name

REMEDIES = {
    "attribute": "--split chooses the attributes.",
    "batch": "--batch-size sets its size.",
    "data_dir": "--data-dir sets the folder of the data; --dataset digits "
    "needs no download.",
    "image_shape": "--image-size and --channels set it.",
    "skip_corrupt": "--skip-corrupt leaves them out.",
}
RUN_REMEDIES = {
    "run": "--resume continues that run and needs the same options; "
    "--run-dir chooses another folder."
}
OF_THE_DATA_SET = "the data set's"

_data, _training, _translation = (
    functools.partial(typer.Option, rich_help_panel=panel)
    for panel in ("Data", "Training", "Translation")
)


def train(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="The name of a model in `keras-gans list`.",
        ),
    ],
    dataset: Annotated[
        str,
        _data(
            help="The name of a data set in `keras-gans list`.",
        ),
    ] = "digits",
    data_dir: Annotated[
        str | None,
        _data(
            help="The folder of the data set. It is required for your own "
            "pictures: image_folder, paired_folder and unpaired_folders.",
            show_default="$TFDS_DATA_DIR or ~/tensorflow_datasets",
        ),
    ] = None,
    image_size: Annotated[
        int | None,
        _data(
            help="Height and width, in pixels, to resize images to.",
            show_default=OF_THE_DATA_SET,
        ),
    ] = None,
    channels: Annotated[
        int | None,
        _data(
            help="1 for grey images, 3 for colour images.",
            show_default=OF_THE_DATA_SET,
        ),
    ] = None,
    augment: Annotated[
        bool,
        _data(
            "--augment",
            help="Flip and shift training images at random.",
        ),
    ] = False,
    skip_corrupt: Annotated[
        bool,
        _data(
            "--skip-corrupt",
            help="Leave out corrupt picture files instead of stopping.",
        ),
    ] = False,
    epochs: Annotated[
        int | None,
        _training(
            help="Passes over the training images.",
            show_default=OF_THE_DATA_SET,
        ),
    ] = None,
    batch_size: Annotated[
        int | None,
        _training(
            help="Images per training step.",
            show_default=OF_THE_DATA_SET,
        ),
    ] = None,
    seed: Annotated[
        int,
        _training(
            help="Seed of the weights, the latents and the order of images. "
            "The same seed repeats a run exactly.",
        ),
    ] = 0,
    run_dir: Annotated[
        str | None,
        _training(
            help="The folder to write the run to.",
            show_default="runs/MODEL-DATASET",
        ),
    ] = None,
    resume: Annotated[
        bool,
        _training(
            "--resume",
            help="Continue a stopped run after its last completed epoch.",
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        _training(
            "--dry-run",
            help="Print the networks, optimizers and steps without training.",
        ),
    ] = False,
    task: Annotated[
        str | None,
        _translation(
            help="For pix2pix: how to compute the input from each image, which "
            f"is the target: {', '.join(PAIRS)}.",
        ),
    ] = None,
    split: Annotated[
        str | None,
        _translation(
            help="For cyclegan on celeba: one attribute to add to faces, such "
            "as Eyeglasses, or two comma-separated attributes, such as "
            "Blond_Hair,Black_Hair, to translate faces with the second into "
            "faces with the first.",
        ),
    ] = None,
    second_dir: Annotated[
        str | None,
        _translation(
            help="For paired_folder: the folder of the targets. For "
            "unpaired_folders: the folder of the second kind of pictures.",
        ),
    ] = None,
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
    check_name("MODEL", model, MODELS)
    check_counts(epochs=epochs, batch_size=batch_size, image_size=image_size)
    check_seed(seed)
    data = {
        "data_dir": data_dir,
        "channels": channels,
        "skip_corrupt": skip_corrupt,
        "task": task,
        "split": split,
        "second_dir": second_dir,
    }
    check_data(model, dataset, **data)
    config = Config.with_defaults(
        model,
        dataset,
        epochs=epochs,
        batch_size=batch_size,
        image_size=image_size,
        seed=seed,
        augment=augment,
        **data,
    )
    run_dir = Path(run_dir or f"runs/{model}-{dataset}")
    with remedies(RUN_REMEDIES):
        runs.check_run_dir(config, run_dir, resume)
    with remedies(REMEDIES):
        if dry_run:
            dry_runs.describe(config, run_dir)
        else:
            _train(config, run_dir, resume)


def _train(config, run_dir, resume):
    try:
        runs.train(config, run_dir, resume)
    except KeyboardInterrupt:
        arguments = [a for a in sys.argv[1:] if a != "--resume"]
        command = shlex.join(["keras-gans", *arguments, "--resume"])
        typer.echo(
            f"\nStopped. To continue after the last completed epoch:\n{command}"
        )
        raise typer.Exit(130) from None
    typer.echo(
        f"\nDone. See {run_dir}/training.gif and {run_dir}/curves.png.\n"
        f"{_next_command(config, shlex.quote(str(run_dir)))}"
    )


def _next_command(config, run_dir):
    if config.is_translation:
        return (
            f"Translate pictures: keras-gans translate {run_dir} INPUT OUTPUT"
        )
    return f"Generate images: keras-gans sample {run_dir}"
