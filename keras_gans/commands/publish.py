"""`keras-gans publish`."""

from typing import Annotated

import typer

from keras_gans.commands.paths import expanded
from keras_gans.commands.shared_options import Licence
from keras_gans.commands.shared_options import Source


def publish(
    source: Source,
    address: Annotated[
        str,
        typer.Argument(
            metavar="ADDRESS",
            help="Where to publish the model, hf://user/name. Or a folder: the "
            "same files are written to it, and nothing is published.",
            callback=expanded,
        ),
    ],
    licence: Licence = None,
    private: Annotated[
        bool,
        typer.Option("--private", help="Make the repository private."),
    ] = False,
):
    """Publish a trained model on the Hugging Face Hub, with its card.

    It needs `pip install huggingface_hub`, and your own token: `hf auth login`
    or the environment variable HF_TOKEN.

    \b
    keras-gans publish runs/dcgan-mnist hf://me/dcgan-mnist --licence mit
    keras-gans publish runs/dcgan-mnist folder-to-look-at
    """
    from keras_gans.commands.actions import publish as action

    action.publish(source, address, licence, private)
