"""EpochPictures: the base of callbacks that draw the model after epochs."""

import keras

from keras_gans.callbacks.schedule import Thrift
from keras_gans.callbacks.schedule import epochs_done
from keras_gans.callbacks.schedule import is_due
from keras_gans.callbacks.schedule import steps_resumed
from keras_gans.images.animations import animate
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import is_first
from keras_gans.utils.files import local_path
from keras_gans.utils.files import replacing


class EpochPictures(keras.callbacks.Callback):
    """Writes `epoch-0000.png` (before training), `epoch-0001.png` and so on.

    The numbers are those of all epochs of the model, so a second `fit` goes on
    with them. An animation shows the pictures with their epochs. It is written
    from the first epoch on, so rarely that it takes at most 1 % of the time,
    and when the training ends. It is whole at any moment, and has about a
    megabyte: of many or large pictures, it leaves some out. A training that
    ends within an epoch, as by `Budget`, has a last picture with the number of
    that epoch. Subclasses implement `draw`.

    Args:
        directory: Folder of the pictures; it is created if missing.
        every: Positive integer, epochs between two pictures. The last epoch
            always gets one.
        animation: Path of the animation, ending in `.gif` or `.webp`; by
            default `training.webp` in the folder. `False` writes none.
    """

    def __init__(self, directory, every=1, animation=None):
        super().__init__()
        check_positive(every=every)
        self.directory = local_path("directory", directory)
        self.every = every
        if animation is None:
            animation = self.directory / "training.webp"
        self.animation = None
        if animation is not False:
            self.animation = local_path("animation", animation)
            if self.animation.suffix not in (".gif", ".webp"):
                raise ValueError(
                    "animation must end in .gif or .webp, or be False for "
                    f"none. Received: {animation}"
                )
        self._pictures = None
        self._epoch, self._is_part = 0, False
        self._thrift = Thrift()

    def draw(self, path, logs):
        """Writes one picture of the model in its current state.

        Args:
            path: Path of the PNG.
            logs: Dictionary of the epoch's logs; empty before training.
                Subclasses may add entries.
        """
        raise NotImplementedError

    def on_train_begin(self, logs=None):
        check_writable(self.directory)
        if self.animation:
            check_writable(self.animation.parent)
        self._pictures = None
        self._is_part = False

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch
        if self._pictures is not None:
            return
        trained = epochs_done(self, epoch)
        self._pictures = self._earlier(trained)
        # A resumed training has had its first picture.
        if epoch == 0 and self._path(trained) not in self._pictures:
            self._save(trained, {})

    def on_train_batch_end(self, batch, logs=None):
        self._is_part = True

    def on_epoch_end(self, epoch, logs=None):
        self._is_part = False
        if is_due(self, epoch):
            trained = epochs_done(self, epoch + 1)
            self._save(trained, {} if logs is None else logs)
            if self._thrift.is_due():
                self._animate()

    def on_train_end(self, logs=None):
        if self._pictures is None:  # All epochs were done before.
            self._pictures = self._earlier(epochs_done(self, 0))
        if self._is_part:
            self._save(epochs_done(self, self._epoch) + 1, logs or {})
        self._animate()

    def on_train_interrupted(self):
        if self._pictures:
            self._animate()

    def _animate(self):
        if not (self.animation and is_first()):
            return
        # Somebody may have removed some.
        pictures = [path for path in self._pictures if path.exists()]
        epochs = (int(path.stem.rpartition("-")[2]) for path in pictures)
        captions = [f"epoch {epoch}" for epoch in epochs]
        if pictures:
            with self._thrift.writing():
                animate(pictures, self.animation, captions)

    def _earlier(self, trained):
        """The pictures of the training so far; none if it begins."""
        has_begun = trained or steps_resumed(self)
        paths = map(self._path, range(trained + 1) if has_begun else [])
        return [path for path in paths if path.exists()]

    def _save(self, epoch, logs):
        path = self._path(epoch)
        with replacing(path) as aside:
            self.draw(aside, logs)
        self._pictures.append(path)

    def _path(self, epoch):
        return self.directory / f"epoch-{epoch:04d}.png"
