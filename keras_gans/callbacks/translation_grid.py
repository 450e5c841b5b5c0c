"""TranslationGrid: what a model makes of the same images as it learns."""

import numpy as np

from keras_gans.callbacks.pictures import Pictures
from keras_gans.images.grids import image_grid
from keras_gans.training.batches import first_examples
from keras_gans.training.data_adapter import is_array
from keras_gans.utils.checks import check_positive


class TranslationGrid(Pictures):
    """Saves translations of the same images as training goes on.

    Writes `epoch-0000.png` (before training), `epoch-0001.png` and so on, and
    at the end an animation of them all. Each column is an image; the rows of a
    `Pix2Pix` are input, output and target, those of a `CycleGAN` images of A,
    what they become in B, what that becomes in A, and the same from B. Of other
    channels than 1 or 3, their mean is shown.

    Args:
        directory: Folder of the pictures, made if need be.
        data: What is translated, best of images that training does not see: a
            pair `(inputs, targets)`, for a `CycleGAN` `(a, b)`, of float arrays
            in [-1, 1], or batches of such pairs, as of a `tf.data.Dataset`, of
            which the first ones are taken.
        n: Positive integer, columns at most.
        every: Positive integer, epochs between two pictures; there is also one
            of the last epoch.
        seed: Integer, of what the translation draws.
        animation: Path of the animation, ending in `.gif` or `.webp`; by
            default `training.gif` in the folder. `False` for none.

    Raises:
        ValueError: In `fit`, where the data do not fit the model.
    """

    def __init__(
        self, directory, data, n=8, every=1, *, seed=0, animation=None
    ):
        super().__init__(directory, every, animation)
        check_positive(n=n)
        self.data = data
        self.n = n
        self.seed = seed

    def on_train_begin(self, logs=None):
        super().on_train_begin(logs)
        self.data = _first_pairs(self.data, self.n)
        self.model.check_batch(self.data)

    def draw(self, path, logs):
        rows = self.model.grid_rows(self.data, self.seed)
        images = [_in_colour(np.asarray(row)) for row in rows.values()]
        columns = len(images[0])
        grid = image_grid(np.concatenate(images), columns, list(rows))
        grid.save(path)


def _first_pairs(data, n):
    """The first n of each of the two, as arrays."""
    if isinstance(data, list | tuple) and all(map(is_array, data)):
        data = [data]
    parts = first_examples(data, n)
    if len(parts) != 2:
        raise ValueError(
            "data must be two arrays, such as (inputs, targets), or batches of "
            f"two. Received: batches of {len(parts)}"
        )
    return parts


def _in_colour(images):
    n, height, width, channels = images.shape
    if channels != 3:
        images = images.mean(axis=-1, keepdims=True)
    return np.broadcast_to(images, (n, height, width, 3))
