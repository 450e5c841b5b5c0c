"""The gradients of the saturating and of the non-saturating loss."""

import numpy as np
from scipy.special import expit


def saturating(score):
    """The gradient of `log(1 - D)` by the score, with D = sigmoid(score)."""
    return -expit(score)


def non_saturating(score):
    """The gradient of `-log D` by the score, with D = sigmoid(score)."""
    return expit(score) - 1


def figure():
    """Both losses over D(G(z)), and their gradients by the score."""
    from matplotlib.figure import Figure

    drawing = Figure((9, 3.6), layout="constrained")
    left, right = drawing.subplots(1, 2)
    d = np.linspace(0.001, 0.999, 500)
    left.plot(d, np.log(1 - d), label="log(1 - D), saturating")
    left.plot(d, -np.log(d), label="-log D, non-saturating")
    left.set(xlabel="D(G(z))", title="The generator's loss", ylim=(-6, 6))
    left.legend()
    right.plot(d, -saturating(_score(d)))
    right.plot(d, -non_saturating(_score(d)))
    right.axvspan(0, 0.05, color="0.9")
    right.annotate(
        "a confident discriminator:\nno gradient is left",
        (0.02, 0.03),
        (0.25, 0.02),
        arrowprops={"arrowstyle": "->"},
        fontsize=9,
    )
    right.set(xlabel="D(G(z))", title="The size of its gradient by the score")
    return drawing


def _score(d):
    return np.log(d / (1 - d))
