"""SampleGrid: grids of generated images, written during training."""

from keras_gans.callbacks.epoch_pictures import EpochPictures
from keras_gans.images.cells import save_grid
from keras_gans.images.display import check_displayable
from keras_gans.images.grids import sample_grid
from keras_gans.utils.checks import check_positive


class SampleGrid(EpochPictures):
    """Saves grids of samples from the same latents during training.

    Writes `epoch-0000.png` (before training), `epoch-0001.png` and so on, and
    from the first epoch on an animation of them. A
    conditional model gets one labelled row for each class or attribute; tall
    grids are split into blocks side by side. Images of 4 channels are drawn as
    RGBA, of 2 as red and green; of more, the first three are shown. Signals
    `(length, channels)` are drawn as lines, and volumes `(height, width, depth,
    channels)` by their middle slice.

    Args:
        directory: Folder of the pictures; it is created if missing.
        n: Positive integer, number of samples in a grid. For a conditional
            model it is the most: each class has as many samples as fit. With
            more than `n` classes, the first `n` are shown.
        every: Positive integer, epochs between two grids. The last epoch
            always gets one.
        seed: Integer, seed of the latents.
        labels: As for `Conditional.generate`, such as the attributes of `n`
            real images; by default, each row has one class or attribute.
        columns: Positive integer; by default the square root of `n`, or for a
            conditional model `n` divided by the number of classes.
        row_labels: List of texts, one to the left of each row. By default, a
            conditional model shows the names of its classes and other models
            show no labels.
        animation: Path of the animation, ending in `.gif` or `.webp`; by
            default `training.webp` in the folder. `False` writes none.

    Raises:
        ValueError: In `fit`, if the model translates images or generates
            points.
    """

    def __init__(
        self,
        directory,
        n=64,
        every=1,
        *,
        seed=0,
        labels=None,
        columns=None,
        row_labels=None,
        animation=None,
    ):
        super().__init__(directory, every, animation)
        check_positive(n=n)
        self.n = n
        self.seed = seed
        self.labels = labels
        self.columns = columns
        self.row_labels = row_labels

    def on_train_begin(self, logs=None):
        if not hasattr(self.model, "generate"):
            raise ValueError(
                "SampleGrid needs a model that generates images from latents; "
                "use TranslationGrid for models that translate images. "
                f"Received: {type(self.model).__name__}"
            )
        check_displayable(self.model.image_shape, "SampleGrid")
        super().on_train_begin(logs)

    def draw(self, path, logs):
        grid = sample_grid(
            self.model,
            self.n,
            seed=self.seed,
            labels=self.labels,
            columns=self.columns,
            row_labels=self.row_labels,
        )
        save_grid(grid, path)
