"""SampleGrid: pictures of what the generator makes, while it learns."""

from pathlib import Path

import keras

from keras_gans.checks import check_positive
from keras_gans.files import check_writable
from keras_gans.files import replacing
from keras_gans.grids import animate
from keras_gans.grids import image_grid


class SampleGrid(keras.callbacks.Callback):
    """Saves a grid of samples from the same latents as training goes on.

    Writes `epoch-0000.png` (before training), `epoch-0001.png` and so on, and
    at the end an animation of them all.

    Args:
        directory: Folder of the pictures, made if need be.
        n: Positive integer, samples in a grid.
        every: Positive integer, epochs between two grids.
        seed: Integer, the latents'.
        columns: Positive integer; the square root of `n` by default.
        row_labels: Text to the left of each row, or `None`.
        animation: Path of the animation, ending in `.gif` or `.webp`; by
            default `training.gif` in the folder. `False` for none.
    """

    def __init__(
        self,
        directory,
        n=64,
        every=1,
        *,
        seed=0,
        columns=None,
        row_labels=None,
        animation=None,
    ):
        super().__init__()
        check_positive(n=n, every=every)
        self.directory = Path(directory)
        self.n = n
        self.every = every
        self.seed = seed
        self.columns = columns
        self.row_labels = row_labels
        if animation is None:
            animation = self.directory / "training.gif"
        if animation and Path(animation).suffix not in (".gif", ".webp"):
            raise ValueError(
                f"animation must end in .gif or .webp. Received: {animation}"
            )
        self.animation = animation

    def on_train_begin(self, logs=None):
        check_writable(self.directory)
        if self.animation:
            check_writable(Path(self.animation).parent)

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 0:
            self._save(0)

    def on_epoch_end(self, epoch, logs=None):
        last = epoch + 1 == self.params["epochs"]
        if (epoch + 1) % self.every == 0 or last:
            self._save(epoch + 1)

    def on_train_end(self, logs=None):
        paths = map(self._path, range(self.params["epochs"] + 1))
        pictures = [path for path in paths if path.exists()]
        if self.animation and pictures:
            animate(pictures, self.animation)

    def _save(self, epoch):
        images = self.model.generate(self.n, seed=self.seed)
        with replacing(self._path(epoch)) as aside:
            image_grid(images, self.columns, self.row_labels).save(aside)

    def _path(self, epoch):
        return self.directory / f"epoch-{epoch:04d}.png"
