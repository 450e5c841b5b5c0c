"""`keras-gans export`."""

from typing import Annotated

import typer

from keras_gans.commands.paths import expanded
from keras_gans.commands.shared_options import Source


def export(
    source: Source,
    output: Annotated[
        str,
        typer.Argument(
            metavar="OUTPUT",
            help="The file to write, which ends in .onnx, .tflite (LiteRT), "
            ".pt2 (torch) or .xml (OpenVINO); or the folder of a SavedModel, "
            "without an ending.",
            callback=expanded,
        ),
    ],
    format: Annotated[
        str | None,
        typer.Option(
            help="onnx, litert, torch, openvino or tf_saved_model.",
            show_default="from the ending of OUTPUT",
        ),
    ] = None,
    reverse: Annotated[
        bool,
        typer.Option(
            "--reverse", help="For cyclegan: export the other direction."
        ),
    ] = False,
):
    """Export the generator, for programs without this package.

    Its inputs are latents, and labels for a conditional model, or images for a
    translation model. The batch size is free. The backend (KERAS_BACKEND)
    decides which formats are available.

    \b
    keras-gans export dcgan-mnist dcgan.onnx
    keras-gans export runs/acgan-mnist acgan
    keras-gans export runs/dcgan-celeba faces.tflite
    """
    from keras_gans.commands.actions import export as action

    action.export(source, output, format, reverse)
