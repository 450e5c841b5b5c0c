"""EpochPictures: the base of callbacks that draw the model after epochs."""

from pathlib import Path

import keras

from keras_gans.callbacks.schedule import is_due
from keras_gans.images.grids import animate
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import replacing


class EpochPictures(keras.callbacks.Callback):
    """Writes `epoch-0000.png` (before training), `epoch-0001.png` and so on.

    When training ends, it writes an animation of all pictures. Subclasses
    implement `draw`.

    Args:
        directory: Folder of the pictures; it is created if missing.
        every: Positive integer, epochs between two pictures. The last epoch
            always gets one.
        animation: Path of the animation, ending in `.gif` or `.webp`; by
            default `training.gif` in the folder. `False` writes none.
    """

    def __init__(self, directory, every=1, animation=None):
        super().__init__()
        check_positive(every=every)
        self.directory = Path(directory).expanduser()
        self.every = every
        if animation is None:
            animation = self.directory / "training.gif"
        if animation and Path(animation).suffix not in (".gif", ".webp"):
            raise ValueError(
                f"animation must end in .gif or .webp. Received: {animation}"
            )
        self.animation = animation and Path(animation).expanduser()

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
            check_writable(Path(self.animation).parent)

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 0:
            self._save(0, {})

    def on_epoch_end(self, epoch, logs=None):
        if is_due(self, epoch):
            self._save(epoch + 1, {} if logs is None else logs)

    def on_train_end(self, logs=None):
        paths = map(self._path, range(self.params["epochs"] + 1))
        pictures = [path for path in paths if path.exists()]
        if self.animation and pictures:
            animate(pictures, self.animation)

    def _save(self, epoch, logs):
        with replacing(self._path(epoch)) as aside:
            self.draw(aside, logs)

    def _path(self, epoch):
        return self.directory / f"epoch-{epoch:04d}.png"
