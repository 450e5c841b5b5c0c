"""Symptoms of common GAN failures.

An observation is a dictionary of floats that describe one epoch:

- `epoch`: number of trained epochs.
- `step`: generator updates so far.
- The model's logs: `d_loss`, `g_loss`, for some models `d_real`, `d_fake` and
  others.
- `d_target`: the discriminator's target for real images, if it is not 1.
- `gradient`: norm of the generator's gradient.
- `diversity`: diversity of samples, divided by that of real images.
- `neighbour_ratio`: distance of samples from their nearest training images,
  divided by the distance of held-out real images from theirs.
- `inference_spread`: spread of samples in inference mode, divided by that in
  training mode.

The first observation is made before training and has no logs.

Each symptom is a function of a list of `periods` of observations, the newest
last; a symptom of the newest epoch alone is a function of the observations. It
returns evidence as text, or nothing. If a value that it needs is missing or not
finite, it returns nothing.
"""

import math
import statistics

from keras_gans.callbacks.diagnosis.periods import newest

# Periods in a row that must show a symptom; a single one may be chance.
IN_A_ROW = 3
# Bounds of the means of D(x), relative to its target, and D(G(z)).
SURE_REAL, SURE_FAKE = 0.95, 0.05
# A generator whose samples are as diverse as this and as near to real images
# keeps up, however sure the discriminator is: with few images it knows them by
# heart. Nine healthy models on MNIST end within these bounds.
DIVERSE, NEAR = 0.7, 2.0
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
# Losses oscillate if they turn at least TURNS times in WINDOW periods, each
# time by a swing of at least SWING times their median. Healthy losses swing by
# half of that.
WINDOW, TURNS, SWING = 10, 3, 0.5
# Samples with a neighbour ratio below this are copies. Nine healthy models on
# MNIST end between 0.69 (BEGAN, whose samples are smooth) and 1.97.
COPIED = 0.3
# Batch statistics lag if the spread of samples in inference mode is less than
# this share of that in training mode, or as much larger.
LAGGING = 0.6


def non_finite(observations):
    """NaN or infinity in the newest observation."""
    bad = {k: v for k, v in observations[-1].items() if not math.isfinite(v)}
    return ", ".join(f"{name} is {value}" for name, value in bad.items())


def lagging_statistics(observations):
    """Samples in inference mode that differ from those in training mode."""
    spread = observations[-1].get("inference_spread", 1.0)
    if LAGGING <= spread <= 1 / LAGGING or not math.isfinite(spread):
        return None
    return (
        "the spread of images in inference mode, as generate makes them, is "
        f"{spread:.2f} times that in training mode"
    )


def saturated_collapse(periods):
    """D(x) and D(G(z)) both at 0, or both at 1, with constant losses."""
    names = ("d_real", "d_fake", "d_loss", "g_loss")
    d_real, d_fake, d_loss, g_loss = newest(periods, IN_A_ROW, *names)
    if not d_real or not (_is_constant(d_loss) and _is_constant(g_loss)):
        return None
    for end in (0, 1):
        if all(abs(d - end) < SATURATED for d in d_real + d_fake):
            return (
                f"D(x) and D(G(z)) were both {end} in the last "
                f"{_updates(periods)} updates, and d_loss ({d_loss[-1]:.4g}) "
                f"and g_loss ({g_loss[-1]:.4g}) did not change"
            )
    return None


def overpowering(periods):
    """D(x) at its target and D(G(z)) at 0, and samples that are not good."""
    d_real, d_fake = newest(periods, IN_A_ROW, "d_real", "d_fake")
    # With label smoothing, the best discriminator has D(x) at its target.
    bound = SURE_REAL * periods[-1].get("d_target", 1.0)
    if _keeps_up(periods[-1]):
        return None
    if d_real and min(d_real) > bound and max(d_fake) < SURE_FAKE:
        return (
            f"D(x) is {d_real[-1]:.3g} and D(G(z)) {d_fake[-1]:.2g}; they were "
            f"above {bound:.3g} and below {SURE_FAKE} in the last "
            f"{_updates(periods)} updates"
        )
    return None


