"""Which scores of a study's rows compare, and which of them are best."""

import math

from keras_gans.metrics import VALUES
from keras_gans.metrics.metric import LOWER

# What two scores must have in common to compare.
PROTOCOL = ("protocol", "weights", "resize", "reference", "samples")


def protocol(score):
    """What scores must share to compare; the protocol's name is first."""
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
    """Indices of the rows with the best mean of each comparable group.

    Rows whose runs collapsed are left out: their scores can be good by chance.
    """
    better = better_direction(name)
    if better is None:
        return set()
    pick = min if better == LOWER else max
    best_rows = set()
    for group in comparable(rows, name):
        sound = [i for i in group if not rows[i].is_collapsed]
        means = {i: rows[i].scores[name].mean for i in sound}
        means = {i: mean for i, mean in means.items() if not math.isnan(mean)}
        # A single row has nothing to be better than.
        if len(group) > 1 and means:
            top = pick(means.values())
            best_rows |= {i for i, mean in means.items() if mean == top}
    return best_rows


def notes(rows, names):
    """Sentences that say what compares with what."""
    sentences = []
    datasets = {row.labels.get("dataset") for row in rows}
    if names and len(datasets) > 1:
        sentences.append("The best of each data set is marked.")
    protocols = []
    for name in names:
        used = [row.scores[name].protocol for row in rows if name in row.scores]
        protocols += dict.fromkeys(str(protocol[0]) for protocol in used)
        if len(comparable(rows, name)) > len(datasets):
            sentences.append(
                f"Not all values of {name} can be compared (their protocols, "
                "weights or references differ): the best of each protocol is "
                "marked."
            )
    if protocols:
        sentences.append(
            f"Protocols (score_features_images): {', '.join(protocols)}."
        )
    return sentences
