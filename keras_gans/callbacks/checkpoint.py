"""Checkpoint: a training that is killed goes on as if it had not been."""

import json
import warnings
from pathlib import Path

import keras
import numpy as np
from keras import ops

from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import replacing

FORMAT = "keras_gans checkpoint 1"
KEEP = 2


class Checkpoint(keras.callbacks.Callback):
    """Saves the whole state of a training after each epoch, and resumes it.

    Start the same script again, with the same `Checkpoint`, and `fit` goes on
    after the last saved epoch. It ends with bitwise the same weights, optimizer
    state and logs as a training that was never interrupted, on the same machine
    and backend, if the data come in the same order: those of
    `keras_gans.datasets` and arrays do; other inputs must themselves follow
    from the number of the epoch.

    The folder serves one training. A second `fit` of the same model and
    callback trains on and does not resume.

    The last two checkpoints are kept, as `epoch-00001.npz` and so on, each
    written aside, synced and renamed: a kill leaves the previous one. One that
    is torn all the same is named in a warning, and the one before it used.

    Args:
        directory: Folder of the checkpoints, made if need be.
        every: Positive integer, epochs between two checkpoints.

    `fit` runs it after all other callbacks, so that what they write of an epoch
    is there when its checkpoint is.

    Raises:
        ValueError: In `fit`, where the folder holds checkpoints of another
            model, other optimizers, another backend or number of steps an
            epoch, with the differences; or none that can be read. Training for
            more epochs is no difference.
    """

    # `fit` sorts by it.
    runs_last = True

    def __init__(self, directory, every=1):
        super().__init__()
        check_positive(every=every)
        self.directory = Path(directory)
        self.every = every
        self._started = None

    def on_train_begin(self, logs=None):
        check_writable(self.directory)
        if self._started is self.model:
            return
        self._started = self.model
        # Taken before training, since schedules change the learning rate.
        self._configuration = _configuration(
            self.model, self.params.get("steps")
        )
        epoch = self.restore(self.model, self._configuration)
        if epoch:
            # Keras has no public way for a callback to skip epochs; its own
            # BackupAndRestore does the same.
            self.model._initial_epoch = epoch
            more = (
                ""
                if epoch < self.params["epochs"]
                else ", which is all: raise epochs"
            )
            print(
                f"Resuming after epoch {epoch} of "
                f"{self.params['epochs']}{more}."
            )

    def on_epoch_end(self, epoch, logs=None):
        epoch += 1
        if epoch % self.every and epoch != self.params["epochs"]:
            return
        header = {"format": FORMAT, "epoch": epoch, **self._configuration}
        values = [ops.convert_to_numpy(v) for v in _state(self.model)]
        path = self.directory / f"epoch-{epoch:05d}.npz"
        with replacing(path) as aside:
            np.savez(
                aside,
                header=json.dumps(header),
                # NumPy has no bfloat16; float32 holds it exactly.
                **{
                    str(i): v.astype("float32") if v.dtype == "bfloat16" else v
                    for i, v in enumerate(values)
                },
            )
        files = self._files()
        newest = files.index(path)
        # Those after it were written by an earlier fit, or are torn.
        for other in files[:newest] + files[newest + KEEP :]:
            other.unlink()

    def restore(self, model, configuration=None):
        """Puts the last good checkpoint into a model.

        Args:
            model: Compiled `ResumableModel`.
            configuration: What the checkpoint must have been made with, or
                `None` not to ask.

        Returns:
            The number of epochs it was trained for, 0 where there is none.
        """
        files = self._files()
        for path in files:
            try:
                header, values = _load(path)
            except Exception as error:  # Damage makes zipfile raise all kinds.
                warnings.warn(
                    f"{path} is torn or no checkpoint of keras_gans and was "
                    f"passed over: {error}",
                    stacklevel=2,
                )
                continue
            if configuration is not None:
                _check_same(path, header, configuration)
            for variable, value in zip(_state(model), values, strict=True):
                variable.assign(value)
            return header["epoch"]
        if files:
            raise ValueError(
                "At least one checkpoint must be readable; remove the folder "
                f"to start anew. Received: {', '.join(map(str, files))}"
            )
        return 0

    def _files(self):
        """The checkpoints, the newest first."""
        return sorted(self.directory.glob("epoch-*.npz"), reverse=True)


def _state(model):
    """All that training changes: weights, random states, both optimizers."""
    return model.variables + model.optimizer.variables


def _load(path):
    # Opened here, since np.load leaves a file that is no archive open.
    with (
        open(path, "rb") as binary,
        np.load(binary, allow_pickle=False) as file,
    ):
        header = json.loads(str(file["header"]))
        if header["format"] != FORMAT:
            raise ValueError(
                f"its format is {header['format']!r}, not {FORMAT!r}"
            )
        # Reading checks each array's checksum.
        values = [file[str(i)] for i in range(len(file.files) - 1)]
    if [list(value.shape) for value in values] != header["shapes"]:
        raise ValueError("its arrays are not those that its header names")
    return header, values


def _configuration(model, steps):
    config = {
        "model": type(model).__name__,
        "backend": keras.backend.backend(),
        "steps": steps,
        "config": model.get_config(),
        # Its optimizers; how a step is executed changes nothing.
        **{
            name: value
            for name, value in model.get_compile_config().items()
            if isinstance(value, dict)
        },
        "shapes": [list(v.shape) for v in _state(model)],
    }
    # Through JSON, as it will be read; without names, which Keras counts up.
    return _anonymous(json.loads(json.dumps(config)))


def _anonymous(config, names=None):
    """The configuration with layers and optimizers numbered, not named."""
    names = dict(_numbered(config)) if names is None else names
    if isinstance(config, dict):
        return {key: _anonymous(value, names) for key, value in config.items()}
    if isinstance(config, list):
        return [_anonymous(value, names) for value in config]
    return names.get(config, config) if isinstance(config, str) else config


def _numbered(config):
    values = _flat(config).items()
    found = [
        v for key, v in values if key.endswith(".name") and isinstance(v, str)
    ]
    return ((name, f"#{i}") for i, name in enumerate(dict.fromkeys(found)))


def _check_same(path, header, configuration):
    old = _flat({key: header.get(key) for key in configuration})
    new = _flat(configuration)
    differences = [
        f"{key}: {old.get(key)} in the checkpoint, {value} now"
        for key, value in new.items()
        if old.get(key) != value
    ]
    differences += [
        f"{k}: {old[k]} in the checkpoint" for k in old if k not in new
    ]
    if differences:
        raise ValueError(
            "A checkpoint resumes only the training that made it. "
            f"Received: {path}, which differs in\n  "
            + "\n  ".join(differences[:10])
        )


def _flat(config, prefix=""):
    """Nested dictionaries and lists as one dictionary of paths."""
    if isinstance(config, list):
        config = {str(i): v for i, v in enumerate(config)}
    if not isinstance(config, dict):
        return {prefix: config}
    flat = {}
    for key, value in config.items():
        flat |= _flat(value, f"{prefix}.{key}" if prefix else key)
    return flat
