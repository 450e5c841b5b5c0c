"""The table of a study as Markdown and CSV, and the texts of its cells."""

import csv as csvs
import io
import re

from keras_gans.metrics.metric import HIGHER
from keras_gans.metrics.metric import LOWER
from keras_gans.pages.wording import number
from keras_gans.pages.wording import title
from keras_gans.study.comparison import better_direction
from keras_gans.study.summary import summarize as summarize

ARROWS = {LOWER: " ↓", HIGHER: " ↑"}
MISSING = "—"


def markdown(table, findings=()):
    """The table in Markdown, best scores in bold, with notes below.

    Args:
        table: `Table`.
        findings: What `claims.judge` returns; their table is the last.
    """
    header = [
        *map(title, table.labels),
        "epochs",
        "seeds",
        *(title(name) + arrow(name) for name in table.scores),
        *map(title, table.logs),
        "diagnosis",
    ]
    lines = [
        _line(map(_escape, header)),
        _line("---" for _ in header),
        *(_line(_cells(table, row)) for row in table.rows),
    ]
    if table.common:
        lines += ["", _escape(f"All runs: {caption(table.common)}.")]
    for note in table.notes:
        lines += ["", _escape(note)]
    if findings:
        lines += [
            "",
            _line(("finding", "source", "here", "evidence")),
            _line("---" for _ in range(4)),
            *(_line(_finding_cells(finding)) for finding in findings),
        ]
    return "\n".join(lines) + "\n"


def csv(table):
    """The table with all labels, means, deviations and protocols."""
    rows = [_record(table, row) for row in table.rows]
    file = io.StringIO()
    writer = csvs.DictWriter(file, rows[0] if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def arrow(name):
    """An arrow to the better values of a score, after a space."""
    return ARROWS.get(better_direction(name), "")


def caption(labels):
    """Labels in a line: numbers with their names, `None` left out."""
    return ", ".join(
        value if isinstance(value, str) else f"{title(name)} {value}"
        for name, value in labels.items()
        if value is not None
    )


def text(value):
    return MISSING if value is None else str(value)


def mean(value):
    return MISSING if value is None else number(value.mean)


def spread(value):
    """Such as `± 0.21`; empty for one seed."""
    if value is None or value.std is None:
        return ""
    return f"± {number(value.std, digits=2)}"


def seeds(row):
    """Such as `2, 1 failed`."""
    return f"{row.done}" + (f", {row.failed} failed" if row.failed else "")


def diagnosis(row):
    """Such as `mode collapse (1 of 3 seeds)`."""
    return "; ".join(
        f"{rule} ({n} of {len(row.runs)} seeds)"
        for rule, n in row.rules.items()
    )


def _cells(table, row):
    for name in table.labels:
        yield _escape(text(row.labels[name]))
    yield text(row.epochs)
    yield seeds(row)
    for name in table.scores:
        value = row.scores.get(name)
        shown = f"{mean(value)} {spread(value)}".strip()
        yield f"**{shown}**" if name in row.best else shown
    for name in table.logs:
        value = row.logs.get(name)
        yield f"{mean(value)} {spread(value)}".strip()
    yield _escape(diagnosis(row))


def _finding_cells(finding):
    yield _escape(finding["claim"])
    yield _escape(finding["source"])
    yield f"**{finding['verdict']}**"
    yield _escape(finding["evidence"])


def _line(cells):
    return f"| {' | '.join(cells)} |"


def _escape(words):
    """The words in one line, with Markdown's characters escaped."""
    return re.sub(r"([\\|*`<>\[\]&])", r"\\\1", " ".join(words.split()))


def _record(table, row):
    record = {**row.labels, "epochs": row.epochs}
    record |= {"done": row.done, "failed": row.failed}
    for name in (*table.scores, *table.logs):
        value = row.scores.get(name) or row.logs.get(name)
        record[name] = value and value.mean
        record[f"{name}_std"] = value and value.std
        if name in table.scores:
            record[f"{name}_protocol"] = value and value.protocol[0]
    return record | {"diagnosis": diagnosis(row)}
