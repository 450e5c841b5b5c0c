"""Checkpoint: resumes an interrupted training exactly."""

import keras
from keras import ops

from keras_gans.backend import synchronize
from keras_gans.callbacks.checkpoint_configuration import configuration_of
from keras_gans.callbacks.checkpoint_configuration import state
from keras_gans.callbacks.checkpoint_differences import check_same
from keras_gans.callbacks.checkpoint_files import in_words
from keras_gans.callbacks.checkpoint_files import name_of
from keras_gans.callbacks.checkpoint_files import newest
from keras_gans.callbacks.checkpoint_files import non_finite
from keras_gans.callbacks.checkpoint_files import paths
from keras_gans.callbacks.checkpoint_files import write
from keras_gans.callbacks.checkpoint_state import assign
from keras_gans.callbacks.checkpoint_state import progress_of
from keras_gans.callbacks.checkpoint_state import resume_epoch
from keras_gans.callbacks.schedule import epochs_done
from keras_gans.callbacks.schedule import is_due
from keras_gans.callbacks.schedule import steps_resumed
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import is_first
from keras_gans.utils.files import local_path
from keras_gans.utils.warnings import warn

KEEP = 2


class Checkpoint(keras.callbacks.Callback):
    """Saves the whole state of a training after each epoch, and resumes it.

    Ctrl-C, SIGTERM (the end of a job) and SIGUSR1 (by which Slurm warns of it)
    end `fit` after the present step, whose state is saved; a second signal ends
    the process at once. `fit` then raises `KeyboardInterrupt`, or `SystemExit`
    with the status 143 or 138. So does `Budget` end a training.

    Run the same script again after an interruption: `fit` continues after the
    last saved step. On the same machine and backend, the result has bitwise
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
    numbered by all epochs of the model; `epoch-00001-step-000250.npz` has made
    250 steps of the second epoch. Steps are saved only if `fit` knows how many
    an epoch has, and without `steps_per_epoch`. Each file is written
    atomically: an interruption leaves the previous one intact. If the newest is
    damaged, a warning names it and the previous one is used. A state with NaN
    or infinity is not kept, with a warning: the folder keeps the last finite
    one.

    `fit` always runs this callback last: when a checkpoint exists, all other
    callbacks have written their files of that epoch.

    Args:
        directory: Folder of the checkpoints; it is created if missing.
        every: Positive integer, epochs between two checkpoints. One more is
            written when `fit` ends.
        every_steps: Positive integer, steps between two checkpoints within an
            epoch, for long epochs; `None` for none.

    Raises:
        ValueError: In `fit`, if steps cannot be saved as `every_steps` asks, if
            the folder holds checkpoints of another model, other arguments,
            other optimizers, another precision or another backend (the message
            lists the differences), or if none of its checkpoints can be read.
            The number of epochs may differ. Other steps per epoch, as of a data
            set that has grown, and arrays of other images are warned about.

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
    Resuming after step 20 of epoch 13 of 50.
    Epoch 13/50
    ```
    """

    # `fit` sorts callbacks by this attribute.
    runs_last = True
    clock = None  # `fit` sets it.

    def __init__(self, directory, every=1, every_steps=None):
        super().__init__()
        check_positive(every=every)
        if every_steps is not None:
            check_positive(every_steps=every_steps)
        self.directory = local_path("directory", directory)
        if self.directory.is_file():
            raise ValueError(
                "directory must be the folder of the checkpoints. "
                f"Received: directory={str(directory)!r}, a file"
            )
        self.every = every
        self.every_steps = every_steps
        self._started = self._part = None

    def on_train_begin(self, logs=None):
        check_writable(self.directory)
        self._check_steps()
        synchronize()  # The first process may still write a checkpoint.
        self._has_warned = False
        self._part = found = None
        if self._started is self.model:
            self._fit += 1
        else:
            self._started, self._fit = self.model, 0
            # Read before training, since schedules change the learning rate.
            self._configuration = configuration_of(
                self.model,
                self.params.get("steps"),
                self.clock and self.clock.digest,
            )
            self._resumed, found = self._resume()
        fit, epoch, step = self._resumed
        if self._fit < fit:
            self._skip(self.params["epochs"])
        elif self._fit == fit and (epoch or step):
            if found is None:  # The model may have changed since.
                found = newest(self.directory)
                assign(self.model, *found)
            self._begin_after(epoch, step, found)

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch
        self._resumed_step = self._saved = steps_resumed(self)
        if self._part:
            # The other callbacks have begun this epoch a second time.
            assign(self.model, *self._part)
            resume_epoch(self.model, self.clock.others, self._part[1])
            self._part = None

    def on_train_batch_end(self, batch, logs=None):
        step, every = self._resumed_step + batch + 1, self.every_steps
        if every and step // every > self._saved // every:
            self._saved = step
            if step < self.params["steps"]:
                self._save_step(step)

    def save_within_epoch(self, step):
        """Saves the state after a step of the present epoch, which ends `fit`.

        A `fit` that follows in this process goes on from there.
        """
        if self._save_step(step):
            self._resumed = self._fit, self._epoch, step
            self._fit -= 1

    def on_epoch_end(self, epoch, logs=None):
        if self.clock:
            self.clock.keep_count()
        if is_due(self, epoch):
            self.save(epoch + 1, {"step": 0})

    def _save_step(self, step):
        progress = progress_of(self.model, self.clock.others)
        return self.save(self._epoch, {"step": step, **progress})

    def _begin_after(self, epoch, step, found):
        """Makes `fit` begin at a place, of which the checkpoint is found."""
        steps = self.params.get("steps")
        place = in_words(epoch, step)
        if steps and step >= steps:  # There are fewer data now.
            step, place = 0, f"{place}, at the start of epoch {epoch + 1}"
        if step:
            self._part, self.model.resumed_step = found, step
        self._skip(epoch, place)

    def _check_steps(self):
        if self.every_steps and not self.clock.can_resume:
            raise ValueError(
                "every_steps needs data whose number of steps is known, and "
                "epochs that are whole passes over them: leave out "
                "every_steps, or steps_per_epoch and the generator. "
                f"Received: every_steps={self.every_steps}"
            )

    def save(self, epoch, header):
        """Saves the present state, unless it holds NaN or infinity.

        Args:
            epoch: Integer, the epochs of this `fit` that are done.
            header: Dictionary of what the file says of itself: `step`, the
                steps after these epochs.

        Returns:
            Whether it was saved.
        """
        variables = state(self.model)
        values = [ops.convert_to_numpy(v) for v in variables]
        bad = non_finite(variables, values)
        if bad:
            self._warn(bad)
            return False
        trained = epochs_done(self, epoch)
        header |= {"epoch": epoch, "trained": trained, "fit": self._fit}
        path = self.directory / name_of(trained, header["step"])
        write(path, header | self._configuration, values)
        if not is_first():
            return True
        files = paths(self.directory)
        index = files.index(path)
        # Newer files are damaged or belong to a training that was dropped.
        for other in files[:index] + files[index + KEEP :]:
            other.unlink()
        return True

    def restore(self, model):
        """Restores a model from the newest checkpoint that can be read.

        It is the way to train on with other optimizers, data or batches: give
        the `fit` that follows a `Checkpoint` in another folder.

        Args:
            model: Compiled `ResumableModel`. If its optimizers are others, they
                start anew, with a warning.

        Returns:
            The number of epochs trained; 0, with a warning, if there is no
            checkpoint.

        Raises:
            ValueError: If the model is not compiled, has weights of other
                shapes, or none of the checkpoints can be read.
        """
        found = newest(self.directory)
        if found is None:
            warn(
                f"There is no checkpoint in {self.directory.absolute()}, so "
                "the model keeps its weights."
            )
            return 0
        assign(model, *found)
        return found[1]["trained"]

    def _resume(self):
        """Restores the model from the newest checkpoint, if it is of use.

        Returns:
            The `fit`, epoch and step at which it stopped; the checkpoint, or
            `None`.
        """
        found = newest(self.directory)
        if found is None:
            return (0, 0, 0), None
        path, header, _ = found
        check_same(path, header, self._configuration)
        stopped = header["fit"], header["epoch"]
        trained = epochs_done(self, 0)
        has_ended = stopped >= (0, self.params["epochs"])
        if has_ended and 0 < header["trained"] <= trained:
            return (0, 0, 0), None
        assign(self.model, *found)
        return (*stopped, header["step"]), found

    def _skip(self, done, place=None):
        """Makes `fit` begin after its first `done` epochs.

        It also says so, and at which place the checkpoint was written.
        """
        # Keras has no public way for a callback to skip epochs; its own
        # BackupAndRestore does the same.
        self.model._initial_epoch = done
        epochs = self.params["epochs"]
        print(
            f"Resuming after {place} of {epochs}."
            if done < epochs
            else f"All {epochs} epochs are done. A larger number trains on."
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
