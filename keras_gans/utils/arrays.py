"""Arrays of any library as NumPy's."""

import os
import reprlib

import numpy as np


def to_numpy(x):
    """Returns an array or tensor as NumPy's, a view where one is possible.

    `keras.ops.convert_to_numpy` always copies, and takes tensors of its own
    backend only.

    Args:
        x: Array, tensor or (nested) list of numbers.
    """
    if hasattr(x, "detach"):  # A tensor of torch.
        x = x.detach().cpu()
        if "bfloat16" in str(x.dtype):
            x = x.float()
    x = np.asarray(x)
    # Files such as FITS hold numbers in an order that torch does not take.
    return x.astype(x.dtype.newbyteorder("="), copy=False)


def to_array(name, x):
    """Returns what is given as an argument as an array of numbers.

    Args:
        name: Text, the argument's name.
        x: As for `to_numpy`.

    Raises:
        ValueError: If it is no array, such as a list of rows of different
            lengths, or holds no numbers.
    """
    try:
        array = to_numpy(x)
    except ValueError:
        array = None
    # bfloat16 has NumPy's kind "V".
    if array is None or array.dtype.kind not in "biufV":
        first = x[0] if isinstance(x, list | tuple) and x else x
        is_path = isinstance(first, str | os.PathLike)
        hint = " `keras_gans.style.load_picture` reads a file." * is_path
        raise ValueError(
            f"{name} must be an array of numbers, whose rows have one shape."
            f"{hint} Received: {name}={reprlib.repr(x)}"
        )
    return array


def is_array(x):
    """Whether `x` is an array or tensor of any library."""
    return hasattr(x, "shape") and hasattr(x, "dtype")


def is_on_disk(x):
    """Whether an array is read from a file when it is indexed."""
    library = type(x).__module__.split(".")[0]
    return isinstance(x, np.memmap) or library in ("h5py", "zarr")
