"""SampleGrid: pictures of what the generator makes, while it learns."""

from keras_gans.callbacks.pictures import Pictures
from keras_gans.images.grids import sample_grid
from keras_gans.utils.checks import check_positive


class SampleGrid(Pictures):
    """Saves a grid of samples from the same latents as training goes on.

    Writes `epoch-0000.png` (before training), `epoch-0001.png` and so on, and
    at the end an animation of them all. Of a conditional model, each class has
    a row with its name, and many rows stand in several columns.

    Args:
        directory: Folder of the pictures, made if need be.
        n: Positive integer, samples in a grid; at most so many of a conditional
            model, and of more classes the first n.
        every: Positive integer, epochs between two grids.
        seed: Integer, the latents'.
        columns: Positive integer; the square root of `n` by default, or `n`
            over the number of classes.
        row_labels: Text to the left of each row; by default `None`, or the
            names of the classes.
        animation: Path of the animation, ending in `.gif` or `.webp`; by
            default `training.gif` in the folder. `False` for none.

    Raises:
        ValueError: In `fit`, on a model that translates images.
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
        super().__init__(directory, every, animation)
        check_positive(n=n)
        self.n = n
        self.seed = seed
        self.columns = columns
        self.row_labels = row_labels

    def on_train_begin(self, logs=None):
        if not hasattr(self.model, "generate"):
            raise ValueError(
                "SampleGrid shows what models make of latents; of those that "
                "translate images, TranslationGrid does. "
                f"Received: {type(self.model).__name__}"
            )
        super().on_train_begin(logs)

    def draw(self, path, logs):
        grid = sample_grid(
            self.model,
            self.n,
            seed=self.seed,
            columns=self.columns,
            row_labels=self.row_labels,
        )
        grid.save(path)
