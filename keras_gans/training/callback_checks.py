"""What is asked of callbacks before training.

A callback of this package that adds logs has a property `added_logs`: the names
of the logs, each with its better direction, `"min"`, `"max"` or `None`. One
that records all logs has `records_logs = True`.
"""

import importlib.util
import inspect
import os
from pathlib import Path

import keras

from keras_gans.training.epoch_clock import members
from keras_gans.training.known_logs import SETS_RATES
from keras_gans.training.known_logs import Logs
from keras_gans.training.two_optimizers import check_settable
from keras_gans.training.two_optimizers import optimizers_of
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import is_remote

# The attributes of callbacks that name a file they write.
FILES = ("path", "filepath", "filename")


def check_callbacks(model, callbacks, has_validation, frequency=1):
    """Raises on callbacks that would fail, or do nothing, in mid-training.

    Sets the `mode` of callbacks that monitor a log whose better direction an
    earlier callback declares.

    Args:
        model: Compiled `ResumableModel`.
        callbacks: What `fit` was given: a callback, a nest of them, a
            `CallbackList` or `None`.
        has_validation: Whether `fit` has validation data.
        frequency: The `validation_freq` of `fit`.

    Returns:
        The names of the logs that some epochs leave out, a set.
    """
    logs = Logs(model, has_validation, frequency)
    callbacks = keras.tree.flatten(members(callbacks) or [])
    for callback in callbacks:
        _check_is_callback(callback)
        _check_suits(callback, model)
        logs.check(callback)
        logs.add(callback)
        _check_folder(callback)
    _check_swaps(callbacks)
    _check_files(callbacks)
    return logs.rare | logs.sparse


def _check_files(callbacks):
    """Raises if two callbacks write one file, or pictures of one name."""
    writers = {}
    for callback in callbacks:
        draws = hasattr(callback, "animation")
        for name in (*FILES, *["directory"] * draws):
            path = getattr(callback, name, None)
            if not isinstance(path, str | os.PathLike):
                continue
            if name in FILES and os.path.isdir(path):
                raise IsADirectoryError(
                    f"{name} of {type(callback).__name__} must be a file. "
                    f"Received: {name}={os.fspath(path)!r}, a folder"
                )
            other = writers.setdefault(os.path.abspath(path), callback)
            if other is not callback:
                what = "files" if name in FILES else "pictures into folders"
                raise ValueError(
                    f"callbacks must write {what} of their own. Received: "
                    f"{type(other).__name__} and {type(callback).__name__}, "
                    f"both with {name}={os.fspath(path)!r}"
                )


def _check_is_callback(callback):
    base = keras.callbacks.Callback
    if inspect.isclass(callback) and issubclass(callback, base):
        raise TypeError(
            f"callbacks must be objects: write {callback.__name__}(...). "
            f"Received: the class {callback.__name__}"
        )
    if not isinstance(callback, base):
        raise TypeError(
            "callbacks must be Keras callbacks; a function goes into "
            "keras.callbacks.LambdaCallback(on_epoch_end=...). "
            f"Received: {callback!r}"
        )


def _check_suits(callback, model):
    """Raises on a callback of Keras that cannot work with the model."""
    optimizers = optimizers_of(model)
    if isinstance(callback, SETS_RATES):
        for name, optimizer in optimizers:
            check_settable(name or "optimizer", optimizer)
    elif isinstance(callback, keras.callbacks.SwapEMAWeights):
        if not any(optimizer.use_ema for _, optimizer in optimizers):
            raise ValueError(
                "SwapEMAWeights needs an optimizer with use_ema=True; a model "
                "with ema=0.999 has an average without it. "
                "Received: optimizers with use_ema=False"
            )
    elif isinstance(callback, keras.callbacks.TerminateOnNaN):
        if "loss" not in model.log_names:
            raise ValueError(
                "TerminateOnNaN looks at a log 'loss', which the model does "
                "not have. Use callbacks.Diagnosis(stop=True). "
                f"Received: logs {', '.join(model.log_names)}"
            )
    elif type(callback).__name__ == "WandbMetricsLogger":
        # No import of a package that may not be there.
        rates = {float(opt.learning_rate) for _, opt in optimizers}
        if len(rates) > 1:
            raise ValueError(
                "WandbMetricsLogger logs the learning rate of a single "
                "optimizer. Use keras.callbacks.LambdaCallback(on_epoch_end="
                "lambda epoch, logs: wandb.log(logs)). Received: learning "
                f"rates {', '.join(f'{rate:g}' for rate in sorted(rates))}"
            )
    elif isinstance(callback, keras.callbacks.RemoteMonitor):
        if importlib.util.find_spec("requests") is None:
            raise ImportError(
                "RemoteMonitor needs the package requests: "
                "`pip install requests`."
            )


def _check_folder(callback):
    """Raises if a callback of Keras could not write after its first epoch."""
    if isinstance(callback, keras.callbacks.ModelCheckpoint):
        folder = os.path.dirname(callback.filepath)
    elif isinstance(callback, keras.callbacks.BackupAndRestore):
        folder = callback.backup_dir
    else:
        return
    # A folder may be named by the epoch, which is not known yet.
    if "{" not in str(folder) and not is_remote(folder):
        check_writable(Path(folder).expanduser())


def _check_swaps(callbacks):
    """Raises if a state with swapped weights would be saved to resume from."""
    swaps = any(getattr(c, "swap_on_epoch", False) for c in callbacks)
    for callback in callbacks:
        resumes = isinstance(callback, keras.callbacks.BackupAndRestore)
        resumes |= getattr(callback, "runs_last", False)
        if swaps and resumes:
            raise ValueError(
                f"{type(callback).__name__} would save the averages as the "
                "weights to resume from. Use SwapEMAWeights() without "
                "swap_on_epoch. Received: SwapEMAWeights(swap_on_epoch=True)"
            )
