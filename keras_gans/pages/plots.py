"""Curves of a run as SVG that takes its colours and fonts from the page."""

import dataclasses
import io
import math
import re

FROM_0_TO_1 = (
    "Output of D",
    "Diversity",
    "Fidelity and variety",
    "Accuracy of classes",
)
# What these measure depends on the model, so runs do not share an axis.
OF_THE_MODEL = ("Losses", "Energies", "Wasserstein estimate", "Convergence")
POINTS = 300
# Placeholder colours of Matplotlib, replaced by colours of the page.
INK = "#010203"
LINES = ("#010301", "#010302", "#010303", "#010304")
COLOURS = {line: f"var(--line-{i})" for i, line in enumerate(LINES)}
COLOURS[INK] = "currentColor"
STYLE = {
    "font.size": 8,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "svg.fonttype": "none",
}
# Equal in all plots, so that the page can mark an epoch in them.
LEFT, RIGHT = 0.11, 0.98


@dataclasses.dataclass(frozen=True)
class Plot:
    """A plot for the page.

    Attributes:
        title: Text above the plot.
        lines: Names of its lines, in the order of the page's colours.
        epochs: The last epoch, the end of the axis.
        svg: An SVG element.
        values: For each line its points, lists of epoch and value; `None`
            stands for NaN.
    """

    title: str
    lines: tuple[str, ...]
    epochs: float
    svg: str
    values: list


def limits(runs):
    """The least and the greatest value of each quantity in all runs.

    Args:
        runs: List of dictionaries, as `curves` returns them.

    Returns:
        A dictionary of pairs by title, without what depends on the model.
    """
    values = {}
    for title, lines in (item for run in runs for item in run.items()):
        points = [point for line in lines for point in line.points]
        finite = [value for _, value in points if math.isfinite(value)]
        if finite and title not in OF_THE_MODEL:
            values.setdefault(title, []).extend(finite)
    return {title: (min(v), max(v)) for title, v in values.items()}


def draw(curves, prefix, limits=None):
    """Draws a plot for each title.

    Args:
        curves: Dictionary of lists of `Line`s, as `curves` returns it.
        prefix: Beginning of the ids in the SVG, unique to each run of a page.
        limits: Dictionary of the values that an axis shows at least, by title.

    Returns:
        A list of `Plot`s, all over the same epochs.
    """
    limits = limits or {}
    lines = [line for group in curves.values() for line in group]
    points = [point for line in lines for point in line.points + line.within]
    epochs = max((epoch for epoch, _ in points), default=1)
    return [
        Plot(
            title,
            tuple(line.name for line in group),
            epochs,
            _svg(group, epochs, f"{prefix}-{i}", _shown(title, limits)),
            [_values(line) for line in group],
        )
        for i, (title, group) in enumerate(curves.items())
    ]


def _thin(points):
    """Every k-th point, at most `POINTS`, up to the last."""
    every = math.ceil(len(points) / POINTS) or 1
    return points[::-1][::every][::-1]


def _shown(title, limits):
    """Values that the axis of a plot shows whatever the lines are."""
    return *limits.get(title, ()), *((0, 1) if title in FROM_0_TO_1 else ())


def _values(line):
    return [
        [round(epoch, 3), float(f"{v:.3g}") if math.isfinite(v) else None]
        for epoch, v in _thin(line.points or line.within)
    ]


def _svg(lines, epochs, prefix, shown):
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    with matplotlib.rc_context(STYLE | {"svg.hashsalt": prefix}):
        figure = Figure(figsize=(4.2, 1.5))
        axes = figure.add_axes((LEFT, 0.16, RIGHT - LEFT, 0.78))
        if shown:
            axes.update_datalim([(0, value) for value in shown])
        for line, colour in zip(lines, LINES):
            _plot(axes, line, colour)
        axes.set_xlim(0, epochs)
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.yaxis.set_major_locator(MaxNLocator(4))
        axes.yaxis.set_major_formatter("{x:.4g}")
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(length=0)
        axes.grid(axis="y", color=INK, alpha=0.15, linewidth=0.6)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True)
    return _inline(file.getvalue(), prefix)


def _plot(axes, line, colour):
    within, points = _thin(line.within), _thin(line.points)
    axes.plot(*zip(*within), color=colour, alpha=0.35, linewidth=0.7)
    marker = "o" if len(points) < 40 else ""
    axes.plot(
        *zip(*points),
        color=colour,
        linewidth=1.5,
        marker=marker,
        markersize=2.5,
    )


def _inline(svg, prefix):
    """Turns an SVG document into an element for a page with several."""
    svg = svg[svg.index("<svg") :]
    # Matplotlib's style would apply to all elements of the page.
    svg = re.sub(r"<(metadata|style).*?</\1>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'( id="|url\(#|href="#)', rf"\g<1>{prefix}-", svg)
    for placeholder, colour in COLOURS.items():
        svg = svg.replace(placeholder, colour)
    return re.sub(r"\n\s*", " ", svg)
