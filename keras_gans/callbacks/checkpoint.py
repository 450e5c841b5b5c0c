"""Checkpoint: resumes an interrupted training exactly."""

from pathlib import Path

import keras
from keras import ops

from keras_gans.backend import synchronize
from keras_gans.callbacks.checkpoint_configuration import configuration_of
from keras_gans.callbacks.checkpoint_configuration import state
from keras_gans.callbacks.checkpoint_differences import check_same
from keras_gans.callbacks.checkpoint_files import newest
from keras_gans.callbacks.checkpoint_files import non_finite
from keras_gans.callbacks.checkpoint_files import paths
from keras_gans.callbacks.checkpoint_files import write
from keras_gans.callbacks.schedule import epochs_done
from keras_gans.callbacks.schedule import is_due
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import is_first
from keras_gans.utils.warnings import warn

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
    callback trains further, and a script of several calls resumes in the one
    that was interrupted. A new `Checkpoint` on a folder resumes the training
    of the folder. Only if that has ended, and the model has been trained as
    far, `fit` trains the model further.

    The folder keeps the last two checkpoints, `epoch-00001.npz` and so on,
    numbered by all epochs of the model. Each is written atomically, so an
    interruption leaves the previous one intact. If the newest is damaged, a
    warning names it and the previous one is used. A state with NaN or infinity
    is not kept, with a warning: the folder keeps the last finite one.

    `fit` always runs this callback last: when a checkpoint exists, all other
    callbacks have written their files of that epoch.

    Args:
        directory: Folder of the checkpoints; it is created if missing.
        every: Positive integer, epochs between two checkpoints. One more is
            written when `fit` ends.

    Raises:
        ValueError: In `fit`, if the folder holds checkpoints of another model,
            other arguments, other optimizers, another precision or another
            backend (the message lists the differences), or if none of its
            checkpoints can be read. The number of epochs may differ. Other
            steps per epoch, as of a data set that has grown, are warned about.

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
        self.directory = Path(directory).expanduser()
        self.every = every
        self._started = None

    def on_train_begin(self, logs=None):
        check_writable(self.directory)
        synchronize()  # The first process may still write a checkpoint.
        self._has_warned = False
        if self._started is self.model:
            self._fit += 1
        else:
            self._started, self._fit = self.model, 0
            # Read before training, since schedules change the learning rate.
            self._configuration = configuration_of(
                self.model, self.params.get("steps")
            )
            self._resumed = self._resume()
        fit, epoch = self._resumed
        if self._fit < fit:
            self._skip(self.params["epochs"])
        elif self._fit == fit:
            if fit:  # The model may have been compiled again since.
                self.restore(self.model)
            self._skip(epoch)

    def on_epoch_end(self, epoch, logs=None):
        if not is_due(self, epoch):
            return
        variables = state(self.model)
        values = [ops.convert_to_numpy(v) for v in variables]
        bad = non_finite(variables, values)
        if bad:
            self._warn(bad)
            return
        trained = epochs_done(self, epoch + 1)
        header = {"epoch": epoch + 1, "trained": trained, "fit": self._fit}
        path = self.directory / f"epoch-{trained:05d}.npz"
        write(path, header | self._configuration, values)
        if not is_first():
            return
        files = paths(self.directory)
        index = files.index(path)
        # Newer files are damaged or belong to a training that was dropped.
        for other in files[:index] + files[index + KEEP :]:
            other.unlink()

    def restore(self, model):
        """Restores a model from the newest checkpoint that can be read.

        It is the way to train on with other optimizers, data or batches: give
        the `fit` that follows a `Checkpoint` in another folder.

        Args:
            model: Compiled `ResumableModel`. If its optimizers are others, they
                start anew, with a warning.

        Returns:
            The number of epochs trained; 0 if there is no checkpoint.

        Raises:
            ValueError: If the model is not compiled, has weights of other
                shapes, or none of the checkpoints can be read.
        """
        found = newest(self.directory)
        if found is None:
            return 0
        _assign(model, *found)
        return found[1]["trained"]

    def _resume(self):
        """Restores the model; returns the `fit` and the epoch it stopped in."""
        found = newest(self.directory)
        if found is None:
            return 0, 0
        path, header, _ = found
        check_same(path, header, self._configuration)
        stopped = header["fit"], header["epoch"]
        trained = epochs_done(self, 0)
        has_ended = stopped >= (0, self.params["epochs"])
        if has_ended and 0 < header["trained"] <= trained:
            return 0, 0
        _assign(self.model, *found)
        return stopped

    def _skip(self, done):
        """Makes `fit` begin after its first `done` epochs, and says so."""
        if not done:
            return
        # Keras has no public way for a callback to skip epochs; its own
        # BackupAndRestore does the same.
        self.model._initial_epoch = done
        epochs = self.params["epochs"]
        print(
            f"Resuming after epoch {done} of {epochs}."
            if done < epochs
            else f"All {epochs} epochs are done; raise epochs for more."
        )

    def _warn(self, name):
        if self._has_warned:
            return
        self._has_warned = True
        kept = paths(self.directory)
        warn(
            f"{name} holds NaN or infinity, and this state is not kept. "
            + (f"The last finite one is {kept[0]}. " if kept else "")
            + "Stop the training, and run it again with lower learning rates.",
        )


def _assign(model, path, header, values):
    if getattr(model, "optimizer", None) is None:
        raise ValueError(
            "model must be compiled to be restored; call model.compile() "
            f"before. Received: {model.name}"
        )
    n = len(model.variables)
    if not _fit_in(model.variables, values[:n]):
        raise ValueError(
            "The weights of a checkpoint must have the shapes of the model's: "
            "make the model with the arguments of the saved one. "
            f"Received: {path}, of a {header.get('model')} with other shapes"
        )
    variables = state(model)
    if not _fit_in(variables, values):
        warn(
            f"The optimizers of {path} differ from the model's, which start "
            "anew.",
        )
        variables = model.variables
    for variable, value in zip(variables, values, strict=False):
        variable.assign(value)


def _fit_in(variables, values):
    shapes = [tuple(v.shape) for v in variables]
    return shapes == [v.shape for v in values]
