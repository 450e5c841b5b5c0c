"""Symptoms of the failures that GAN users suffer, in the figures of epochs.

An observation is a dictionary of one epoch's figures, floats:

- `epoch`: how many were trained; 0 is the observation before training.
- `step`: generator updates so far.
- The model's logs: `d_loss`, `g_loss`, perhaps `d_real`, `d_fake` and others.
- `gradient`: norm of the generator's gradient.
- `diversity`: of samples, relative to that of real images.
- `neighbour_ratio`: how far samples are from their nearest training images,
  relative to how far other real images are.

Each symptom is a function of a list of observations, the newest last, to its
evidence in words, or to nothing. Where a figure that it needs was not observed,
or is not finite, it is silent.
"""

import math
import statistics

# One epoch may be an accident: as many observations in a row make a finding.
IN_A_ROW = 3
# Epoch means of D: healthy trainings end near 0.8 and 0.2 (DCGAN on MNIST).
SURE_REAL, SURE_FAKE = 0.95, 0.05
# A discriminator whose probabilities are as near as this to 0 or 1 has no
# gradient left through its sigmoid.
SATURATED = 1e-3
# Change of a loss from epoch to epoch, relative to it where it is over 1; noise
# alone moves a loss more.
FROZEN = 0.01
# Part of the reference that a gradient falls below. It is far off: the scale of
# a healthy WGAN's critic on MNIST falls to a fiftieth while it learns.
VANISHED = 1e-3
# Where the discriminator is at chance, the gradient vanishes for good reason.
CHANCE = 0.6
# Generator updates in which every generator's samples are alike.
WARM_UP = 1000
# Part of the diversity of real images. The nine models on MNIST end between
# 0.76 (BEGAN) and 0.99.
DIVERSITY = 0.5
# Part of what it once was: healthy ones keep nine tenths, once they have it.
FALLEN = 0.6
# Samples below are all the same. Slow learners stay at 0.1 for thousands of
# updates before they take off.
ALIKE = 0.05
# Observations in which losses must turn so often, each time by a swing as large
# as their median, for an oscillation. Healthy ones swing by half of it.
WINDOW, TURNS, SWING = 10, 3, 0.5
# The nine models on MNIST end between 0.69 (BEGAN, whose samples are smooth)
# and 1.97.
COPIED = 0.3


def non_finite(observations):
    """NaN or infinity among the figures."""
    bad = {k: v for k, v in observations[-1].items() if not math.isfinite(v)}
    return ", ".join(f"{name} is {value}" for name, value in bad.items())


def saturated_collapse(observations):
    """D(x) and D(G(z)) both at 0, or both at 1, and losses that stand still."""
    names = ("d_real", "d_fake", "d_loss", "g_loss")
    d_real, d_fake, d_loss, g_loss = newest(observations, IN_A_ROW, *names)
    for end in (0, 1):
        at_end = [abs(d - end) < SATURATED for d in d_real + d_fake]
        if at_end and all(at_end) and _stands(d_loss) and _stands(g_loss):
            return (
                f"D(x) and D(G(z)) were both {end} {IN_A_ROW} times in a row, "
                f"with losses of {d_loss[-1]:.4g} and {g_loss[-1]:.4g} that do "
                "not move"
            )
    return None


def overpowering(observations):
    """D(x) at 1 and D(G(z)) at 0."""
    d_real, d_fake = newest(observations, IN_A_ROW, "d_real", "d_fake")
    if d_real and min(d_real) > SURE_REAL and max(d_fake) < SURE_FAKE:
        return (
            f"D(x) is {d_real[-1]:.3g} and D(G(z)) {d_fake[-1]:.2g}, above "
            f"{SURE_REAL} and below {SURE_FAKE} {IN_A_ROW} times in a row"
        )
    return None


