"""Export: networks as files for programs without this package."""

from importlib.util import find_spec
from pathlib import Path

import keras
from keras import ops

from keras_gans import backend
from keras_gans.layers.dropout_noise import DropoutNoise
from keras_gans.utils.checks import check_name
from keras_gans.utils.files import is_remote
from keras_gans.utils.files import own_path
from keras_gans.utils.folders import check_replaceable
from keras_gans.utils.folders import placing
from keras_gans.utils.layers import all_layers

# The ending of each format's file; a SavedModel is a folder.
ENDINGS = {
    "tf_saved_model": "",
    "torch": ".pt2",
    "onnx": ".onnx",
    "litert": ".tflite",
    "openvino": ".xml",
}
# Formats whose files would need operations that their runtimes do not have.
FOR_OTHER_RUNTIMES = ("onnx", "litert")
# The packages that Keras needs for a format on a backend; pairs that are not
# here do not exist.
NEEDED = {
    ("tf_saved_model", "tensorflow"): (),
    ("tf_saved_model", "jax"): ("tensorflow",),
    ("torch", "torch"): (),
    ("onnx", "tensorflow"): ("tf2onnx", "onnx"),
    ("onnx", "jax"): ("jax2onnx",),
    ("onnx", "torch"): ("onnx", "onnxscript"),
    ("litert", "tensorflow"): (),
    ("litert", "torch"): ("litert-torch",),
    ("openvino", "tensorflow"): ("openvino",),
    ("openvino", "jax"): ("openvino", "tensorflow"),
    ("openvino", "torch"): ("openvino",),
}


def network(inputs, outputs):
    """Returns a Keras model for `write` from symbolic inputs and outputs.

    Its outputs are float32, whatever the policy of the layers.
    """
    return keras.Model(
        inputs,
        keras.tree.map_structure(lambda x: ops.cast(x, "float32"), outputs),
    )


def write(
    model,
    filepath,
    format=None,
    verbose=None,
    input_signature=None,
    **kwargs,
):
    """Exports a functional Keras model whole; see `SaveableModel.export`."""
    format = format or format_of(filepath)
    check(filepath, format)
    if format in FOR_OTHER_RUNTIMES:
        _check_operations(model, format)
    path = own_path(filepath)
    if format == "torch" and input_signature is None:
        kwargs = backend.free_sizes(model._inputs_struct) | kwargs
    if format == "onnx" and input_signature is None:
        # Without it, Keras refuses a model that has seen no numbers.
        input_signature = [model._inputs_struct]
    arguments = {
        "format": format,
        "verbose": False,
        "input_signature": input_signature,
        **kwargs,
    }
    try:
        if is_remote(filepath):
            model.export(filepath, **arguments)
        else:
            with placing(path) as aside:
                model.export(str(aside), **arguments)
    except RuntimeError as error:
        raise ValueError(
            f"The backend {keras.backend.backend()} cannot export this network "
            f"as {format!r}; torch exports no noise, such as Pix2Pix's "
            "dropout. TensorFlow does: load the saved model with "
            "KERAS_BACKEND=tensorflow and export a SavedModel."
        ) from error
    if verbose is not False:
        print(f"Exported to {filepath}.")


def _check_operations(model, format):
    """Raises if a network computes what runtimes of a format cannot."""
    layers = all_layers(model)
    reason = None
    if any(isinstance(layer, DropoutNoise) for layer in layers):
        reason = "draws no noise, such as Pix2Pix's dropout"
    if any(layer.compute_dtype == "bfloat16" for layer in layers):
        reason = "does not compute in bfloat16, as layers of this model do"
    if reason:
        raise ValueError(
            f"The format {format!r} {reason}. A SavedModel does: its path is a "
            f"folder without an ending. Received: {format=}"
        )


def format_of(filepath):
    """The format that the ending of a path means.

    Raises:
        ValueError: If it is the ending of none.
    """
    ending = Path(filepath).suffix
    by_ending = {end: format for format, end in ENDINGS.items()}
    if ending not in by_ending:
        endings = ", ".join(filter(None, by_ending))
        raise ValueError(
            f"filepath must end in {endings}, or without a dot for the folder "
            "of a SavedModel, unless the format is given. "
            f"Received: filepath={str(filepath)!r}"
        )
    return by_ending[ending]


def check(filepath, format):
    """Raises unless `write` can write a format to a path.

    Raises:
        FileExistsError: If a folder would replace other files.
        ImportError: If a package is missing.
        ValueError: If the format is unknown, or not for this backend or ending.
    """
    _check_format(format)
    _check_ending(Path(filepath).expanduser(), format)


def _check_ending(path, format):
    ending = ENDINGS[format]
    others = {*ENDINGS.values()} - {""}
    if not ending and path.suffix not in others:
        check_replaceable(path, "saved_model.pb")
    elif path.suffix != ending:
        rule = f"end in {ending}" if ending else "be a folder"
        raise ValueError(
            f"filepath must {rule} for the format {format!r}, as "
            f"{path.with_suffix(ending)} does. "
            f"Received: filepath={str(path)!r}"
        )


def _check_format(format):
    check_name("format", format, tuple(ENDINGS))
    name = keras.backend.backend()
    if (format, name) not in NEEDED:
        formats = [other for other, on in NEEDED if on == name]
        raise ValueError(
            f"The backend {name} exports the formats "
            f"{', '.join(formats)}. Load the saved model on another backend "
            f"(KERAS_BACKEND) for other formats. Received: {format=}"
        )
    missing = [
        package
        for package in NEEDED[format, name]
        if find_spec(package.replace("-", "_")) is None
    ]
    if missing:
        free = [
            repr(other)
            for (other, on), packages in NEEDED.items()
            if on == name and not packages
        ]
        hint = f" No package is needed for {' and '.join(free)}." * bool(free)
        raise ImportError(
            f"format={format!r} on the backend {name} needs `pip install "
            f"{' '.join(missing)}`.{hint}"
        )
