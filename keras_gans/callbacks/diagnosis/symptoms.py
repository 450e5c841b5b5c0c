"""Symptoms of common GAN failures.

An observation is a dictionary of floats that describe one epoch:

- `epoch`: number of trained epochs; 0 is the observation before training.
- `step`: generator updates so far.
- The model's logs: `d_loss`, `g_loss`, for some models `d_real`, `d_fake` and
  others.
- `gradient`: norm of the generator's gradient.
- `diversity`: diversity of samples, divided by that of real images.
- `neighbour_ratio`: distance of samples from their nearest training images,
  divided by the distance of held-out real images from theirs.

Each symptom is a function of a list of observations, the newest last. It
returns evidence as text, or nothing. If a value that it needs is missing or not
finite, it returns nothing.
"""

import math
import statistics

# Observations in a row that must show a symptom; a single one may be chance.
IN_A_ROW = 3
# Bounds of the epoch means of D(x) and D(G(z)). Healthy trainings end near 0.8
# and 0.2 (DCGAN on MNIST).
SURE_REAL, SURE_FAKE = 0.95, 0.05
# A discriminator whose probabilities are within this distance of 0 or 1 passes
# no gradient through its sigmoid.
SATURATED = 1e-3
# A loss counts as constant if it changes by at most this share of itself, or by
# this much if it is below 1. Noise alone changes a loss more.
FROZEN = 0.01
# A gradient counts as vanished below this share of its reference. Healthy
# trainings stay far above it: the scale of a healthy WGAN's critic on MNIST
# falls to a fiftieth while it learns.
VANISHED = 1e-3
# Discriminator accuracy below which it is at chance. The gradient then vanishes
# because samples cannot be told from real images.
CHANCE = 0.6
# Generator updates before which the samples of any generator may be alike.
WARM_UP = 1000
# Collapsed samples have less than this share of the diversity of real images.
# Nine healthy models on MNIST end between 0.76 (BEGAN) and 0.99.
DIVERSITY = 0.5
# Collapsed samples have less than this share of their earlier diversity.
# Healthy models keep nine tenths of it.
FALLEN = 0.6
# Samples with less diversity than this are all the same. Models that learn
# slowly may stay at 0.1 for thousands of updates.
ALIKE = 0.05
# Losses oscillate if they turn at least TURNS times in WINDOW observations,
# each time by a swing of at least SWING times their median. Healthy losses
# swing by half of that.
WINDOW, TURNS, SWING = 10, 3, 0.5
# Samples with a neighbour ratio below this are copies. Nine healthy models on
# MNIST end between 0.69 (BEGAN, whose samples are smooth) and 1.97.
COPIED = 0.3


def non_finite(observations):
    """NaN or infinity in the newest observation."""
    bad = {k: v for k, v in observations[-1].items() if not math.isfinite(v)}
    return ", ".join(f"{name} is {value}" for name, value in bad.items())


def saturated_collapse(observations):
    """D(x) and D(G(z)) both at 0, or both at 1, with constant losses."""
    names = ("d_real", "d_fake", "d_loss", "g_loss")
    d_real, d_fake, d_loss, g_loss = newest(observations, IN_A_ROW, *names)
    if not d_real or not (_is_constant(d_loss) and _is_constant(g_loss)):
        return None
    for end in (0, 1):
        if all(abs(d - end) < SATURATED for d in d_real + d_fake):
            return (
                f"D(x) and D(G(z)) were both {end} {IN_A_ROW} times in a row, "
                f"and d_loss ({d_loss[-1]:.4g}) and g_loss ({g_loss[-1]:.4g}) "
                "did not change"
            )
    return None


def overpowering(observations):
    """D(x) at 1 and D(G(z)) at 0."""
    d_real, d_fake = newest(observations, IN_A_ROW, "d_real", "d_fake")
    if d_real and min(d_real) > SURE_REAL and max(d_fake) < SURE_FAKE:
        return (
            f"D(x) is {d_real[-1]:.3g} and D(G(z)) {d_fake[-1]:.2g}; they were "
            f"above {SURE_REAL} and below {SURE_FAKE} {IN_A_ROW} times in a row"
        )
    return None


def vanishing_gradient(observations):
    """A generator's gradient that is a tiny share of what it was."""
    (gradient,) = newest(observations, IN_A_ROW, "gradient")
    reference = _reference(observations)
    at_chance = observations[-1].get("d_accuracy", 1.0) < CHANCE
    if not gradient or at_chance or max(gradient) >= VANISHED * reference:
        return None
    return (
        f"the norm of the generator's gradient is {gradient[-1]:.2g}; earlier "
        f"it was {reference:.2g}"
    )


def _reference(observations):
    """The earlier gradient norm to compare the newest with; 0 if unknown.

    It is the largest median of consecutive epochs. The norm before training
    counts too if the discriminator's output is a probability. It does not
    count for a critic, whose output has no fixed scale and shrinks as soon as
    weights are clipped.
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
    """Samples that lost their diversity, or that are all the same.

    A generator that learns slowly generates similar samples too, but its
    samples were never diverse.
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
    """Both losses swing back and forth.

    Only positive losses are checked. The losses of critics have no natural zero
    that a swing could be relative to.
    """
    losses = newest(observations, WINDOW, "d_loss", "g_loss")
    if any(turns(loss) < TURNS for loss in losses):
        return None
    ranges = [f"{min(loss):.3g} and {max(loss):.3g}" for loss in losses]
    return (
        f"in {WINDOW} epochs both losses turned at least {TURNS} times: d_loss "
        f"between {ranges[0]}, g_loss between {ranges[1]}"
    )


def turns(loss):
    """How often a loss turns by at least `SWING` times its median."""
    if not loss or min(loss) <= 0:
        return 0
    size = SWING * statistics.median(loss)
    # Start at -1: the first swing is not a turn.
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
        "the distance of samples from the nearest training images is "
        f"{ratio[-1]:.2f} times that of other real images; it was below "
        f"{COPIED} times that {IN_A_ROW} times in a row"
    )


def newest(observations, n, *names):
    """Values of the newest n observed epochs.

    Returns:
        A list of n floats for each name; empty lists if any of the values is
        missing or not finite.
    """
    last = [o for o in observations if o["epoch"] > 0][-n:]
    columns = [[o.get(name, math.nan) for o in last] for name in names]
    is_known = all(math.isfinite(v) for column in columns for v in column)
    return columns if is_known and len(last) == n else [[] for _ in names]


def _is_constant(loss):
    low, high = min(loss), max(loss)
    return high - low <= FROZEN * max(abs(low), abs(high), 1.0)
