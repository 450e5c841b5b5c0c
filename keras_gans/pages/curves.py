"""The lines of a run's plots: its logs and scores over epochs."""

import csv
import dataclasses
import math

from keras_gans.metrics import VALUES
from keras_gans.pages.wording import title

# The plots of logs, by title: columns and the names of their lines.
CURVES = {
    "Losses": {"d_loss": "D", "g_loss": "G"},
    "Output of D": {
        "d_real": "D(x)",
        "d_fake": "D(G(z))",
        "real_score": "D(x)",
        "fake_score": "D(G(z))",
    },
    "Energies": {"real_energy": "real", "fake_energy": "generated"},
    "Wasserstein estimate": {"wasserstein": ""},
    "Convergence": {"convergence": ""},
    "Reconstruction": {
        "l1": "L1",
        "cycle": "cycle",
        "identity": "identity",
    },
    "Accuracy of classes": {
        "d_class_accuracy": "D",
        "g_class_accuracy": "G",
    },
    "Diversity": {"diversity": ""},
}
# A larger value would flatten all others on its axis.
FAR = 1e12


@dataclasses.dataclass(frozen=True)
class Line:
    """Means of epochs, and the values within epochs that they average."""

    name: str
    points: list[tuple[float, float]]
    within: list[tuple[float, float]] = dataclasses.field(default_factory=list)


def curves(history, stages=()):
    """A run's logs, and the scores that it has of several stages.

    Args:
        history: Path of the run's `history.csv`, which need not exist. Scores
            in it are shown too.
        stages: The stages of the result of a study's run.

    Returns:
        A dictionary of lists of `Line`s, by title.
    """
    return _of_logs(_read(history)) | _of_scores(stages)


def _read(path):
    """The rows of a history as numbers, without torn rows."""
    try:
        with open(path, newline="", encoding="utf-8", errors="replace") as file:
            return [row for row in map(_numbers, csv.DictReader(file)) if row]
    except (FileNotFoundError, csv.Error):  # A field of more than 128 KiB.
        return []


def _numbers(row):
    """The row with numbers for text, or `None` if it is torn."""
    try:
        numbers = {"row": row.pop("row")}
        numbers |= {c: int(row.pop(c)) for c in ("epoch", "step")}
        numbers |= {c: float(v) for c, v in row.items() if v != ""}
    except (KeyError, TypeError, ValueError):
        return None
    counts = numbers["epoch"], numbers["step"]
    return numbers if 0 < min(counts) and max(counts) < FAR else None


def _of_logs(rows):
    """Lines by title, from the rows of a history."""
    whole = [row for row in rows if row["row"] == "epoch"]
    parts = [row for row in rows if row["row"] == "step"]
    # A training that stopped in its first epoch has only rows of steps.
    last = (whole or parts or [{"epoch": 1, "step": 1}])[-1]
    steps = last["step"] / last["epoch"]
    plots = {}
    for name, columns in (CURVES | _columns_of_scores()).items():
        lines = [
            Line(label, _points(whole, c, steps), _points(parts, c, steps))
            for c, label in columns.items()
        ]
        if lines := [line for line in lines if line.points or line.within]:
            plots[name] = lines
    return plots


def _columns_of_scores():
    """As `CURVES`, for the scores that callbacks log."""
    plots = {}
    for value in VALUES.values():
        label = value.title if value.plot else ""
        plots.setdefault(value.plot or value.title, {})[value.log] = label
    return plots


def _points(rows, column, steps):
    return [
        (row["step"] / steps, _finite(row[column]))
        for row in rows
        if column in row
    ]


def _of_scores(stages):
    """Lines by title, of the scores that several stages have."""
    plots = {}
    names = dict.fromkeys(name for s in stages for name in s["scores"])
    for name in names:
        points = [
            (stage["epochs"], _finite(stage["scores"][name]["value"]))
            for stage in stages
            if name in stage["scores"]
        ]
        if len(points) < 2:
            continue
        plot = VALUES[name].plot if name in VALUES else None
        if plot:
            plots.setdefault(plot, []).append(Line(title(name), points))
        else:
            plots[title(name)] = [Line("", points)]
    return plots


def _finite(value):
    value = math.nan if value is None else float(value)
    return value if abs(value) < FAR else math.nan
