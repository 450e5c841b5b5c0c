"""Periods of equally many updates, which symptoms compare."""

import math
import statistics

# Generator updates, at least, in a period.
PERIOD = 400


def periods(observations):
    """Merges consecutive observations until they span `PERIOD` updates.

    Figures of single epochs are not comparable: an epoch of a few pictures has
    a few updates, one of MNIST in batches of 128 has 469.

    Args:
        observations: List of dictionaries, as `symptoms` describes them, the
            newest last; the first was made before training.

    Returns:
        A list of dictionaries with the same names. The first is the first
        observation; the others hold the means of whole periods, and the
        `epoch` and `step` of their last observation.
    """
    start, *others = observations
    merged, group, span, before = [start], [], 0, start.get("step", 0)
    for observation in others:
        group.append(observation)
        # The count starts again if the model is compiled again.
        span += max(observation["step"] - before, 0)
        before = observation["step"]
        if span >= PERIOD:
            merged.append(_mean(group))
            group, span = [], 0
    return merged


def newest(merged, n, *names):
    """Values of the newest n periods.

    Returns:
        A list of n floats for each name; empty lists if there are fewer
        periods, or any of the values is missing or not finite.
    """
    last = merged[1:][-n:]
    columns = [[o.get(name, math.nan) for o in last] for name in names]
    is_known = all(math.isfinite(v) for column in columns for v in column)
    return columns if is_known and len(last) == n else [[] for _ in names]


def _mean(group):
    """The means of observations; NaN where one of them lacks a figure."""
    last = group[-1]
    means = {
        name: statistics.fmean(o.get(name, math.nan) for o in group)
        for name in last
    }
    return means | {"epoch": last["epoch"], "step": last["step"]}
