"""`keras-gans train`."""

import functools
from typing import Annotated

import typer

from keras_gans.commands import completion
from keras_gans.commands.paths import expanded
from keras_gans.utils.backends import BACKENDS

# Options of a call of the command, not of the run; a file cannot hold them.
OF_A_CALL = (
    *("run_dir", "resume", "dry_run", "backend", "minutes"),
    *("devices", "cluster", "max_failures", "worker"),
)
OF_THE_DATA_SET = "the data set's"

_run, _data, _training, _model, _translation = (
    functools.partial(typer.Option, rich_help_panel=panel)
    for panel in (
        *("Run", "Data", "Training"),
        *("Model and optimizers", "Translation"),
    )
)
OF_THE_MODEL = "what the model recommends"


def train(
    context: typer.Context,
    model: Annotated[
        str | None,
        typer.Argument(
            metavar="MODEL",
            help="The name of a model in `keras-gans list`. It is optional "
            "with --from and --config. With --resume, it can be the folder of "
            "the run.",
            show_default=False,
            autocompletion=completion.models,
        ),
    ] = None,
    dataset: Annotated[
        str | None,
        _data(
            help="The name of a data set in `keras-gans list`.",
            show_default="what --data-dir holds, or digits",
            autocompletion=completion.datasets,
        ),
    ] = None,
    data_dir: Annotated[
        str | None,
        _data(
            help="The folder of your own pictures, or of the data set.",
            show_default="$TFDS_DATA_DIR or ~/tensorflow_datasets",
            callback=expanded,
        ),
    ] = None,
    image_size: Annotated[
        str | None,
        _data(
            metavar="N or HxW",
            help="The size in pixels to resize images to: the side of a "
            "square, such as 64, or height x width, such as 48x64.",
            show_default=OF_THE_DATA_SET,
        ),
    ] = None,
    fit: Annotated[
        str | None,
        _data(
            help="How to fit your own pictures of another shape into this "
            "size: crop cuts off the longer side, pad adds margins, stretch "
            "distorts.",
            show_default="crop",
            autocompletion=completion.among("crop", "pad", "stretch"),
        ),
    ] = None,
    channels: Annotated[
        int | None,
        _data(
            help="1 for grey images, 3 for colour images, 4 for your own "
            "pictures with transparency (RGBA).",
            show_default=OF_THE_DATA_SET,
        ),
    ] = None,
    flip_and_shift: Annotated[
        bool | None,
        _data(
            "--flip-and-shift",
            help="Flip and shift the training images at random. The model "
            "then generates flipped and shifted images too. --augment does "
            "not have this effect.",
        ),
    ] = None,
    skip_corrupt: Annotated[
        bool | None,
        _data(
            "--skip-corrupt",
            help="Leave out corrupt picture files instead of stopping.",
        ),
    ] = None,
    epochs: Annotated[
        int | None,
        _training(
            help="Passes over the training images.",
            show_default=OF_THE_DATA_SET,
        ),
    ] = None,
    updates: Annotated[
        int | None,
        _training(
            help="Generator updates, instead of --epochs. The last epoch may "
            "then be incomplete.",
            show_default="20000 for your own pictures",
        ),
    ] = None,
    minutes: Annotated[
        float | None,
        _training(
            help="Stop after this time, even within an epoch. The model can be "
            "used then, and --resume continues the training exactly.",
            show_default="no limit",
        ),
    ] = None,
    batch_size: Annotated[
        int | None,
        _training(
            help="Images per training step, on all devices together.",
            show_default=OF_THE_DATA_SET,
        ),
    ] = None,
    accumulate: Annotated[
        int | None,
        _training(
            metavar="K",
            help="Gradient accumulation: compute each batch in K parts, one "
            "after another, and make one update with all of them. A batch "
            "then needs the memory of one part. --batch-size is the size of "
            "the whole batch.",
            show_default="1",
        ),
    ] = None,
    rematerialize: Annotated[
        bool | None,
        _training(
            "--rematerialize",
            help="Compute features of the networks again for gradients, and "
            "do not keep them. A step then needs less memory and more time.",
        ),
    ] = None,
    devices: Annotated[
        str | None,
        _training(
            metavar="N or all",
            help="Devices of this machine that share each batch. On torch, "
            "each device needs its own process; an error message shows the "
            "command that starts them.",
            show_default="all GPUs that can share a batch",
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        _run(
            metavar="ADDRESS",
            help="Train on a Ray cluster with jax or torch, in one process for "
            "each of --devices: ray://HOST:PORT, auto for the cluster of this "
            "machine, or local to start one. All machines must see the same "
            "folders.",
            show_default="no cluster",
        ),
    ] = None,
    max_failures: Annotated[
        int | None,
        _run(
            metavar="N",
            help="With --cluster: how many times to restart the processes "
            "after one of them died. The training continues from the last "
            "checkpoint.",
            show_default="3",
        ),
    ] = None,
    worker: Annotated[bool, typer.Option("--worker", hidden=True)] = False,
    seed: Annotated[
        int | None,
        _training(
            help="Seed of the weights, the latents and the order of images. "
            "The same seed repeats a run exactly.",
            show_default="0",
        ),
    ] = None,
    precision: Annotated[
        str | None,
        _training(
            metavar="float32|bfloat16",
            help="The number format in which layers compute. Losses, weights "
            "and statistics stay in float32.",
            show_default="float32",
            autocompletion=completion.among("float32", "bfloat16"),
        ),
    ] = None,
    score: Annotated[
        str | None,
        _training(
            metavar="NAMES",
            help="Comma-separated scores of `keras-gans list` to compute "
            "during the training, from 1,000 images.",
            show_default="none",
            autocompletion=completion.scores,
        ),
    ] = None,
    score_every: Annotated[
        int | None,
        _training(help="Epochs between two scores.", show_default="5"),
    ] = None,
    run_dir: Annotated[
        str | None,
        _run(
            help="The folder to write the run to.",
            show_default="runs/MODEL-DATASET, or the next free name",
            callback=expanded,
        ),
    ] = None,
    resume: Annotated[
        bool,
        _run(
            "--resume",
            help="Continue a stopped run where it stopped: train --resume RUN. "
            "Options that you leave out keep the values of the run.",
        ),
    ] = False,
    backend: Annotated[
        str | None,
        _run(
            metavar="tensorflow|jax|torch",
            help="The backend of Keras.",
            show_default="$KERAS_BACKEND, or that of the run to resume, or "
            "tensorflow",
            autocompletion=completion.among(*BACKENDS),
        ),
    ] = None,
    start_from: Annotated[
        str | None,
        _run(
            "--from",
            metavar="SOURCE",
            help="Start from the weights of a trained model, any SOURCE of "
            "`keras-gans sample`, with other data, batches or epochs.",
            show_default="new weights",
            callback=expanded,
            autocompletion=completion.sources,
        ),
    ] = None,
    augment: Annotated[
        str | None,
        _training(
            metavar="ada|diff|POLICY",
            help="Augment the real and generated images that the discriminator "
            "sees, for small data sets: ada adapts the strength to the "
            "overfitting, diff always augments, and a policy such as "
            "color,translation chooses some augmentations of diff.",
            show_default="none",
            autocompletion=completion.among("ada", "diff", "none"),
        ),
    ] = None,
    config: Annotated[
        str | None,
        _model(
            metavar="small|auto|paper|FILE",
            help="For stylegan2: the size of its networks and its settings: "
            "small for a CPU and up to 64 pixels, auto for a GPU, paper for "
            "1024 pixels. For other models: paper for the settings of the "
            "paper instead of those recommended for the data set. Or a YAML "
            "file of options, such as `epochs: 5`, or the config.json of a "
            "run; options of the command replace those of the file.",
            callback=expanded,
            show_default="what the model recommends; for your own pictures "
            "and stylegan2, auto",
        ),
    ] = None,
    freeze_d: Annotated[
        int | None,
        _model(
            "--freeze-d",
            metavar="N",
            help="With --from: freeze the weights of the first N layers of the "
            "discriminator.",
            show_default="none",
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        _run(
            "--dry-run",
            help="Print the networks, optimizers and steps without training.",
        ),
    ] = False,
    width: Annotated[
        int | None,
        _model(
            help="Channels of the layers at the largest image size.",
            show_default=OF_THE_MODEL,
        ),
    ] = None,
    latent_dim: Annotated[
        int | None,
        _model(help="Length of the latent.", show_default=OF_THE_MODEL),
    ] = None,
    d_steps: Annotated[
        int | None,
        _model(
            help="Discriminator updates per generator update.",
            show_default=OF_THE_MODEL,
        ),
    ] = None,
    ema: Annotated[
        float | None,
        _model(
            help="Decay of the generator's moving average, such as 0.999.",
            show_default=OF_THE_MODEL,
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        _model(
            "--set",
            metavar="NAME=VALUE",
            help="Set any other argument of the model, such as gamma=0.5. "
            "Repeat the option to set several.",
        ),
    ] = None,
    optimizer: Annotated[
        str | None,
        _model(
            metavar="adam|sgd|rmsprop",
            help="The optimizer of both players.",
            show_default=OF_THE_MODEL,
            autocompletion=completion.among("adam", "sgd", "rmsprop"),
        ),
    ] = None,
    learning_rate: Annotated[
        float | None,
        _model(
            help="Learning rate of both players.", show_default=OF_THE_MODEL
        ),
    ] = None,
    d_learning_rate: Annotated[
        float | None,
        _model(help="Learning rate of the discriminator."),
    ] = None,
    g_learning_rate: Annotated[
        float | None,
        _model(help="Learning rate of the generator."),
    ] = None,
    task: Annotated[
        str | None,
        _translation(
            help="For pix2pix: how to compute the input from each image: "
            "colorize, edges, inpaint, downscale or label_map. The image "
            "itself is the target.",
            autocompletion=completion.tasks,
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
            callback=expanded,
        ),
    ] = None,
):
    """Train a model.

    \b
    keras-gans train conditionalgan
    keras-gans train gan --dataset mnist --epochs 50
    keras-gans train dcgan --dataset celeba --data-dir ~/celeba --minutes 60
    keras-gans train r3gan --data-dir pictures --augment ada
    keras-gans train stylegan2 --data-dir pictures --config small
    keras-gans train acgan --dataset mnist
    keras-gans train wgangp --width 32 --d-steps 1 --set gp_weight=5
    keras-gans train pix2pix --dataset celeba --task colorize
    keras-gans train cyclegan --dataset celeba --split Eyeglasses
    keras-gans train --resume runs/conditionalgan-digits --epochs 200
    keras-gans train --from runs/dcgan-celeba --data-dir pictures
    keras-gans train stylegan2 --data-dir pictures --cluster auto --devices all
    """
    from keras_gans.commands.actions import on_cluster
    from keras_gans.commands.actions import train as action

    if worker:  # One of the processes that --cluster starts.
        return on_cluster.work()
    given = {
        name: value
        for name, value in context.params.items()
        if value not in (None, ()) and name not in OF_A_CALL
    }
    if "set_" in given:
        given["set"] = given.pop("set_")
    launch = on_cluster.launcher(cluster, max_failures)
    action.train(run_dir, resume, dry_run, minutes, devices, given, launch)
