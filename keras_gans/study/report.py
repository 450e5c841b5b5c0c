"""The report of a study: one HTML file without links to files or network."""

import json
import math
from pathlib import Path

from keras_gans.metrics.metric import LOWER
from keras_gans.pages import pictures
from keras_gans.pages import plots
from keras_gans.pages.curves import curves
from keras_gans.pages.rendering import render
from keras_gans.pages.run import REAL
from keras_gans.pages.wording import by_rule
from keras_gans.study import comparison
from keras_gans.study import tables
from keras_gans.study.claims import judge
from keras_gans.utils.files import replacing

TEMPLATE = Path(__file__).with_name("report.html.jinja")
# Number of configurations that the page shows a run of when it opens.
CHOSEN = 6
# Configurations in the strip of pictures at the top.
STRIP = 12
# Pictures of a run and of all runs: they take eight megabytes at most.
FRAMES, FRAMES_IN_ALL = 12, 216
FRAME_BYTES = 27_000


def write_report(study, results, folder):
    """Writes `report.html`, `table.md` and `table.csv` of a study.

    Pictures and histories are read from `folder/runs/ID`; missing ones are left
    out.

    Args:
        study: `Study`, whose claims the report judges.
        results: Dictionaries, contents of `result.json` files.
        folder: The study's folder.

    Returns:
        The path of `report.html`.
    """
    folder, results = Path(folder), list(results)
    table = tables.summarize(results)
    findings = judge(study, results)
    contents = {
        "table.md": tables.markdown(table, findings),
        "table.csv": tables.csv(table),
        "report.html": _page(study, table, findings, results, folder / "runs"),
    }
    for name, content in contents.items():
        with replacing(folder / name) as aside:
            aside.write_bytes(content.encode("utf-8", "replace"))
    return folder / "report.html"


def _page(study, table, findings, results, runs):
    cards = _cards(table, results, runs)
    return render(
        TEMPLATE,
        study=study,
        findings=findings,
        table=table,
        tables=tables,
        strips=_strips(table),
        gallery=_gallery(table, cards),
        real=_real(results, runs),
        cards=cards,
        epochs=sorted({epoch for card in cards for epoch in card["frames"]}),
        failed=sum(result["status"] == "failed" for result in results),
        seconds=sum(result["seconds"] for result in results),
    )


def _cards(table, results, runs):
    """A dictionary for each run, in the table's order: what the page shows."""
    results = {run["id"]: run for row in table.rows for run in row.runs}
    first = dict.fromkeys(row.runs[0]["id"] for row in table.rows)
    chosen = list(first)[:CHOSEN]
    collapsed = {id for row in table.rows for id in row.collapsed_runs}
    count = min(FRAMES, max(2, FRAMES_IN_ALL // max(1, len(results))))
    lines = {
        id: curves(runs / id / "history.csv", result["stages"])
        for id, result in results.items()
    }
    limits = plots.limits(lines.values())
    return [
        {
            "result": result,
            "name": tables.caption(table.differing(result["labels"])),
            "chosen": id in chosen,
            "collapsed": id in collapsed,
            "frames": pictures.frames(
                runs / id / "samples", count, FRAME_BYTES
            ),
            "plots": plots.draw(lines[id], f"r{i}", limits),
            "diagnosis": by_rule(result["diagnosis"]),
            "config": json.dumps(
                result["config"], indent=2, ensure_ascii=False
            ),
        }
        for i, (id, result) in enumerate(results.items())
    ]


def _gallery(table, cards):
    """The last pictures of the configurations, the best of each data first."""
    cards = {card["result"]["id"]: card for card in cards}
    datasets = list(dict.fromkeys(r.labels.get("dataset") for r in table.rows))
    last = {json.dumps(row.labels): row for row in table.rows}.values()
    name = next(filter(comparison.better_direction, table.scores), None)

    def rank(row):
        score = row.scores.get(name)
        value = math.nan if score is None else score.mean
        sign = 1 if comparison.better_direction(name) == LOWER else -1
        dataset = datasets.index(row.labels.get("dataset"))
        missing = math.isnan(value)
        return (
            dataset,
            row.is_collapsed,
            missing,
            0 if missing else sign * value,
        )

    return [
        {
            "card": cards[row.runs[0]["id"]],
            "row": row,
            "name": name,
            "score": row.scores.get(name),
        }
        for row in sorted(last, key=rank)
        if cards[row.runs[0]["id"]]["frames"]
    ][:STRIP]


def _real(results, runs):
    """Pictures of real images by data set."""
    found = {}
    for result in results:
        name = result["labels"].get("dataset") or "the data"
        if name not in found:
            path = runs / result["id"] / REAL
            if picture := pictures.picture(path, FRAME_BYTES):
                found[name] = picture
    return found


def _strips(table):
    """Positions of seeds between the least and the greatest comparable score.

    Returns:
        A dictionary of lists of percentages, by index of a row and name of a
        score.
    """
    strips = {}
    for name in table.scores:
        for group in comparison.comparable(table.rows, name):
            seeds = {i: table.rows[i].scores[name].seeds for i in group}
            finite = [v for s in seeds.values() for v in s if math.isfinite(v)]
            low, high = min(finite, default=0), max(finite, default=0)
            for i, values in seeds.items():
                strips[i, name] = [
                    round(100 * (v - low) / ((high - low) or 1), 1)
                    for v in values
                    if math.isfinite(v)
                ]
    return strips
