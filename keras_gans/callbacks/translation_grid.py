"""TranslationGrid: grids of translated images during training."""

from keras_gans.callbacks.epoch_pictures import EpochPictures
from keras_gans.images.cells import save_grid
from keras_gans.images.grids import rows_grid
from keras_gans.training.batches import first_examples
from keras_gans.training.data_adapter import is_array
from keras_gans.training.kinds import is_readable
from keras_gans.utils.checks import check_positive


class TranslationGrid(EpochPictures):
    """Saves grids of translations of the same images during training.

    Writes `epoch-0000.png` (before training), `epoch-0001.png` and so on, and
    from the first epoch on an animation of them. Each
    column is one image. The rows of a `Pix2Pix` are input, output and target.
    The rows of a `CycleGAN` are images of A, their translations to B, the
    translations back to A, and the same three from B. Images of 2 channels are
    drawn as red and green, those of 4 as RGBA; of more channels, the first
    three are shown.

    Args:
        directory: Folder of the pictures; it is created if missing.
        data: Images to translate, preferably held out from training: a pair
            `(inputs, targets)`, or `(a, b)` for a `CycleGAN`, of float arrays
            in [-1, 1], or batches of such pairs, such as a `tf.data.Dataset`.
            The first images are used.
        n: Positive integer, the most columns.
        every: Positive integer, epochs between two grids. The last epoch
            always gets one.
        seed: Integer, seed of the random numbers of the translation.
        animation: Path of the animation, ending in `.gif` or `.webp`; by
            default `training.webp` in the folder. `False` writes none.

    Raises:
        TypeError: If the data are none.
        ValueError: In `fit`, if the data do not fit the model, or the model
            does not translate.
    """

    def __init__(
        self, directory, data, n=8, every=1, *, seed=0, animation=None
    ):
        super().__init__(directory, every, animation)
        check_positive(n=n)
        if not (isinstance(data, list | tuple) or is_readable(data)):
            raise TypeError(
                "data must be two arrays, such as (inputs, targets), or "
                "batches of two, such as a tf.data.Dataset. "
                f"Received: data={data!r}"
            )
        self.data = data
        self.n = n
        self.seed = seed

    def on_train_begin(self, logs=None):
        if not hasattr(self.model, "grid_rows"):
            raise ValueError(
                "TranslationGrid needs a model that translates images; use "
                "SampleGrid for models that generate images from latents. "
                f"Received: {type(self.model).__name__}"
            )
        super().on_train_begin(logs)
        self.data = _first_pairs(self.data, self.n)
        self.model.check_batch(self.data)

    def draw(self, path, logs):
        rows = self.model.grid_rows(self.data, self.seed)
        save_grid(rows_grid(rows), path)


def _first_pairs(data, n):
    """The first n images of both parts of a data set, as arrays."""
    if isinstance(data, list | tuple) and all(map(is_array, data)):
        data = [data]
    parts = first_examples(data, n)
    if len(parts) != 2:
        raise ValueError(
            "data must be two arrays, such as (inputs, targets), or batches of "
            f"two. Received: batches of {len(parts)}"
        )
    return parts
