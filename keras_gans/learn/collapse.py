"""Mode collapse and its cure, on a ring of eight Gaussians."""

import keras
from keras.optimizers import Adam

from keras_gans.datasets import gaussian_modes
from keras_gans.datasets import sample_gaussians
from keras_gans.metrics import mode_coverage
from keras_gans.models import GAN
from keras_gans.models import R3GAN

MOMENTS = (0, 100, 300, 1000, 3000)
BATCH = 64


def models(seed=0):
    """A GAN whose generator is too fast, and R3GAN: name to compiled model."""
    gan = GAN((2,), 2, width=64, seed=seed)
    gan.compile(Adam(2e-4, beta_1=0.5), Adam(2e-3, beta_1=0.5))
    r3gan = R3GAN((2,), 2, width=64, gamma=0.1, ema=None, seed=seed)
    r3gan.compile(Adam(1e-3, beta_1=0.0), Adam(1e-3, beta_1=0.0))
    return {"GAN": gan, "R3GAN": r3gan}


def watch(model, moments=MOMENTS, n=1000, seed=0):
    """Trains on the ring; returns samples `(n, 2)` after numbers of updates."""
    found = {}
    for i, moment in enumerate(moments):
        updates = moment - moments[i - 1] if i else moment
        if updates:
            real, _ = sample_gaussians(updates * BATCH, "ring", seed=seed + i)
            model.fit(real, batch_size=BATCH, verbose=0)
        found[moment] = model.generate(n, seed=seed)
    return found


def figure(moments=MOMENTS):
    """Samples of both models, update by update."""
    from matplotlib.figure import Figure

    keras.utils.set_random_seed(0)
    drawing = Figure((2 * len(moments), 4.5), layout="constrained")
    kinds = models()
    rows = drawing.subplots(len(kinds), len(moments), squeeze=False)
    real, _ = sample_gaussians(1000, "ring")
    dots = {"marker": ".", "linestyle": "", "markeredgewidth": 0}
    for row, (name, model) in zip(rows, kinds.items()):
        for axis, (moment, points) in zip(row, watch(model, moments).items()):
            axis.plot(*real.T, color="0.75", markersize=5, **dots)
            axis.plot(*points.T, color="C3", markersize=4, alpha=0.5, **dots)
            modes = mode_coverage(points, *gaussian_modes("ring")).modes
            title = f"{name}, {moment} updates\n{modes} of 8 modes"
            axis.set_title(title, fontsize=8)
            axis.set(xlim=(-1.2, 1.2), ylim=(-1.2, 1.2), aspect="equal")
            axis.set(xticks=[], yticks=[])
    return drawing
