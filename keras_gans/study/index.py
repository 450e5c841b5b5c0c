"""The results of a study, and an index of them.

A run's `result.json` is the truth. The index is a SQLite file that follows from
them: it spares reading them all again, and answers questions in SQL, such as

    SELECT model, avg(value) FROM scores WHERE metric = 'fid' GROUP BY model

It is rebuilt where it is missing, torn or of another format, and named after
the machine: SQLite's locks do not hold on folders that machines share.
"""

import contextlib
import json
import platform
import sqlite3
import warnings
from pathlib import Path

from keras_gans.study import execute
from keras_gans.study.checks import LABELS

SCHEMA = f"""
PRAGMA user_version = {execute.FORMAT};
CREATE TABLE IF NOT EXISTS results (
    id TEXT PRIMARY KEY, modified INTEGER, size INTEGER, status TEXT,
    dataset TEXT, model TEXT, optimizer TEXT, learning_rate TEXT,
    batch_size INTEGER, "case" TEXT, seed INTEGER, content TEXT
);
CREATE TABLE IF NOT EXISTS scores (
    id TEXT, epochs INTEGER, metric TEXT, value REAL
);
"""


def read_result(path):
    """The result of a file.

    Raises:
        FileNotFoundError: Where there is none.
        ValueError: Where it is torn or none, with its name.
    """
    try:
        result = json.loads(Path(path).read_text())
        if result["format"] != execute.FORMAT:
            raise ValueError(f"format {result['format']}")
        if result["status"] not in ("done", "failed"):
            raise ValueError(f"status {result['status']!r}")
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path} is torn or no result of this version: {error!r}"
        ) from error
    return result


def results(study, folder):
    """The results that a study has, in the order of its runs.

    A torn file is passed over with a warning that names it.
    """
    connection = update(folder)
    with contextlib.closing(connection):
        found = dict(connection.execute("SELECT id, content FROM results"))
    ids = [run.id for run in study.runs()]
    return [json.loads(found[i]) for i in ids if i in found]


def update(folder):
    """The index, brought up to date; an open `sqlite3.Connection`."""
    path = Path(folder) / f"index-{platform.node() or 'local'}.sqlite"
    try:
        connection = _open(path)
    except sqlite3.DatabaseError:
        path.unlink()
        connection = _open(path)
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        known = {
            row[0]: row[1:]
            for row in connection.execute(
                "SELECT id, modified, size FROM results"
            )
        }
        there = {
            p.parent.name: p for p in Path(folder).glob("runs/*/result.json")
        }
        for run_id in known.keys() - there.keys():
            _forget(connection, run_id)
        for run_id, result in there.items():
            state = result.stat()
            stamp = (state.st_mtime_ns, state.st_size)
            if known.get(run_id) != stamp:
                _forget(connection, run_id)
                _add(connection, run_id, result, stamp)
    return connection


def _open(path):
    connection = sqlite3.connect(path, timeout=60)
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            connection.executescript(f"BEGIN; {SCHEMA} COMMIT;")
        elif version != execute.FORMAT:
            raise sqlite3.DatabaseError(f"format {version}")
        connection.execute("SELECT content FROM results LIMIT 1")
        return connection
    except BaseException:
        connection.close()
        raise


def _forget(connection, run_id):
    for table in ("results", "scores"):
        connection.execute(f"DELETE FROM {table} WHERE id = ?", [run_id])


def _add(connection, run_id, path, stamp):
    try:
        result = read_result(path)
    except ValueError as error:
        warnings.warn(f"{error}; it was passed over", stacklevel=4)
        return
    labels = [result["labels"].get(name) for name in LABELS]
    labels = [json.dumps(v) if isinstance(v, list) else v for v in labels]
    row = [
        run_id,
        *stamp,
        result["status"],
        *labels,
        result["seed"],
        json.dumps(result),
    ]
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO results VALUES ({marks})", row)
    connection.executemany(
        "INSERT INTO scores VALUES (?, ?, ?, ?)",
        [
            (run_id, stage["epochs"], name, score["value"])
            for stage in result["stages"]
            for name, score in stage["scores"].items()
        ],
    )