def vanishing_gradient(observations):
    """A generator's gradient that is a tiny part of what it was."""
    (gradient,) = newest(observations, IN_A_ROW, "gradient")
    reference = _reference(observations)
    at_chance = observations[-1].get("d_accuracy", 1.0) < CHANCE
    if not gradient or at_chance or max(gradient) >= VANISHED * reference:
        return None
    return (
        f"the norm of the generator's gradient is {gradient[-1]:.2g}, and was "
        f"{reference:.2g}"
    )


def _reference(observations):
    """The gradient to compare the newest with, 0 where there is none.

    The largest that lasted: of the medians of epochs in a row. That before
    training counts too where the discriminator's output is a probability. A
    critic's output has no scale, and weight clipping shrinks it at once.
    """
    earlier = [
        (o["epoch"], o["gradient"])
        for o in observations[:-IN_A_ROW]
        if math.isfinite(o.get("gradient", math.nan))
    ]
    trained = [gradient for epoch, gradient in earlier if epoch > 0]
    candidates = [
        statistics.median(trained[i : i + IN_A_ROW])
        for i in range(len(trained) - IN_A_ROW + 1)
    ]
    if "d_fake" in observations[-1]:
        candidates += [gradient for epoch, gradient in earlier if epoch == 0]
    return max(candidates, default=0.0)


def mode_collapse(observations):
    """Samples that were diverse, or that are all the same and stay so.

    A generator that learns slowly makes similar samples too, but never made
    others.
    """
    step, diversity = newest(observations, IN_A_ROW, "step", "diversity")
    if not step or step[0] < WARM_UP:
        return None
    before = [
        o.get("diversity", math.nan)
        for o in observations[:-IN_A_ROW]
        if o["epoch"] > 0
    ]
    now, most = max(diversity), max(filter(math.isfinite, before), default=0.0)
    if now < min(DIVERSITY, FALLEN * most):
        history = f"and was {most:.2f}"
    elif now < ALIKE and now <= most:
        history = f"below {ALIKE} {IN_A_ROW} times in a row"
    else:
        return None
    return (
        f"the diversity of samples is {diversity[-1]:.2f} of that of real "
        f"images, {history}"
    )


def oscillation(observations):
    """Both losses swinging back and forth.

    Losses of critics have no zero that a swing could be relative to: where one
    is not positive, nothing is said.
    """
    losses = newest(observations, WINDOW, "d_loss", "g_loss")
    if any(turns(loss) < TURNS for loss in losses):
        return None
    ranges = [f"{min(loss):.3g} and {max(loss):.3g}" for loss in losses]
    return (
        f"in {WINDOW} epochs both losses turned at least {TURNS} times, d_loss "
        f"between {ranges[0]}, g_loss between {ranges[1]}"
    )


def turns(loss):
    """How often a loss turns after a swing of `SWING` times its median."""
    if not loss or min(loss) <= 0:
        return 0
    size = SWING * statistics.median(loss)
    # The first swing is no turn yet.
    count, direction, extreme = -1, 0, loss[0]
    for value in loss[1:]:
        change = value - extreme
        if change * direction > 0:
            extreme = value
        elif abs(change) >= size:
            count, direction, extreme = count + 1, change, value
    return max(count, 0)


def memorisation(observations):
    """Samples much nearer to training images than other real images are."""
    (ratio,) = newest(observations, IN_A_ROW, "neighbour_ratio")
    if not ratio or max(ratio) >= COPIED:
        return None
    return (
        "samples are as far from the nearest training images as "
        f"{ratio[-1]:.2f} times what other real images are, below {COPIED} "
        f"{IN_A_ROW} times in a row"
    )


def newest(observations, n, *names):
    """Figures of the newest n epochs.

    Returns:
        A list of n floats for each name; empty lists where one of the figures
        is missing or not finite.
    """
    last = [o for o in observations if o["epoch"] > 0][-n:]
    figures = [[o.get(name, math.nan) for o in last] for name in names]
    known = all(math.isfinite(v) for values in figures for v in values)
    return figures if known and len(last) == n else [[] for _ in names]


def _stands(loss):
    low, high = min(loss), max(loss)
    return high - low <= FROZEN * max(abs(low), abs(high), 1.0)
