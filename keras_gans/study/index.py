"""The results of a study, and an index of them.

A run's `result.json` is the truth. The index is a SQLite file that follows from
them: it spares reading them all again, and answers questions in SQL, such as

    SELECT model, avg(value) FROM scores WHERE metric = 'fid' GROUP BY model

It is rebuilt where it is missing, corrupt or of another format, and named after
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

PATIENCE = 10  # Seconds for others who bring the index up to date.
NUMBER = (int, float, type(None))
LABEL = (str, list, *NUMBER)
# The types of what tables and reports read of a result.
RESULT = {
    "id": str,
    "labels": dict,
    "seed": int,
    "status": str,
    "error": (str, type(None)),
    "stages": list,
    "diagnosis": list,
    "seconds": (int, float),
    "config": dict,
    "versions": dict,
    "machine": str,
}
STAGE = {"epochs": int, "scores": dict, "logs": dict}
SCORE = {"protocol": str, "value": NUMBER}
FINDING = {"rule": str, "epoch": int, "evidence": str, "remedy": str}


def read_result(path):
    """The result of a file.

    Raises:
        FileNotFoundError: Where there is none.
        ValueError: Where it is torn or none, with its name.
    """
    try:
        result = json.loads(Path(path).read_text())
        _check(result)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path} is torn or no result of this version: {error!r}"
        ) from error
    return result


def _check(result):
    """Raises unless the result has all that tables and reports read."""
    _check_types(result, RESULT)
    _check_types(result["labels"], dict.fromkeys(result["labels"], LABEL))
    if result["format"] != execute.FORMAT:
        raise ValueError(f"format {result['format']}")
    if result["status"] not in ("done", "failed"):
        raise ValueError(f"status {result['status']!r}")
    if result["status"] == "failed" and not result["error"]:
        raise ValueError("failed without an error")
    for stage in result["stages"]:
        _check_types(stage, STAGE)
        for score in stage["scores"].values():
            _check_types(score, SCORE)
        _check_types(stage["logs"], dict.fromkeys(stage["logs"], NUMBER))
    for finding in result["diagnosis"]:
        _check_types(finding, FINDING)


def _check_types(content, types):
    for name, kind in types.items():
        if not isinstance(content[name], kind):
            raise TypeError(f"{name} {content[name]!r}")


def results(study, folder):
    """The results that a study has, in the order of its runs.

    A torn file is passed over with a warning that names it.
    """
    found = update(folder)
    ids = [run.id for run in study.runs()]
    return [found[i] for i in ids if i in found]


def update(folder):
    """Brings the index up to date; returns its results, by run.

    They come from an index in memory where the file is locked or cannot be
    written.
    """
    path = Path(folder) / f"index-{platform.node() or 'local'}.sqlite"
    try:
        return _update(path, folder)
    except sqlite3.OperationalError:
        pass
    except (sqlite3.DatabaseError, ValueError, TypeError):  # Corrupt.
        with contextlib.suppress(OSError, sqlite3.Error):
            path.unlink(missing_ok=True)
            return _update(path, folder)
    return _update(":memory:", folder)


def _update(path, folder):
    connection = sqlite3.connect(path, timeout=PATIENCE)
    with contextlib.closing(connection), connection:
        _make_tables(connection)
        _take_in(connection, folder)
        return _contents(connection)


def _make_tables(connection):
    """Makes them where there are none; else checks that they are whole."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        connection.executescript(f"BEGIN; {SCHEMA} COMMIT;")
    elif version != execute.FORMAT:
        raise sqlite3.DatabaseError(f"format {version}")
    (state,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    if state != "ok" or not {("results",), ("scores",)} <= {*tables}:
        raise sqlite3.DatabaseError(f"{state}, {tables}")


def _contents(connection):
    """All results, by run."""
    rows = connection.execute("SELECT id, content FROM results")
    return {run_id: json.loads(content) for run_id, content in rows}


def _take_in(connection, folder):
    """Adds the results that are new or others, forgets those that are gone."""
    connection.execute("BEGIN IMMEDIATE")
    rows = connection.execute("SELECT id, modified, size FROM results")
    known = {run_id: stamp for run_id, *stamp in rows}
    there = {p.parent.name: p for p in Path(folder).glob("runs/*/result.json")}
    for run_id in known.keys() - there.keys():
        _forget(connection, run_id)
    for run_id, path in there.items():
        # Another process may clear it away for its run to be done again.
        with contextlib.suppress(FileNotFoundError):
            state = path.stat()
            stamp = [state.st_mtime_ns, state.st_size]
            if known.get(run_id) != stamp:
                _forget(connection, run_id)
                _add(connection, run_id, path, stamp)


def _forget(connection, run_id):
    for table in ("results", "scores"):
        connection.execute(f"DELETE FROM {table} WHERE id = ?", [run_id])


def _add(connection, run_id, path, stamp):
    try:
        result = read_result(path)
    except ValueError as error:
        warnings.warn(f"{error}; it was passed over", stacklevel=6)
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
