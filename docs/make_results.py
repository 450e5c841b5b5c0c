"""Writes docs/results.md from its template and the results of studies.

    python docs/make_results.py                         # only the page
    python docs/make_results.py studies/vanilla-adam-cpu ...  # adds studies

Adding a study copies its results to docs/results/, and a picture of samples to
docs/images/. The page needs nothing else.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined
from matplotlib.figure import Figure
from PIL import Image

from keras_gans.study import Study
from keras_gans.study import tables
from keras_gans.study.claims import judge
from keras_gans.study.comparison import PROTOCOL
from keras_gans.study.results import read_results
from keras_gans.utils.files import replacing

DOCS = Path(__file__).parent
# The parts of a result that tables and verdicts need.
KEPT = (
    "id",
    "labels",
    "seed",
    "status",
    "stages",
    "diagnosis",
    "seconds",
    "versions",
)
COLUMNS = 3


def take_in(folder):
    """Copies the results of a study's folder, and draws its samples."""
    study = Study.of(json.loads((folder / "study.json").read_text()))
    results = read_results(study, folder)
    lines = map(json.dumps, [asdict(study), *map(_kept, results)])
    with replacing(_kept_results(study.name)) as aside:
        aside.write_text("\n".join(lines) + "\n")
    draw(results, folder / "runs", DOCS / "images" / f"study-{study.name}.png")


def _kept_results(name):
    """A file with the study in its first line, and a result in each other."""
    return DOCS / "results" / f"{name}.jsonl"


def _kept(result):
    kept = {key: result[key] for key in KEPT}
    for stage in kept["stages"]:
        for score in stage["scores"].values():
            for key in score.keys() - {"value", *PROTOCOL}:
                del score[key]
    kept["diagnosis"] = [
        {key: finding[key] for key in ("rule", "epoch")}
        for finding in kept["diagnosis"]
    ]
    return kept


def draw(results, runs, path):
    """Draws the upper half of the last grid of each configuration.

    The grid is that of the first seed with one: a seed may have failed before.
    """
    table = tables.summarize(results)
    seeds = {row.runs[0]["id"]: row.runs for row in table.rows}
    rows = -(-len(seeds) // COLUMNS)
    figure = Figure((3.4 * COLUMNS, 2 * rows), layout="constrained")
    axes = figure.subplots(rows, COLUMNS, squeeze=False).flatten()
    for ax in axes:
        ax.set_axis_off()
    for ax, results in zip(axes, seeds.values()):
        name = tables.caption(table.differing(results[0]["labels"]))
        ax.set_title(name, fontsize=9)
        folders = (runs / result["id"] / "samples" for result in results)
        grids = (max(f.glob("epoch-*.png"), default=None) for f in folders)
        if path_of_grid := next(filter(None, grids), None):
            with Image.open(path_of_grid) as grid:
                width, height = grid.size
                ax.imshow(grid.crop((0, 0, width, height // 2)))
    with replacing(path) as aside:
        figure.savefig(aside, dpi=110, format="png")


def render():
    """The text of the page."""
    environment = Environment(
        loader=FileSystemLoader(DOCS),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template("results.md.jinja").render(study=section)


def section(name):
    """The section of a study: its question and its results."""
    lines = _kept_results(name).read_text().splitlines()
    study, *results = map(json.loads, lines)
    study = Study.of(study)
    folders = " ".join(f"--data-dir {d.name}=DIR" for d in study.datasets)
    seeds = f"--seeds {len(study.seeds)} " if study.seeds[1:] else ""
    parts = [
        study.about.strip(),
        f"```\nkeras-gans study run {name} {seeds}{folders}\n```",
        f"{len(results)} of {len(study.runs())} runs:",
        tables.markdown(
            tables.summarize(results), judge(study, results)
        ).strip(),
        f"![the last samples of each, first seed](images/study-{name}.png)",
    ]
    return "\n\n".join(parts)


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        take_in(Path(folder))
    with replacing(DOCS / "results.md") as aside:
        aside.write_text(render())
