"""Which scores of a study's rows compare, and which of them are best."""

import math

from keras_gans.metrics import VALUES
from keras_gans.metrics.metric import LOWER

# What two scores must have in common.
PROTOCOL = ("protocol", "weights", "resize", "reference", "samples")


def protocol(score):
    """What a score compares by, its protocol's name first."""
    return tuple(score.get(name) for name in PROTOCOL)


def better_direction(name):
    """Which values of a score are better: `LOWER`, `HIGHER` or `None`."""
    return VALUES[name].better if name in VALUES else None


def comparable(rows, name):
    """Groups the rows whose values of a score compare.

    Args:
        rows: `Row`s of a table.
        name: Name of a score.

    Returns:
        Lists of indices, one for each data set and protocol.
    """
    groups = {}
    for i, row in enumerate(rows):
        if name in row.scores:
            key = row.labels.get("dataset"), row.scores[name].protocol
            groups.setdefault(key, []).append(i)
    return list(groups.values())


def best(rows, name):
    """Indices of the rows with the best mean of each comparable group."""
    better = better_direction(name)
    if better is None:
        return set()
    pick = min if better == LOWER else max
    found = set()
    for group in comparable(rows, name):
        means = {i: rows[i].scores[name].mean for i in group}
        means = {i: mean for i, mean in means.items() if not math.isnan(mean)}
        # One alone is the best of nothing.
        if len(group) > 1 and means:
            top = pick(means.values())
            found |= {i for i, mean in means.items() if mean == top}
    return found


def notes(rows, names):
    """Sentences that say what compares with what."""
    sentences = []
    datasets = {row.labels.get("dataset") for row in rows}
    if names and len(datasets) > 1:
        sentences.append("The best of each data set is marked.")
    protocols = []
    for name in names:
        used = [row.scores[name].protocol for row in rows if name in row.scores]
        protocols += dict.fromkeys(str(way[0]) for way in used)
        if len(comparable(rows, name)) > len(datasets):
            sentences.append(
                f"Not all values of {name} compare (their protocols, weights "
                "or references differ): the best of each protocol is marked."
            )
    if protocols:
        sentences.append(f"Protocols: {', '.join(protocols)}.")
    return sentences
