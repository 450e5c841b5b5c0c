"""What `fit` does not take, and what to write instead."""

import sys
from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import PurePath

import keras
import numpy as np

from keras_gans.utils.arrays import is_array

RULE = "A batch must be images, or a tuple of images and labels"
ACCEPTED = (
    "an array of images (n, ...), a tf.data.Dataset, a keras.utils.PyDataset, "
    "a torch DataLoader or a generator of batches"
)


def check_kind(x, name="x"):
    """Raises unless `x` is data that `fit` and `evaluate` can read.

    Args:
        x: What the user gave as data.
        name: Text, the name of the argument.

    Raises:
        TypeError: If it is not, or an array with a mask; the message says
            what to write.
        ValueError: On a `tf.data.Dataset` of dictionaries.
    """
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(
            f"{name} must be an array without a mask, which would not be used: "
            f"`{name}.filled(-1.0)` makes masked pixels black. Received: a "
            f"{type(x).__name__}"
        )
    if is_tf_dataset(x):
        check_structure(x.element_spec, is_spec=True)
    elif not is_readable(x):
        raise TypeError(
            f"{name} must be {ACCEPTED}. {_remedy(x, name)}Received: "
            f"{_described(x)}"
        )


def check_batches(x, name):
    """Like `check_kind`, but takes lists of batches, too."""
    first = x[0] if isinstance(x, list) and x else None
    if not (is_array(first) or isinstance(first, list | tuple)):
        check_kind(x, name)


def check_structure(batch, is_spec=False):
    """Raises unless a batch is images, or a tuple of images and labels.

    Args:
        batch: A batch, or the `element_spec` of a `tf.data.Dataset`.
        is_spec: Whether it is an `element_spec`.
    """
    parts = batch if isinstance(batch, tuple | list) else (batch,)
    for part in parts:
        if isinstance(part, Mapping):
            key = next(iter(part), "image")
            line = (
                f"`.map(lambda d: d[{key!r}])`"
                if is_spec
                else f"`batch[{key!r}]`"
            )
            raise ValueError(
                f"{RULE}: {line} takes one part of a dictionary. Received: a "
                f"dictionary of {', '.join(map(repr, part))}"
            )
        if isinstance(part, tuple | list):
            line = (
                "`(x[0], y)` for `(x, y)` takes one part of a tuple"
                if any(hasattr(x, "shape") for x in part)
                else "`numpy.array` makes an array of numbers"
            )
            raise ValueError(
                f"{RULE}, each an array: {line}. Received: a "
                f"{type(part).__name__} of {len(part)} inside of a batch"
            )
        if is_spec and type(part).__name__ != "TensorSpec":
            line = {
                "RaggedTensorSpec": "`.map(lambda x: x.to_tensor())` fills it",
                "SparseTensorSpec": "`.map(tf.sparse.to_dense)` fills it",
            }.get(type(part).__name__, "`.batch(n)` makes batches of elements")
            raise ValueError(
                f"{RULE}: {line}. Received: a "
                f"{type(part).__name__.removesuffix('Spec')} inside of a batch"
            )
    if not 1 <= len(parts) <= 3:
        raise ValueError(
            f"{RULE}. Received: a {type(batch).__name__} of {len(parts)} parts"
        )


def check_endless(x, steps, name):
    """Raises if data without an end come without the length of an epoch.

    Args:
        x: Data.
        steps: The value of the argument that gives this length, or `None`.
        name: The name of this argument.
    """
    if steps is None and _is_endless(x):
        raise ValueError(
            f"{name} must be given for data without an end, such as those of "
            f"`.repeat()`: leave `.repeat()` out, or pass {name}=100. "
            f"Received: {name}=None"
        )


def check_ends(x, name):
    """Raises on data without an end where all of them are read."""
    if _is_endless(x):
        raise ValueError(
            f"{name} must have an end, since all of it is read: leave "
            "`.repeat()` out, or write `.take(n)` behind it. "
            f"Received: {name} without an end"
        )


def check_epochs(x, steps, epochs, name):
    """Raises if an iterator, which is read once, must last several epochs."""
    if hasattr(x, "__next__") and steps is None and epochs > 1:
        raise ValueError(
            f"{name} must be given for a {type(x).__name__} and more than one "
            "epoch, since it can be read only once: it says how many batches "
            "make an epoch. Or pass data that can be read again, such as an "
            f"array or a tf.data.Dataset. Received: {name}=None, "
            f"epochs={epochs}"
        )


