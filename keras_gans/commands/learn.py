"""`keras-gans learn`."""

from typing import Annotated

import typer

from keras_gans.commands import completion
from keras_gans.commands import names
from keras_gans.commands.errors import Command
from keras_gans.commands.paths import expanded
from keras_gans.learn import TOPICS


class Learn(Command):
    """A command that imports Keras only to draw."""

    def check(self, parameters):
        """Raises at once on a misspelt topic."""
        if parameters["topic"] not in (None, *TOPICS):
            topic = parameters["topic"]
            raise ValueError(names.unknown("TOPIC", topic, TOPICS))

    def needs_package(self, parameters):
        return parameters["topic"] is not None


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
    if topic is None:
        from keras_gans.commands.actions import list_names

        list_names.list_topics()
    else:
        from keras_gans.commands.actions import learn as action

        action.learn(topic, output)
