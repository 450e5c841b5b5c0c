"""One run of a study, in a process of its own: trains, scores, writes.

    python -m keras_gans.study.execute STUDY_FOLDER RUN_ID [DATA_DIR]

A folder of a run, beside what `keras_gans.runs.run` keeps there:

    run.json            what to do
    .lock               held while a process does it
    scores-00025.json   the scores after that epoch
    result.json         the result, written last
    log.txt             what the process printed
"""

import csv
import dataclasses
import json
import math
import os
import platform
import re
import sys
import threading
import time
import traceback
from pathlib import Path

import filelock

from keras_gans.runs import run as runs
from keras_gans.runs.config import Config
from keras_gans.study.config import Run
from keras_gans.utils.files import replacing

FORMAT = 1
TAKEN = 75  # The exit status of a process whose run another one does.


def run_folder(folder, run_id):
    return Path(folder) / "runs" / run_id


def result_path(folder, run_id):
    return run_folder(folder, run_id) / "result.json"


def lock(folder, run_id):
    """The lock of a run; the system frees that of a process which dies."""
    path = run_folder(folder, run_id)
    path.mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(path / ".lock", blocking=False)


def is_taken(folder, run_id):
    try:
        with lock(folder, run_id):
            return False
    except filelock.Timeout:
        return True


def write_run(run, folder):
    """Writes what a process needs to know of its run.

    But for where the data lie, which may be elsewhere on other machines.
    """
    content = dataclasses.asdict(run)
    del content["config"]["data_dir"]
    with replacing(run_folder(folder, run.id) / "run.json") as aside:
        aside.write_text(json.dumps(content, indent=1))


def read_run(folder, run_id, data_dir):
    content = json.loads((run_folder(folder, run_id) / "run.json").read_text())
    config = Config(**content.pop("config") | {"data_dir": data_dir})
    for name in ("stages", "metrics"):
        content[name] = tuple(content[name])
    return Run(config=config, **content)


def execute(folder, run_id, data_dir=None):
    """Does a run and writes its result, also where it fails.

    Args:
        folder: Folder of the study.
        run_id: Name of the run.
        data_dir: Where its data lie on this machine.

    Returns:
        Whether it was free to be done.
    """
    try:
        with lock(folder, run_id):
            if not result_path(folder, run_id).exists():
                _execute(read_run(folder, run_id, data_dir), Path(folder))
            return True
    except filelock.Timeout:
        return False


def _execute(run, folder):
    start = time.monotonic()
    found = {"stages": [], "diagnosis": [], "error": None}
    try:
        for epochs in run.stages:
            found["stages"].append(_stage(run, epochs, folder))
        found["diagnosis"] = _findings(run_folder(folder, run.id))
    except Exception:
        found["error"] = traceback.format_exc()
    write_result(run, folder, **found, seconds=time.monotonic() - start)


def write_result(run, folder, *, error, stages=(), diagnosis=(), seconds=0.0):
    """Writes a run's result, whole or not at all."""
    config = run_folder(folder, run.id) / "config.json"
    versions = {}
    if config.exists():
        versions = json.loads(config.read_text())["versions"]
    result = {
        "format": FORMAT,
        "id": run.id,
        "labels": run.labels,
        "seed": run.config.seed,
        "status": "failed" if error else "done",
        "error": plain(error) if error else None,
        "stages": stages,
        "diagnosis": diagnosis,
        "seconds": round(seconds, 1),
        "config": dataclasses.asdict(run.config),
        "versions": versions,
        "machine": platform.platform(),
    }
    with replacing(result_path(folder, run.id)) as aside:
        aside.write_text(json.dumps(result, indent=1))


def plain(text):
    """Text without progress bars, colours and what else steers terminals."""
    text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", text)
    # A bar goes back to its beginning by either of two characters.
    lines = re.split(r"[\r\b]*\n|[\r\b]+", text)
    text = "\n".join(line for line in lines if "━" not in line)
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", " ", text)


def _stage(run, epochs, folder):
    """Trains up to a stage, unless that was done, and scores the model."""
    run_dir = run_folder(folder, run.id)
    scores = run_dir / f"scores-{epochs:05d}.json"
    if not scores.exists():
        config = dataclasses.replace(run.config, epochs=epochs)
        runs.train(config, run_dir, resume=True)
        _score(run, scores)
    values = {r["metric"]: r for r in json.loads(scores.read_text())}
    logs = _epoch_logs(run_dir, epochs)
    return {"epochs": epochs, "scores": values, "logs": logs}


def _score(run, path):
    from keras_gans.runs import evaluation

    results = []
    if run.metrics:
        results = evaluation.evaluate_run(
            path.parent,
            run.metrics,
            samples=run.samples,
            features=run.features,
            verbose=False,
        )
    evaluation.write_results(results, path)


def _epoch_logs(run_dir, epoch):
    with open(run_dir / "history.csv", newline="") as file:
        for row in csv.DictReader(file):
            if row.pop("row") == "epoch" and row["epoch"] == str(epoch):
                del row["epoch"]
                logs = {k: float(v) for k, v in row.items() if v}
                # JSON has no NaN.
                return {
                    k: v if math.isfinite(v) else None for k, v in logs.items()
                }
    return {}


def _findings(run_dir):
    return json.loads((run_dir / "diagnosis.json").read_text())["findings"]


def _end_with(pipe):
    """Ends this process once the one that holds the other end has."""
    pipe.read()
    os._exit(1)


if __name__ == "__main__":
    if not sys.stdin.isatty():
        threading.Thread(
            target=_end_with, args=(sys.stdin,), daemon=True
        ).start()
    sys.exit(0 if execute(*sys.argv[1:]) else TAKEN)