def _keeps_up(period):
    """Whether samples are known to be diverse and near to real images."""
    diversity = period.get("diversity", math.nan)
    ratio = period.get("neighbour_ratio", math.nan)
    return diversity >= DIVERSE and ratio <= NEAR


def vanishing_gradient(periods):
    """A generator's gradient that is a tiny share of what it was."""
    (gradient,) = newest(periods, IN_A_ROW, "gradient")
    at_chance = periods[-1].get("d_accuracy", 1.0) < CHANCE
    if not gradient or at_chance:
        return None
    reference = _reference(periods)
    if max(gradient) >= VANISHED * reference:
        return None
    return (
        f"the norm of the generator's gradient is {gradient[-1]:.2g}; earlier "
        f"it was {reference:.2g}"
    )


def _reference(periods):
    """The earlier gradient norm to compare the newest with; 0 if unknown.

    It is the largest median of consecutive periods. The norm before training
    counts too if the discriminator's output is a probability. It does not
    count for a critic, whose output has no fixed scale and shrinks as soon as
    weights are clipped.
    """
    start, *trained = [o.get("gradient", math.nan) for o in periods[:-IN_A_ROW]]
    trained = [*filter(math.isfinite, trained)]
    candidates = [
        statistics.median(trained[i : i + IN_A_ROW])
        for i in range(len(trained) - IN_A_ROW + 1)
    ]
    if "d_fake" in periods[-1] and math.isfinite(start):
        candidates.append(start)
    return max(candidates, default=0.0)


def mode_collapse(periods):
    """Samples that lost their diversity, or that are all the same.

    A generator that learns slowly generates similar samples too, but its
    samples were never diverse.
    """
    step, diversity = newest(periods, IN_A_ROW, "step", "diversity")
    if not step or step[0] < WARM_UP:
        return None
    before = [o.get("diversity", math.nan) for o in periods[1:-IN_A_ROW]]
    now, most = max(diversity), max(filter(math.isfinite, before), default=0.0)
    if now < min(DIVERSITY, FALLEN * most):
        history = f"it was {most:.2f} before"
    elif now < ALIKE and now <= most:
        last = _updates(periods)
        history = f"it was below {ALIKE} in the last {last} updates"
    else:
        return None
    return (
        f"the diversity of samples is {diversity[-1]:.2f} times that of real "
        f"images; {history}"
    )


def oscillation(periods):
    """Both losses swing back and forth.

    Only positive losses are checked. The losses of critics have no natural zero
    that a swing could be relative to.
    """
    losses = newest(periods, WINDOW, "d_loss", "g_loss")
    if any(turns(loss) < TURNS for loss in losses):
        return None
    ranges = [f"{min(loss):.3g} and {max(loss):.3g}" for loss in losses]
    return (
        f"in {_updates(periods, WINDOW)} updates both losses turned at least "
        f"{TURNS} times: d_loss between {ranges[0]}, g_loss between {ranges[1]}"
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


def memorisation(periods):
    """Samples much nearer to training images than other real images are."""
    (ratio,) = newest(periods, IN_A_ROW, "neighbour_ratio")
    if not ratio or max(ratio) >= COPIED:
        return None
    return (
        "the distance of samples from the nearest training images is "
        f"{ratio[-1]:.2f} times that of other real images; it was below "
        f"{COPIED} times that in the last {_updates(periods)} updates"
    )


def _updates(periods, n=IN_A_ROW):
    """The number of updates in the newest n periods."""
    return periods[-1]["step"] - periods[-n - 1].get("step", 0)


def _is_constant(loss):
    low, high = min(loss), max(loss)
    return high - low <= FROZEN * max(abs(low), abs(high), 1.0)
