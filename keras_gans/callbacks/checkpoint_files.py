"""The files of checkpoints."""

import json
import re

import numpy as np

from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import replacing
from keras_gans.utils.untrusted import read_arrays
from keras_gans.utils.warnings import warn

FORMAT = "keras_gans checkpoint 1"
NAME = re.compile(r"epoch-(\d+)(?:-step-(\d+))?\.npz")


def paths(directory):
    """The checkpoints in a folder, the newest first."""
    numbered = {
        path: place_of(path)
        for path in directory.glob("epoch-*.npz")
        if NAME.fullmatch(path.name)
    }
    return sorted(numbered, key=numbered.get, reverse=True)


def place_of(path):
    """The epochs done, and the steps after them, at a checkpoint."""
    epochs, step = NAME.fullmatch(path.name).groups()
    return int(epochs), int(step or 0)


def name_of(epochs, step=0):
    """The name of the checkpoint at a place."""
    return f"epoch-{epochs:05d}{f'-step-{step:06d}' if step else ''}.npz"


def in_words(epochs, step):
    """A place as texts name it, such as `step 20 of epoch 13`."""
    return f"step {step} of epoch {epochs + 1}" if step else f"epoch {epochs}"


def non_finite(variables, values):
    """The path of the first variable with NaN or infinity, or `None`."""
    for variable, value in zip(variables, values, strict=True):
        # NumPy has no bfloat16.
        if not np.isfinite(value.astype("float32")).all():
            return variable.path
    return None


def write(path, header, values):
    """Writes a checkpoint.

    Args:
        path: Path of the file.
        header: Dictionary that JSON can hold.
        values: List of arrays.
    """
    shapes = [list(value.shape) for value in values]
    with replacing(path) as aside:
        np.savez(
            aside,
            header=json.dumps({"format": FORMAT, **header, "shapes": shapes}),
            # NumPy has no bfloat16; float32 holds it exactly.
            **{
                str(i): v.astype("float32") if v.dtype == "bfloat16" else v
                for i, v in enumerate(values)
            },
        )


def newest(directory):
    """The newest checkpoint of a folder that can be read.

    Returns:
        A tuple `(path, header, values)`; `None` if there is no checkpoint. The
        header has `epoch`, the epochs done in the `fit` of that number, `fit`,
        `trained`, all epochs of the model, and `step`, the steps after them.

    Raises:
        ValueError: If there are checkpoints, but none can be read.
    """
    files = paths(directory)
    for path in files:
        try:
            return path, *_read(path)
        except Exception as error:  # A foreign header raises all kinds.
            warn(
                f"{path} is damaged or not a checkpoint of keras_gans and "
                f"was skipped: {error}",
            )
    if files:
        raise ValueError(
            "At least one checkpoint must be readable; remove the folder "
            "to start a new training. "
            f"Received: {', '.join(map(str, files))}"
        )
    return None


def _read(path):
    arrays = read_arrays(path)
    header = json.loads(str(arrays.pop("header")))
    if header["format"] != FORMAT:
        raise ValueError(f"its format is {header['format']!r}, not {FORMAT!r}")
    # Older versions knew of one `fit` only.
    header = {"fit": 0, "trained": header["epoch"], "step": 0, **header}
    if not header["step"]:
        check_positive(epoch=header["epoch"], trained=header["trained"])
    values = [arrays[str(i)] for i in range(len(arrays))]
    if [list(value.shape) for value in values] != header["shapes"]:
        raise ValueError("its arrays do not have the shapes of its header")
    if not all(np.isfinite(value).all() for value in values):
        raise ValueError("it holds NaN or infinity")
    return header, values
