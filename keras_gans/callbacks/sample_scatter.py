"""SampleScatter: scatter plots of generated points during training."""

import numpy as np

from keras_gans.callbacks.epoch_pictures import EpochPictures
from keras_gans.images.values import check_image_values
from keras_gans.metrics import mode_coverage
from keras_gans.training.batches import first_images
from keras_gans.training.kinds import is_readable
from keras_gans.utils.arrays import is_array
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.checks import check_positive


class SampleScatter(EpochPictures):
    """Plots samples from the same latents over real points during training.

    Writes `epoch-0000.png` (before training), `epoch-0001.png` and so on, and
    from the first epoch on an animation of them.

    Args:
        directory: Folder of the pictures; it is created if missing.
        real: Float array `(m, 2)` in [-1, 1], the real points, drawn in grey,
            or batches of them, such as a `tf.data.Dataset`, of which the first
            n are drawn.
        n: Positive integer, number of samples in a picture.
        every: Positive integer, epochs between two pictures. The last epoch
            always gets one.
        centers: Array `(k, 2)`, the centres of the modes of the real points, or
            `None`. If given, a circle of radius three sigma is drawn around
            each, the title is the `mode_coverage` of the samples, and `modes`
            and `high_quality` are added to the logs of the epochs that have a
            picture.
        sigma: Float, standard deviation of the modes; required with `centers`.
        seed: Integer, seed of the latents.
        animation: Path of the animation, ending in `.gif` or `.webp`; by
            default `training.webp` in the folder. `False` writes none.

    Raises:
        TypeError: If `real` holds integers.
        ValueError: If `real` is not of shape `(m, 2)` and in [-1, 1], or only
            one of `centers` and `sigma` is given. In `fit`, if the model does
            not generate points `(n, 2)`, or if `centers` are given and a point
            is not finite.
    """

    def __init__(
        self,
        directory,
        real,
        n=2000,
        every=1,
        *,
        centers=None,
        sigma=None,
        seed=0,
        animation=None,
    ):
        super().__init__(directory, every, animation)
        check_positive(n=n)
        if is_readable(real) and not is_array(real):
            real = first_images(real, n)
        if np.ndim(real) != 2 or np.shape(real)[1] != 2:
            raise ValueError(
                "real must be points (m, 2), or batches of them. "
                f"Received: a {type(real).__name__} of shape {np.shape(real)}"
            )
        if (centers is None) != (sigma is None):
            raise ValueError(
                "centers and sigma must be given together. "
                f"Received: {'sigma' if centers is None else 'centers'} alone"
            )
        check_image_values(real, "real")
        self.real = to_numpy(real)
        self.n = n
        self.centers = centers
        self.sigma = sigma
        self.seed = seed

    def on_train_begin(self, logs=None):
        shape = getattr(self.model, "image_shape", (2,))
        if not hasattr(self.model, "generate") or shape != (2,):
            raise ValueError(
                "SampleScatter needs a model that generates points (n, 2). "
                f"Received: {type(self.model).__name__} of shape {shape}"
            )
        super().on_train_begin(logs)

    def draw(self, path, logs):
        from matplotlib.figure import Figure

        samples = self.model.generate(self.n, seed=self.seed)
        figure = Figure(figsize=(5, 5.2), layout="constrained")
        axis = figure.subplots()
        dots = {"marker": ".", "linestyle": "", "markeredgewidth": 0}
        axis.plot(*self.real.T, color="0.75", markersize=4, **dots)
        axis.plot(*samples.T, color="C0", markersize=4, alpha=0.6, **dots)
        if self.centers is not None:
            self._draw_modes(axis, samples, logs)
        # All frames of the animation need the same limits.
        axis.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), aspect="equal")
        figure.savefig(path, dpi=100)

    @property
    def added_logs(self):
        """The names of its logs, each with its better direction."""
        names = () if self.centers is None else ("modes", "high_quality")
        return dict.fromkeys(names, "max")

    def _draw_modes(self, axis, samples, logs):
        from matplotlib.patches import Circle

        coverage = mode_coverage(samples, self.centers, self.sigma)
        logs["modes"] = coverage.modes
        logs["high_quality"] = coverage.high_quality
        axis.set_title(coverage)
        for center in self.centers:
            # Draw circles above the points, whose zorder is 2.
            circle = Circle(
                center, 3 * self.sigma, fill=False, linewidth=0.8, zorder=3
            )
            axis.add_patch(circle)
