"""A list of runs, read from their folders without Keras."""

import csv
import dataclasses
import time
from pathlib import Path

from keras_gans.pages import state as page
from keras_gans.runs import layout
from keras_gans.utils.untrusted import read_json

UNREADABLE = "unreadable"


@dataclasses.dataclass(frozen=True)
class Listed:
    """What a list says of a run.

    Attributes:
        folder: Path.
        state: One of `pages.state`, or `UNREADABLE`.
        written: Seconds since 1970, the last news.
        model: Name, or what the page calls it.
        dataset: Name; empty if unknown.
        epoch: Whole epochs that are trained.
        epochs: Epochs that were asked for; 0 if unknown.
        updates: Generator updates.
        scores: Dictionary from names to the last values.
        findings: Dictionary from rules of `Diagnosis` to the last epoch.
        error: Text, why it is unreadable.
    """

    folder: Path
    state: str
    written: float
    model: str = ""
    dataset: str = ""
    epoch: int = 0
    epochs: int = 0
    updates: int = 0
    scores: dict = dataclasses.field(default_factory=dict)
    findings: dict = dataclasses.field(default_factory=dict)
    error: str = ""


def runs(folder):
    """The runs in a folder, or that of the folder itself.

    Args:
        folder: Path of an existing folder.

    Returns:
        A list of `Listed`, the newest first.

    Raises:
        OSError: If the folder cannot be read.
    """
    folder = Path(folder)
    folders = [folder] if _is_run(folder) else sorted(folder.iterdir())
    found = [_listed(path) for path in folders if _is_run(path)]
    return sorted(found, key=lambda run: run.written, reverse=True)


def _is_run(folder):
    """Whether a folder has files of a run, or the page of a training."""
    if not folder.is_dir() or (folder / "metadata.json").is_file():
        return False  # Such as a model that Keras saved as a folder.
    if any((folder / n).is_file() for n in (layout.CONFIG, layout.LOCK)):
        return True
    try:
        return page.read(folder) is not None
    except OSError:
        return True  # What is wrong is said when it is read.


def _listed(folder):
    names = (layout.CONFIG, layout.HISTORY, layout.LOCK, page.NAME)
    paths = [p for n in names if (p := folder / n).exists()]
    written = max((path.stat().st_mtime for path in paths), default=0.0)
    try:
        return _read(folder, written)
    except (OSError, ValueError, TypeError, LookupError, AttributeError) as e:
        is_said = isinstance(e, OSError | ValueError) and str(e)
        text = str(e) if is_said else f"one of its files raises {e!r}"
        return Listed(folder, UNREADABLE, written, error=text)


def _read(folder, written):
    shown = page.read(folder)
    content = _json(folder / layout.CONFIG, {})
    arguments = content["arguments"] if content else {}
    history = _history(folder / layout.HISTORY)
    whole = [row for row in history if row["row"] == "epoch"]
    title = shown.title if shown else ""
    model, _, dataset = title.partition(" on ")
    return Listed(
        folder,
        _state(folder, shown, bool(content)),
        written,
        model=str(arguments.get("model", model)),
        dataset=str(arguments.get("dataset", dataset)),
        epoch=int(whole[-1]["epoch"]) if whole else 0,
        # A run that is resumed for more epochs says so on its page first.
        epochs=int(shown.epochs if shown else arguments.get("epochs", 0)),
        updates=shown.updates if shown else _updates(history),
        scores=_scores(whole, content.get("score_logs", []), folder),
        findings={
            str(finding["rule"]): int(finding["epoch"])
            for finding in _json(folder / layout.DIAGNOSIS, {}).get(
                "findings", []
            )
        },
    )


def _updates(history):
    return int(history[-1]["step"]) if history else 0


def _state(folder, shown, has_config):
    """The state of a training, which holds its lock as long as it lives."""
    lock = folder / layout.LOCK
    has_lock = lock.exists()
    is_held = has_lock and _is_held(lock)
    if is_held:
        return page.RUNNING
    if shown is None:
        is_whole = (folder / layout.MODEL).is_file()
        return page.FINISHED if is_whole else page.STOPPED
    if shown.state != page.RUNNING:
        return shown.state
    # A training of Python has a page alone, and no lock.
    takes_lock = (has_lock or has_config) and is_held is not None
    is_dead = takes_lock or time.time() - shown.written > shown.silence
    return page.DIED if is_dead else page.RUNNING


def _is_held(lock):
    """Whether a process holds a lock; `None` if one must not look."""
    import filelock  # Few folders have a lock, and it takes time.

    try:
        with filelock.FileLock(lock, blocking=False):
            return False
    except filelock.Timeout:
        return True
    except OSError:  # Another user's.
        return None


def _json(path, default):
    return read_json(path) if path.is_file() else default


def _history(path):
    if not path.is_file():
        return []
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _scores(rows, names, folder):
    """The last scores of the training, and those of the trained model."""
    values = {
        name: float(row[name])
        for row in rows
        for name in names
        if row.get(name)
    }
    results = _json(folder / layout.SCORES, [])
    return values | {str(r["metric"]): float(r["value"]) for r in results}
