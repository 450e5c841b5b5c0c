"""`keras-gans arithmetic`."""

from typing import Annotated

import typer

from keras_gans.commands import latent_options


def _concept(role):
    return Annotated[
        str,
        typer.Option(
            help=f"The concept {role}: seeds of images that show it, such as "
            "1,2,8-10 (three or more work best); with --features, the number "
            "of a class.",
            metavar="CONCEPT",
        ),
    ]


def arithmetic(
    source: latent_options.Source,
    a: _concept("to start from"),
    b: _concept("to take away"),
    c: _concept("to add"),
    features: latent_options.Features = None,
    label: latent_options.Label = None,
    truncation: latent_options.Truncation = None,
    output: latent_options.output(
        "arithmetic.png",
        "The picture to write: examples of each concept and its mean, then the "
        "result and images near it.",
    ) = None,
):
    """Show what a - b + c gives, such as smiling woman - woman + man.

    \b
    keras-gans sample runs/dcgan-digits --seeds 0-63
    keras-gans arithmetic runs/dcgan-digits --a 1,5,9 --b 2,4,7 --c 3,8,12
    keras-gans arithmetic runs/dcgan-digits --features digits-classifier \\
        --a 7 --b 1 --c 4
    """
    from keras_gans.commands.actions import arithmetic as action

    action.arithmetic(source, a, b, c, features, label, truncation, output)
