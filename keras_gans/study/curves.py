"""What a run's plots show: lines over epochs of its logs and scores."""

import csv
import dataclasses
import math

from keras_gans.metrics import VALUES
from keras_gans.study.tables import title

# What is drawn of the logs, by title: columns and names of their lines.
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
    "Diversity": {"diversity": ""},
}
# An axis that reaches so far shows nothing else.
FAR = 1e12


@dataclasses.dataclass(frozen=True)
class Line:
    """Points over epochs, and those within epochs that they are means of."""

    name: str
    points: list[tuple[float, float]]
    within: list[tuple[float, float]] = dataclasses.field(default_factory=list)


def curves(history, stages):
    """What a run logged, and what was scored more than once.

    Args:
        history: Path of its `history.csv`, which need not exist.
        stages: The stages of its result.

    Returns:
        A dictionary of lists of `Line`s, by title.
    """
    return _of_logs(_read(history)) | _of_scores(stages)


def _read(path):
    """The rows of a history but torn ones, with numbers."""
    try:
        with open(path, newline="", encoding="utf-8", errors="replace") as file:
            return [row for row in map(_numbers, csv.DictReader(file)) if row]
    except FileNotFoundError:
        return []


def _numbers(row):
    """The row with numbers, or `None` where it is torn."""
    try:
        found = {"row": row.pop("row")}
        found |= {c: int(row.pop(c)) for c in ("epoch", "step")}
        found |= {c: float(v) for c, v in row.items() if v != ""}
    except (KeyError, TypeError, ValueError):
        return None
    return found if min(found["epoch"], found["step"]) > 0 else None


def _of_logs(rows):
    """Lines by title of what is in a history."""
    whole = [row for row in rows if row["row"] == "epoch"]
    parts = [row for row in rows if row["row"] == "step"]
    # Of a training that stopped within its first epoch, all is that epoch.
    last = (whole or parts or [{"epoch": 1, "step": 1}])[-1]
    steps = last["step"] / last["epoch"]
    drawn = {}
    for name, columns in CURVES.items():
        lines = [
            Line(label, _points(whole, c, steps), _points(parts, c, steps))
            for c, label in columns.items()
        ]
        if lines := [line for line in lines if line.points or line.within]:
            drawn[name] = lines
    return drawn


def _points(rows, column, steps):
    return [
        (row["step"] / steps, _finite(row[column]))
        for row in rows
        if column in row
    ]


def _of_scores(stages):
    """Lines of the scores of at least two stages, by the plot's title."""
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
