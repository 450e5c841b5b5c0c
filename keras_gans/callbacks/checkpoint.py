"""Checkpoint: resumes an interrupted training exactly."""

import json
import warnings
from pathlib import Path

import keras
import numpy as np
from keras import ops

from keras_gans.callbacks.checkpoint_configuration import check_same
from keras_gans.callbacks.checkpoint_configuration import check_shapes
from keras_gans.callbacks.checkpoint_configuration import configuration_of
from keras_gans.callbacks.checkpoint_configuration import state
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import replacing
from keras_gans.utils.untrusted import read_arrays

FORMAT = "keras_gans checkpoint 1"
KEEP = 2


class Checkpoint(keras.callbacks.Callback):
    """Saves the whole state of a training after each epoch, and resumes it.

    Run the same script again after an interruption: `fit` continues after the
    last saved epoch. On the same machine and backend, the result has bitwise
    the same weights, optimizer state and logs as an uninterrupted training.
    This requires the same batches in the same order. Arrays and the data sets
    of `keras_gans.datasets` meet this; the order of any other input must depend
    only on the number of the epoch.

    Use one folder for one training. A second `fit` with the same model and
    callback trains further and does not resume.

    The folder keeps the last two checkpoints, `epoch-00001.npz` and so on. Each
    is written atomically, so an interruption leaves the previous one intact. If
    the newest is damaged, a warning names it and the previous one is used.

    `fit` always runs this callback last: when a checkpoint exists, all other
    callbacks have written their files of that epoch.

    Args:
        directory: Folder of the checkpoints; it is created if missing.
        every: Positive integer, epochs between two checkpoints. One more is
            written when `fit` reaches `epochs`.

    Raises:
        ValueError: In `fit`, if the folder holds checkpoints of another model,
            other optimizers, another backend or another number of steps per
            epoch (the message lists the differences), or if none of its
            checkpoints can be read. The number of epochs may differ.

    Example:

    ```python
    # train.py
    keras.utils.set_random_seed(0)
    digits = kg.datasets.digits(batch_size=64)
    gan = kg.DCGAN((32, 32, 1), seed=0)
    gan.compile()
    checkpoint = kg.callbacks.Checkpoint("runs/digits/checkpoint")
    gan.fit(digits, epochs=50, callbacks=[checkpoint])
    ```

    Ctrl-C, a crash or a power cut may stop it, say in epoch 13. Run the script
    again without any change:

    ```
    $ python train.py
    Resuming after epoch 12 of 50.
    Epoch 13/50
    ```
    """

    # `fit` sorts callbacks by this attribute.
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
        # Read before training, since schedules change the learning rate.
        self._configuration = configuration_of(
            self.model, self.params.get("steps")
        )
        epoch = self.restore(self.model, self._configuration)
        if epoch:
            # Keras has no public way for a callback to skip epochs; its own
            # BackupAndRestore does the same.
            self.model._initial_epoch = epoch
            epochs = self.params["epochs"]
            print(
                f"Resuming after epoch {epoch} of {epochs}."
                if epoch < epochs
                else f"All {epochs} epochs are done; raise epochs for more."
            )

    def on_epoch_end(self, epoch, logs=None):
        epoch += 1
        if epoch % self.every and epoch != self.params["epochs"]:
            return
        header = {"format": FORMAT, "epoch": epoch, **self._configuration}
        values = [ops.convert_to_numpy(v) for v in state(self.model)]
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
        # Newer files are damaged or were written by an earlier fit.
        for other in files[:newest] + files[newest + KEEP :]:
            other.unlink()

    def restore(self, model, configuration=None):
        """Restores a model from the newest checkpoint that can be read.

        Args:
            model: Compiled `ResumableModel`.
            configuration: Dictionary that the checkpoint's configuration must
                equal; `None` skips this check.

        Returns:
            The number of epochs trained; 0 if there is no checkpoint.
        """
        files = self._files()
        for path in files:
            try:
                header, values = _load(path)
            except Exception as error:  # A foreign header raises all kinds.
                warnings.warn(
                    f"{path} is damaged or not a checkpoint of keras_gans and "
                    f"was skipped: {error}",
                    stacklevel=2,
                )
                continue
            if configuration is not None:
                check_same(path, header, configuration)
            # Before the first variable is assigned.
            check_shapes(path, header, model)
            for variable, value in zip(state(model), values, strict=True):
                variable.assign(value)
            return header["epoch"]
        if files:
            raise ValueError(
                "At least one checkpoint must be readable; remove the folder "
                "to start a new training. "
                f"Received: {', '.join(map(str, files))}"
            )
        return 0

    def _files(self):
        """The checkpoints, the newest first."""
        return sorted(self.directory.glob("epoch-*.npz"), reverse=True)


def _load(path):
    arrays = read_arrays(path)
    header = json.loads(str(arrays.pop("header")))
    if header["format"] != FORMAT:
        raise ValueError(f"its format is {header['format']!r}, not {FORMAT!r}")
    check_positive(epoch=header["epoch"])
    values = [arrays[str(i)] for i in range(len(arrays))]
    if [list(value.shape) for value in values] != header["shapes"]:
        raise ValueError("its arrays do not have the shapes of its header")
    if not all(value.dtype.kind in "biuf" for value in values):
        raise ValueError("its arrays are not all numbers")
    return header, values
