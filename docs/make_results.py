"""Writes docs/results.md and docs/gallery.md from templates and results.

    python docs/make_results.py                         # only the pages
    python docs/make_results.py studies/vanilla-adam-cpu ...  # adds studies

Adding a study copies its results to docs/results/, and a picture of samples to
docs/images/. The pages need nothing else. docs/results/gallery.json says what
the gallery shows, and in which row of which file the scores are.
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

from keras_gans.models import MODELS
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
PAGES = ("results.md", "gallery.md")


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


def render(page):
    """The text of a page, such as `results.md`."""
    environment = Environment(
        loader=FileSystemLoader(DOCS),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    return environment.get_template(f"{page}.jinja").render(
        study=section, table=table, groups=gallery(), not_shown=not_shown()
    )


def rows(name):
    """The rows of a table, as dictionaries from columns to text."""
    return json.loads((DOCS / "results" / f"{name}.json").read_text())


def table(name):
    """The Markdown table of a file of rows, whose first column names them."""
    head, *_ = made = rows(name)
    lines = [["", *list(head)[1:]], ["---"] * len(head)]
    lines += [row.values() for row in made]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def gallery():
    """The groups of the gallery, with titles and scores, the best first."""
    groups = rows("gallery")
    for group in groups:
        scores = rows(group["scores"]) if group["scores"] else []
        of_row = {next(iter(row.values())): row for row in scores}
        for entry in group["models"]:
            row = of_row.get(entry.get("row", entry["model"]), {})
            entry["title"] = MODELS[entry["model"]].__name__
            entry["score"] = ", ".join(
                f"{name} {value}" for name, value in [*row.items()][1:] if value
            )
            best = row.get(group["by"], "0")
            entry["order"] = -float(best.split()[0])
        group["models"].sort(key=lambda entry: entry["order"])
    return groups


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


def not_shown():
    """The names of models that the gallery has no picture of."""
    groups = rows("gallery")
    return [*MODELS.keys() - {e["model"] for g in groups for e in g["models"]}]


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        take_in(Path(folder))
    for page in PAGES:
        with replacing(DOCS / page) as aside:
            aside.write_text(render(page))
