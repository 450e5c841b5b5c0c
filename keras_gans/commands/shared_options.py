"""Arguments and options that several commands have."""

from typing import Annotated

import typer

from keras_gans.commands import completion
from keras_gans.commands.paths import expanded

SkipCorrupt = Annotated[
    bool,
    typer.Option(
        "--skip-corrupt",
        help="Leave out corrupt picture files instead of stopping.",
    ),
]

# What an argument that names a trained model may be.
SOURCE = (
    "A trained model: the name of a preset (`keras-gans list`), the folder of "
    "a run, a .keras file, the folder of a saved model, or hf://user/name."
)
Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help=SOURCE,
        callback=expanded,
        autocompletion=completion.sources,
    ),
]

Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Replace existing files.")
]
Truncation = Annotated[
    float | None,
    typer.Option(
        help="A smaller number, such as 0.7, gives images that are better but "
        "less diverse.",
        show_default="no truncation",
    ),
]
Licence = Annotated[
    str | None,
    typer.Option(
        help="The licence of the weights, by its name on the Hugging Face "
        "Hub, such as mit or apache-2.0.",
        show_default="the licence of a preset, else none",
    ),
]


def output(help, default):
    """The type of the option --output, with the words for its default."""
    return Annotated[
        str | None,
        typer.Option(
            "--output", "-o", help=help, show_default=default, callback=expanded
        ),
    ]


def given_options(context):
    """The options that stand on the command line: values by parameter."""
    return {
        name: value
        for name, value in context.params.items()
        if context.get_parameter_source(name).name == "COMMANDLINE"
    }
