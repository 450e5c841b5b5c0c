"""`keras-gans evaluate`."""

from typing import Annotated

import typer

from keras_gans.commands import completion
from keras_gans.commands.errors import Command
from keras_gans.commands.paths import expanded
from keras_gans.commands.shared_options import SOURCE
from keras_gans.commands.shared_options import SkipCorrupt
from keras_gans.commands.shared_options import output
from keras_gans.runs import sources


class Evaluate(Command):
    def check(self, parameters):
        """Raises at once on a misspelt model."""
        if parameters["reference"] is None:
            sources.check_exists(parameters["target"], "target")


def evaluate(
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            help=f"{SOURCE} Or a folder of generated pictures.",
            callback=expanded,
            autocompletion=completion.sources,
        ),
    ],
    reference: Annotated[
        str | None,
        typer.Argument(
            metavar="REFERENCE",
            help="A folder of real pictures to compare TARGET with, or an "
            ".npz file of their statistics, as pytorch-fid writes it.",
            show_default="the data set of a run",
            callback=expanded,
        ),
    ] = None,
    metrics: Annotated[
        str | None,
        typer.Option(
            help="Comma-separated scores of `keras-gans list`.",
            autocompletion=completion.scores,
            show_default="is,fid,mind,kid,pr,dc, or those that suit the "
            "network and the reference",
        ),
    ] = None,
    samples: Annotated[
        int | None,
        typer.Option(
            help="The number of generated images to score, and of real images "
            "to compare them with.",
            show_default="10,000 for a model, all pictures for folders",
        ),
    ] = None,
    features: Annotated[
        str | None,
        typer.Option(
            help="The network whose features are compared: fid (Inception, as "
            "in published scores), imagenet (Keras's Inception), vgg16 (for "
            "precision and recall as published), dinov2-small, dinov2-base, "
            "dinov2-large, dinov2-giant or clip (of keras-hub), "
            "digits-classifier, mnist-classifier, fashion-mnist-classifier, or "
            "the path of Inception's weights.",
            callback=expanded,
            show_default="the classifier of the run's data set, or fid",
        ),
    ] = None,
    bootstrap: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Also compute the standard deviation and the 95 % interval of "
            "each score by N resamples of the generated images, such as 100. "
            "This takes N times as long as the scores.",
            show_default="none",
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
            callback=expanded,
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
    skip_corrupt: SkipCorrupt = False,
    output: output(
        "The JSON file to write the scores to. An old one is replaced.",
        "TARGET/metrics.json for a run, else none",
    ) = None,
):
    """Score the images of a model, or compare two folders of pictures.

    \b
    keras-gans evaluate runs/dcgan-digits --samples 1000
    keras-gans evaluate runs/dcgan-mnist --metrics is,fid --split test
    keras-gans evaluate runs/dcgan-mnist --metrics mind --bootstrap 100
    keras-gans evaluate generated real --features imagenet -o scores.json
    keras-gans evaluate generated real --features dinov2-large --metrics fid
    keras-gans evaluate dcgan.keras real
    keras-gans evaluate generated celeba-64.npz
    """
    from keras_gans.commands.actions import evaluate as action

    about_both = {
        "samples": samples,
        "features": features,
        "skip_corrupt": skip_corrupt or None,
        "bootstrap": bootstrap,
    }
    of_run = {"split": split, "data_dir": data_dir}
    action.evaluate(
        target, reference, metrics, output, about_both, of_run, seed
    )
