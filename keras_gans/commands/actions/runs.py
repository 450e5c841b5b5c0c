"""What `keras-gans runs` prints. It imports no Keras."""

import sys
import time

import typer

from keras_gans.commands.errors import printable
from keras_gans.runs import listing

COLORS = {"running": "cyan", "finished": "green", "stopped": "yellow"}
# Columns that stay whole where a terminal is narrow.
WHOLE = ("state", "epochs", "updates", "news")


def runs(folder):
    if not folder.is_dir():
        raise NotADirectoryError(
            "FOLDER must be a folder of runs, such as runs, which the first "
            f"`keras-gans train` creates. Received: FOLDER {folder}, which is "
            "not a folder"
        )
    found = listing.runs(folder)
    if not found:
        typer.echo(f"{printable(str(folder))} holds no runs.", err=True)
    elif sys.stdout.isatty():
        _print_table(found)
    else:
        for run in found:
            typer.echo("\t".join(_cells(run).values()))


def _print_table(found):
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = [_cells(run) for run in found]
    names = [name for name in rows[0] if any(row[name] for row in rows)]
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, overflow="fold", no_wrap=name in WHOLE)
    for run, row in zip(found, rows):
        texts = [Text(row[name]) for name in names]
        table.add_row(*texts, style=COLORS.get(run.state, "red"))
    Console().print(table)


def _cells(run):
    """The texts of a run, by the names of their columns."""
    scores = (f"{name} {value:.4g}" for name, value in run.scores.items())
    findings = (f"{rule} ({epoch})" for rule, epoch in run.findings.items())
    cells = {
        "run": str(run.folder),
        "state": run.state,
        "model": run.model,
        "data": run.dataset,
        "epochs": f"{run.epoch}/{run.epochs}" if run.epochs else "",
        "updates": str(run.updates) if run.updates else "",
        "scores": ", ".join(scores),
        "findings": run.error or ", ".join(findings),
        "news": time.strftime("%m-%d %H:%M", time.localtime(run.written)),
    }
    return {k: printable(v).replace("\n", " ") for k, v in cells.items()}
