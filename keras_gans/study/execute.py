"""Trains and scores one run of a study, in a process of its own.

python -m keras_gans.study.execute STUDY_FOLDER RUN_ID [DATA_DIR]
"""

import csv
import dataclasses
import math
import sys
import time
import traceback

import filelock

from keras_gans.runs import run as runs
from keras_gans.study import folders
from keras_gans.utils.processes import end_with
from keras_gans.utils.untrusted import read_json

TAKEN = 75  # Exit status: another process already does this run.


def execute(folder, run_id, data_dir=None):
    """Does a run and writes its result, also if it fails.

    Args:
        folder: Folder of the study.
        run_id: Name of the run.
        data_dir: Folder of its data set on this machine.

    Returns:
        `False` if another process already does the run, else `True`.
    """
    try:
        with folders.lock(folder, run_id):
            if not folders.has_result(folder, run_id):
                _execute(folders.read_run(folder, run_id, data_dir), folder)
            return True
    except filelock.Timeout:
        return False


def _execute(run, folder):
    start = time.monotonic()
    result = {"stages": [], "diagnosis": [], "error": None}
    try:
        for epochs in run.stages:
            result["stages"].append(_stage(run, epochs, folder))
        result["diagnosis"] = _findings(folders.run_folder(folder, run.id))
    except Exception:
        result["error"] = traceback.format_exc()
    seconds = time.monotonic() - start
    folders.write_result(run, folder, **result, seconds=seconds)


def _stage(run, epochs, folder):
    """Trains up to a stage and scores the model, unless that was done."""
    run_dir = folders.run_folder(folder, run.id)
    scores = run_dir / f"scores-{epochs:05d}.json"
    if not scores.exists():
        config = dataclasses.replace(run.config, epochs=epochs)
        runs.train(config, run_dir, resume=True)
        _score(run, scores)
    values = {r["metric"]: r for r in read_json(scores)}
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
    with open(run_dir / "history.csv", newline="", encoding="utf-8") as file:
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
    return read_json(run_dir / "diagnosis.json")["findings"]


if __name__ == "__main__":
    if not sys.stdin.isatty():
        end_with(sys.stdin)
    sys.exit(0 if execute(*sys.argv[1:]) else TAKEN)
