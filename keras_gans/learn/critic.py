"""What a Wasserstein critic's loss says, and a classifier's does not."""

import keras
import numpy as np
from keras.optimizers import SGD
from keras.optimizers import Adam
from scipy.stats import norm

from keras_gans.learn import gaussians
from keras_gans.learn.gaussians import GRID
from keras_gans.models import GAN
from keras_gans.models import WGANGP

DEVIATION = 0.05
MEAN = -0.4
DISTANCES = (0.0, 0.1, 0.2, 0.4, 0.6, 0.8)
BATCH = 256


def models(seed=0):
    """A classifier and a critic, each beside a generator that stands still."""
    both = []
    for kind in (GAN, WGANGP):
        model = kind(
            (1,),
            1,
            generator=gaussians.generator(MEAN, DEVIATION),
            discriminator=gaussians.discriminator(),
            d_steps=5,
            seed=seed,
        )
        model.compile(Adam(5e-3, beta_1=0.5), SGD(0.0))
        both.append(model)
    return both


def learned(model, distance, updates=60):
    """Moves the generator, and trains the discriminator against it.

    Args:
        model: One of `models`.
        distance: Float, from the real mean to the generated one.
        updates: Positive integer; each has five of the discriminator.

    Returns:
        What its loss says on fresh points, and its scores on `GRID`: for the
        classifier the Jensen-Shannon divergence, `log 2 - d_loss / 2`, for the
        critic the distance, `mean score(x) - mean score(G(z))`.
    """
    _, bias = model.generator.weights
    bias.assign([MEAN + distance])
    real = gaussians.sample(BATCH * 5 * updates, MEAN, DEVIATION)
    model.fit(real, batch_size=BATCH, verbose=0)
    fresh = gaussians.sample(4096, MEAN, DEVIATION, seed=1)
    fakes = model.generate(4096, seed=1)
    real_scores, fake_scores = (
        keras.ops.convert_to_numpy(model.discriminator(points))
        for points in (fresh, fakes)
    )
    if isinstance(model, WGANGP):
        says = real_scores.mean() - fake_scores.mean()
    else:
        losses = np.logaddexp(0, -real_scores), np.logaddexp(0, fake_scores)
        says = np.log(2) - sum(loss.mean() for loss in losses) / 2
    return says, gaussians.scores(model)


def divergence(distance):
    """The Jensen-Shannon divergence of Gaussians at a distance."""
    real = norm.pdf(GRID, MEAN, DEVIATION)
    return gaussians.jensen_shannon(
        real, norm.pdf(GRID, MEAN + distance, DEVIATION)
    )


def figure(distances=DISTANCES, updates=60):
    """Losses over the distance, and the scores at the largest one."""
    from matplotlib.figure import Figure

    keras.utils.set_random_seed(0)
    drawing = Figure((9, 6.4), layout="constrained")
    rows = drawing.subplots(2, 2)
    steps = np.linspace(0, max(distances), 100)
    exact = ([divergence(step) for step in steps], steps)
    labels = (
        ("A classifier (GAN)", "Jensen-Shannon divergence"),
        ("A critic (WGANGP)", "Wasserstein distance"),
    )
    for (left, right), model, curve, (name, title) in zip(
        rows, models(), exact, labels
    ):
        found = [learned(model, d, updates) for d in distances]
        left.plot(steps, curve, "k--", lw=1, label=f"{title}, exact")
        said = [says for says, _ in found]
        left.plot(distances, said, "o-C1", label="what its loss says")
        left.set(title=name, ylim=(-0.05, 0.9))
        left.legend(fontsize=8)
        _draw_scores(right, found[-1][1], distances[-1], model)
    rows[1][0].set_xlabel("distance of the generated points from the real ones")
    return drawing


def _draw_scores(axis, scores, distance, model):
    density = norm.pdf(GRID, 0, DEVIATION)
    peak = density.max()
    for mean, color in ((MEAN, "0.8"), (MEAN + distance, "C0")):
        heights = norm.pdf(GRID, mean, DEVIATION) / peak
        axis.fill_between(GRID, heights, color=color, alpha=0.6)
    if isinstance(model, WGANGP):
        axis.plot(GRID, scores - scores.min(), "C1")
        axis.set_title("Scores: a slope from real (grey) to generated (blue)")
    else:
        axis.plot(GRID, 1 / (1 + np.exp(-scores)), "C1")
        axis.set_title("D(x): flat where generated points (blue) are")
    axis.set(xlim=(-1, 1))
