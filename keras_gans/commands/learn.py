"""`keras-gans learn`."""

from typing import Annotated

import typer

from keras_gans.commands import completion
from keras_gans.commands.paths import expanded


def learn(
    topic: Annotated[
        str | None,
        typer.Argument(
            metavar="TOPIC",
            help="The topic to draw.",
            show_default="list the topics",
            autocompletion=completion.topics,
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            help="The folder to write TOPIC.png to.",
            callback=expanded,
        ),
    ] = "learn",
):
    """Draw figures that explain how GANs work.

    \b
    keras-gans learn
    keras-gans learn convolution
    keras-gans learn collapse -o figures
    """
    from keras_gans.commands.actions import learn as action

    action.learn(topic, output)
