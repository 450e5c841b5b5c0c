"""The game of two players, on Gaussians of one dimension."""

import keras
import numpy as np
from keras.optimizers import Adam
from scipy.special import expit
from scipy.stats import norm

from keras_gans.learn import gaussians
from keras_gans.learn.gaussians import GRID
from keras_gans.models import GAN

REAL = {"mean": 0.35, "deviation": 0.15}
START = {"mean": -0.45, "deviation": 0.25}


class Watch(keras.callbacks.Callback):
    """Keeps the density and the discriminator of each epoch."""

    def __init__(self):
        super().__init__()
        self.densities, self.discriminators, self.losses = [], [], []

    def on_train_begin(self, logs=None):
        self.densities.append(gaussians.density(self.model))
        self.discriminators.append(expit(gaussians.scores(self.model)))

    def on_epoch_end(self, epoch, logs=None):
        self.on_train_begin()
        self.losses.append(logs["d_loss"])


def play(epochs=60, d_steps=8, seed=0):
    """Trains a generator of two numbers against perceptrons.

    Args:
        epochs: Positive integer, of four generator updates each.
        d_steps: Positive integer, discriminator updates per generator update.
        seed: Integer.

    Returns:
        A `Watch`.
    """
    keras.utils.set_random_seed(seed)
    batch = 256
    model = GAN(
        (1,),
        1,
        generator=gaussians.generator(**START),
        discriminator=gaussians.discriminator(),
        d_steps=d_steps,
        seed=seed,
    )
    model.compile(Adam(1e-2, beta_1=0.5), Adam(1e-2, beta_1=0.5))
    real = gaussians.sample(4 * d_steps * batch, **REAL, seed=seed)
    watch = Watch()
    model.fit(
        real, batch_size=batch, epochs=epochs, verbose=0, callbacks=[watch]
    )
    return watch


def figure(epochs=60):
    """Densities and discriminators at three moments, the JSD over all."""
    from matplotlib.figure import Figure

    watch = play(epochs)
    real = norm.pdf(GRID, REAL["mean"], REAL["deviation"])
    drawing = Figure((9, 7), layout="constrained")
    axes = drawing.subplot_mosaic("ABC;DEF;GGG", height_ratios=(1, 1, 1.1))
    for i, moment in enumerate((1, epochs // 4, epochs)):
        fake = watch.densities[moment]
        above, below = axes["ABC"[i]], axes["DEF"[i]]
        above.fill_between(GRID, real, color="0.85", label="real, p")
        above.plot(GRID, fake, label="generated, q")
        above.set(title=f"after {4 * moment} updates", yticks=[])
        best = gaussians.optimal_discriminator(real, fake)
        below.plot(GRID, best, "k--", lw=1, label="best, p / (p + q)")
        below.plot(GRID, watch.discriminators[moment], "C1", label="learned")
        below.set(ylim=(-0.05, 1.05))
    axes["A"].legend(fontsize=8)
    axes["D"].legend(fontsize=8)
    axes["D"].set_ylabel("D(x)")
    _draw_divergence(axes["G"], watch, real)
    return drawing


def _draw_divergence(axis, watch, real):
    updates = 4 * np.arange(len(watch.densities))
    exact = [gaussians.jensen_shannon(real, fake) for fake in watch.densities]
    axis.plot(updates, exact, "k--", lw=1, label="JSD of p and q")
    # -d_loss = 2 JSD - 2 log 2 for the best discriminator.
    learned = np.log(2) - np.array(watch.losses) / 2
    axis.plot(updates[1:], learned, "C1", label="log 2 - d_loss / 2, logged")
    axis.axhline(np.log(2), color="0.8", lw=1)
    axis.set(xlabel="generator updates", ylim=(-0.02, 0.75))
    axis.legend(fontsize=8)
