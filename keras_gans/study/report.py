"""The report of a study: one HTML file without links to files or network."""

import base64
import io
import json
import math
import re
from pathlib import Path

import numpy as np
from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined
from markupsafe import Markup

from keras_gans.images.formats import open_picture
from keras_gans.study import comparison
from keras_gans.study import plots
from keras_gans.study import tables
from keras_gans.study.claims import judge
from keras_gans.study.curves import curves
from keras_gans.utils.files import replacing

HERE = Path(__file__).parent
# Number of configurations that the page shows a run of when it opens.
CHOSEN = 6
# Pictures of a run and of all runs: they take eight megabytes at most.
FRAMES, FRAMES_IN_ALL = 12, 216
FRAME_BYTES = 27_000
# Tried in turn, until a picture is small enough; noise compresses badly.
WIDTHS = (560, 400, 320)


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
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    cards = _cards(table, results, runs)
    return environment.get_template("report.html.jinja").render(
        study=study,
        findings=findings,
        table=table,
        tables=tables,
        strips=_strips(table),
        cards=cards,
        epochs=sorted({epoch for card in cards for epoch in card["frames"]}),
        axes=(plots.LEFT, plots.RIGHT),
        failed=sum(result["status"] == "failed" for result in results),
        seconds=sum(result["seconds"] for result in results),
        duration=_duration,
        style=Markup((HERE / "report.css").read_text(encoding="utf-8")),
        script=Markup((HERE / "report.js").read_text(encoding="utf-8")),
    )


def _cards(table, results, runs):
    """A dictionary for each run: what the page shows about it."""
    chosen = [row.runs[0]["id"] for row in table.rows]
    chosen = list(dict.fromkeys(chosen))[:CHOSEN]
    frames = min(FRAMES, max(2, FRAMES_IN_ALL // max(1, len(results))))
    return [
        {
            "result": result,
            "name": tables.caption(table.differing(result["labels"])),
            "chosen": result["id"] in chosen,
            "frames": _frames(runs / result["id"] / "samples", frames),
            "plots": plots.draw(
                curves(runs / result["id"] / "history.csv", result["stages"]),
                f"r{i}",
            ),
            "diagnosis": _by_rule(result["diagnosis"]),
            "config": json.dumps(
                result["config"], indent=2, ensure_ascii=False
            ),
        }
        for i, result in enumerate(results)
    ]


def _frames(folder, count):
    """Data URIs by epoch, evenly spread from the first to the last."""
    paths = {}
    for path in folder.glob("epoch-*.png"):
        if match := re.fullmatch(r"epoch-(\d+)", path.stem):
            paths[int(match[1])] = path
    epochs = sorted(paths)
    spread = np.linspace(0, len(epochs) - 1, min(len(epochs), count)).round()
    frames = {epochs[int(i)]: _data_uri(paths[epochs[int(i)]]) for i in spread}
    return {epoch: uri for epoch, uri in frames.items() if uri}


def _data_uri(path):
    """The picture as WebP, or `None` if the file is no picture."""
    try:
        with open_picture(path) as opened:
            picture = opened.convert("RGB")
    except Exception:  # Damage makes PIL raise all kinds.
        return None
    for width in WIDTHS:
        picture.thumbnail((width, 4 * width))
        file = io.BytesIO()
        picture.save(file, "WEBP", quality=65)
        if file.tell() <= FRAME_BYTES:
            break
    encoded = base64.b64encode(file.getvalue()).decode()
    return f"data:image/webp;base64,{encoded}"


def _by_rule(findings):
    """The last finding of each rule, with the epochs of all its findings."""
    last = {finding["rule"]: finding for finding in findings}
    epochs = {rule: [] for rule in last}
    for finding in findings:
        epochs[finding["rule"]].append(finding["epoch"])
    return [
        finding | {"epochs": _ranges(epochs[rule])}
        for rule, finding in last.items()
    ]


def _ranges(numbers):
    """Such as `1 to 3, 7`."""
    ranges = []
    for n in sorted(set(numbers)):
        if ranges and ranges[-1][1] == n - 1:
            ranges[-1][1] = n
        else:
            ranges.append([n, n])
    return ", ".join(f"{a} to {b}" if a < b else f"{a}" for a, b in ranges)


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


def _duration(seconds):
    """Such as `2 h 5 min`."""
    minutes = round(seconds / 60)
    if not minutes:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