def check_steps(n, steps, name, epochs=None):
    """Raises if data hold fewer batches than are asked for.

    Keras would warn of it after the epoch that they cut short, and go on.

    Args:
        n: The number of steps that the data hold, or `None` if not known.
        steps: The value of the argument that asks for so many, or `None`.
        name: The name of this argument.
        epochs: Integer, the number of epochs that go on through the data, one
            where the last one ended; `None` if each begins anew.
    """
    if None in (n, steps) or (steps <= n and epochs is None):
        return
    if epochs and (steps * epochs <= n or n % steps == 0):
        return
    rule = f"{name} must be at most {n}, the steps that the data hold"
    if steps <= n:
        rule = (
            f"{name} must divide {n}, the steps that the data hold, since each "
            "epoch goes on where the last one ended"
        )
    raise ValueError(
        f"{rule}: leave it out, or repeat the data, as by `.repeat()` of a "
        f"tf.data.Dataset. Received: {name}={steps}"
        f"{f', epochs={epochs}' if epochs else ''}"
    )


def length_of(x):
    """The number of batches of data, or `None` if it is not known."""
    if isinstance(x, keras.utils.PyDataset):
        return x.num_batches
    if is_tf_dataset(x):
        n = int(x.cardinality())
        return n if n >= 0 else None
    is_sized = is_torch_loader(x) and hasattr(x.dataset, "__len__")
    return len(x) if is_sized else None


def last_batch_of(x):
    """The number of images in the last batch of data, or `None`.

    It is `None` where only reading all of the data would tell it.
    """
    if is_torch_loader(x):
        is_known = hasattr(x.sampler, "__len__") and x.batch_size is not None
        if not is_known or x.drop_last:
            return None
        return len(x.sampler) % x.batch_size or x.batch_size
    while is_tf_dataset(x):
        # TensorFlow has no public access to the parts of a data set.
        parts, n = x._inputs(), length_of(x)
        if len(parts) != 1 or n is None:
            return None
        if type(x).__name__ in ("_BatchDataset", "_ParallelBatchDataset"):
            rows, size = length_of(parts[0]), int(x._batch_size)
            return min(rows, rows - (n - 1) * size, size)
        x = parts[0] if length_of(parts[0]) == n else None
    return None


def is_tf_dataset(x):
    tensorflow = sys.modules.get("tensorflow")
    return tensorflow is not None and isinstance(x, tensorflow.data.Dataset)


def is_torch_loader(x):
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(x, torch.utils.data.DataLoader)


def is_readable(x):
    return (
        (is_array(x) and not isinstance(x, keras.Variable))
        or isinstance(x, keras.utils.PyDataset)
        or hasattr(x, "__next__")
        or is_tf_dataset(x)
        or is_torch_loader(x)
    )


def _is_endless(x):
    if isinstance(x, keras.utils.PyDataset):
        return x.num_batches is None
    if not is_tf_dataset(x):
        return False
    n = int(x.cardinality())
    if n != -2:  # -2 is unknown, -1 is endless.
        return n == -1
    # A filter, for example, loses the length; what takes a part has an end.
    parts = x._inputs()
    return (
        "Take" not in type(x).__name__
        and bool(parts)
        and all(map(_is_endless, parts))
    )


def _described(x):
    if x is None:
        return "None"
    if isinstance(x, str | PurePath):
        return f"a text, {str(x)!r}"
    if isinstance(x, Mapping):
        return f"a {type(x).__name__} of {', '.join(map(repr, x))}"
    if isinstance(x, tuple | list):
        return f"a {type(x).__name__} of {len(x)}"
    if callable(x) and hasattr(x, "__name__"):
        kind = "class" if isinstance(x, type) else "function"
        return f"the {kind} {x.__name__}"
    return f"a {type(x).__module__.split('.')[0]} {type(x).__name__}"


def _remedy(x, name):
    """The line to write instead of `x`, with a space behind it."""
    module = type(x).__module__.split(".")[0]
    if x is None:
        line = "`fit(images)` trains on an array"
    elif isinstance(x, str | PurePath):
        line = f"`kg.datasets.image_folder({str(x)!r})` reads a folder"
    elif isinstance(x, keras.Variable):
        line = "`x.value` is the array of a variable"
    elif isinstance(x, Mapping):
        line = f"Take one part, such as `data[{next(iter(x), 'image')!r}]`"
    elif isinstance(x, tuple) and name != "x":
        line = f"`[{name}]` makes one batch of images and labels"
    elif isinstance(x, tuple):
        line = "Pass images and labels as two arguments, `fit(*data)`"
    elif isinstance(x, list) and x and isinstance(x[0], str | PurePath):
        line = "`kg.datasets.image_folder(paths)` reads a list of files"
    elif isinstance(x, list):
        line = "`np.stack(images)` makes one array of images of one shape"
    elif module == "PIL":
        line = "`kg.datasets.image_folder('pictures/')` reads many pictures"
    elif callable(x) and hasattr(x, "__name__"):
        line = f"Call it: `{x.__name__}()`"
    elif hasattr(x, "to_numpy"):
        line = "`data.to_numpy('float32')` makes an array of it"
    elif _is_torch_data(x):
        line = "`torch.utils.data.DataLoader(data, batch_size=32)` reads it"
    elif isinstance(x, Iterable):
        line = "`iter(data)` reads its batches once"
    else:
        return ""
    return f"{line}. "


def _is_torch_data(x):
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(x, torch.utils.data.Dataset)
