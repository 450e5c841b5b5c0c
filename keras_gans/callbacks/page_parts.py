"""What RunPage shows beside its page: real pictures, observers, notebooks."""

import math

import numpy as np

from keras_gans.callbacks.diagnosis.callback import Diagnosis
from keras_gans.callbacks.sample_grid import SampleGrid
from keras_gans.callbacks.training_curves import TrainingCurves
from keras_gans.callbacks.translation_grid import TranslationGrid
from keras_gans.images.cells import save_grid
from keras_gans.images.grids import image_grid
from keras_gans.images.showing import notebook_display
from keras_gans.training.batches import first_examples
from keras_gans.utils.files import replacing

# Real pictures, and how many of the first are looked through for each class.
N, LOOKED_THROUGH = 64, 2000
# Parts of a model's configuration that say nothing about the training.
OF_KERAS = ("name", "trainable", "dtype", "format_version")


def observers(model, real, folder):
    """Callbacks that write what a page shows."""
    curves, samples = TrainingCurves(folder), folder / "samples"
    if hasattr(model, "grid_rows"):
        grids = [TranslationGrid(samples, real)] if real is not None else []
        return [*grids, Diagnosis(folder), curves]
    if not hasattr(model, "generate"):
        return [Diagnosis(folder), curves]
    grids = [SampleGrid(samples)] if _makes_pictures(model) else []
    diagnosis = Diagnosis(folder, real=real)
    diagnosis.owner = "RunPage"
    return [*grids, diagnosis, curves]


def draw_real(model, real, path):
    """Draws real images as `SampleGrid` draws samples, if there are any.

    Args:
        model: A model of images from latents; for others nothing is drawn.
        real: As for `RunPage`.
        path: Path of the PNG.
    """
    if real is None or not _makes_pictures(model):
        return
    names = getattr(model, "label_names", None)
    images, *labels = first_examples(real, LOOKED_THROUGH if names else N)
    grid = None
    if names and labels and labels[0].ndim == 1:
        grid = _by_class(images, labels[0], names[:N])
    if grid is None:
        columns = math.isqrt(min(N, len(images)))
        grid = image_grid(images[: columns**2], columns)
    with replacing(path) as aside:
        save_grid(grid, aside)


def _makes_pictures(model):
    """Whether a model generates what a grid can show, and not points."""
    shape = getattr(model, "image_shape", ())
    return hasattr(model, "generate") and 2 <= len(shape) <= 4


def _by_class(images, labels, names):
    """A labelled row of images for each class; `None` if one has none."""
    rows = [np.flatnonzero(labels == i) for i in range(len(names))]
    columns = min(N // len(names), *map(len, rows))
    if not columns:
        return None
    rows = [row[:columns] for row in rows]
    return image_grid(images[np.concatenate(rows)], columns, names)


def configuration(model):
    """The simple arguments of a model, and its optimizers."""
    simple = (int, float, str, bool, type(None), list, tuple)
    found = {"model": type(model).__name__}
    for name, value in model.get_config().items():
        is_short = isinstance(value, simple) and len(str(value)) < 80
        if is_short and name not in OF_KERAS:
            found[name] = value
    for player in ("d_opt", "g_opt"):
        if optimizer := getattr(model, player, None):
            rate = optimizer.get_config()["learning_rate"]
            rate = f", rate {rate:g}" if isinstance(rate, float) else ""
            found[f"{player[0].upper()}'s optimizer"] = (
                type(optimizer).__name__ + rate
            )
    return {k: v for k, v in found.items() if v is not None}


class Notebook:
    """Shows the last grid and the curves below a notebook's cell."""

    def __init__(self):
        self._handles = {}

    def show(self, folder):
        """Shows the files of a run's folder, in the place of earlier ones."""
        display = notebook_display()
        if display is None:
            return
        grids = sorted((folder / "samples").glob("epoch-*.png"))
        for name, path in [
            ("samples", grids[-1] if grids else None),
            ("curves", folder / "curves.png"),
        ]:
            if path and path.exists():
                image = display.Image(data=path.read_bytes(), format="png")
                if name in self._handles:
                    self._handles[name].update(image)
                else:
                    self._handles[name] = display.display(
                        image, display_id=True
                    )
