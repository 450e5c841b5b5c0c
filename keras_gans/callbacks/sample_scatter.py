"""SampleScatter: where a generator of points puts them, while it learns."""

import numpy as np

from keras_gans.callbacks.pictures import Pictures
from keras_gans.metrics import mode_coverage
from keras_gans.utils.checks import check_positive


class SampleScatter(Pictures):
    """Draws samples from the same latents over real points as training goes on.

    Writes `epoch-0000.png` (before training), `epoch-0001.png` and so on, and
    at the end an animation of them all.

    Args:
        directory: Folder of the pictures, made if need be.
        real: Float array `(m, 2)` in [-1, 1], points to draw in grey.
        n: Positive integer, samples in a picture.
        every: Positive integer, epochs between two pictures.
        centers: Array `(k, 2)`, the modes of the real points, or `None`. A
            circle of three sigma is drawn at each, `mode_coverage` is the
            picture's title, and `modes` and `high_quality` join the logs of
            the epochs that have a picture.
        sigma: Float, the modes' standard deviation; goes with `centers`.
        seed: Integer, the latents'.
        animation: Path of the animation, ending in `.gif` or `.webp`; by
            default `training.gif` in the folder. `False` for none.

    Raises:
        ValueError: In `fit`, where the model makes anything but points `(n,
            2)`, or, with `centers`, points that are not finite.
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
        if np.ndim(real) != 2 or np.shape(real)[1] != 2:
            raise ValueError(
                "real must be points (m, 2). Received: an array of shape "
                f"{np.shape(real)}"
            )
        if (centers is None) != (sigma is None):
            raise ValueError(
                "centers and sigma must be given together. "
                f"Received: {'sigma' if centers is None else 'centers'} alone"
            )
        self.real = np.asarray(real)
        self.n = n
        self.centers = centers
        self.sigma = sigma
        self.seed = seed

    def draw(self, path, logs):
        from matplotlib.figure import Figure
        from matplotlib.patches import Circle

        samples = self.model.generate(self.n, seed=self.seed)
        if samples.shape != (self.n, 2):
            raise ValueError(
                "SampleScatter needs a model that makes points (n, 2). "
                f"Received samples of shape {samples.shape}"
            )
        figure = Figure(figsize=(5, 5.2), layout="constrained")
        axis = figure.subplots()
        dots = {"marker": ".", "linestyle": "", "markeredgewidth": 0}
        axis.plot(*self.real.T, color="0.75", markersize=4, **dots)
        axis.plot(*samples.T, color="C0", markersize=4, alpha=0.6, **dots)
        if self.centers is not None:
            coverage = mode_coverage(samples, self.centers, self.sigma)
            logs["modes"] = coverage.modes
            logs["high_quality"] = coverage.high_quality
            axis.set_title(coverage)
            for center in self.centers:
                # Above the points, whose order is 2.
                circle = Circle(
                    center, 3 * self.sigma, fill=False, linewidth=0.8, zorder=3
                )
                axis.add_patch(circle)
        # The same in all pictures, which the animation joins.
        axis.set(xlim=(-1.05, 1.05), ylim=(-1.05, 1.05), aspect="equal")
        figure.savefig(path, dpi=100)
