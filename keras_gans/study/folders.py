"""A study's folder and the files of its runs.

study.json                   the study
report.html  table.md/.csv   what `write_report` writes
runs/ID/                     a run: what `keras_gans.runs.run` writes, and
    run.json                 what to train and score
    .lock                    locked while a process does the run
    scores-00025.json        the scores after that epoch
    result.json              the result, written last
    log.txt                  what the process printed
"""

import dataclasses
import platform
import re
from pathlib import Path

import filelock

from keras_gans.runs.config import Config
from keras_gans.study.combinations import Run
from keras_gans.utils.files import write_json
from keras_gans.utils.untrusted import read_json

FORMAT = 1  # Version of the content of `result.json`.


def run_folder(folder, run_id):
    return Path(folder) / "runs" / run_id


def result_path(folder, run_id):
    return run_folder(folder, run_id) / "result.json"


def has_result(folder, run_id):
    return result_path(folder, run_id).exists()


def lock(folder, run_id):
    """The lock of a run; the system frees it when the process dies."""
    path = run_folder(folder, run_id)
    path.mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(path / ".lock", blocking=False)


def is_taken(folder, run_id):
    """Whether a process does the run now."""
    try:
        with lock(folder, run_id):
            return False
    except filelock.Timeout:
        return True


def write_run(run, folder):
    """Writes what a process needs to know of its run.

    The data's folder is left out: it may differ between machines.
    """
    content = dataclasses.asdict(run)
    del content["config"]["data_dir"]
    write_json(run_folder(folder, run.id) / "run.json", content)


def read_run(folder, run_id, data_dir):
    content = read_json(run_folder(folder, run_id) / "run.json")
    config = Config.read(content.pop("config") | {"data_dir": data_dir})
    for name in ("stages", "metrics"):
        content[name] = tuple(content[name])
    return Run(config=config, **content)


def write_result(run, folder, *, error, stages=(), diagnosis=(), seconds=0.0):
    """Writes a run's result, whole or not at all."""
    config = run_folder(folder, run.id) / "config.json"
    versions = {}
    if config.exists():
        versions = read_json(config)["versions"]
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
    write_json(result_path(folder, run.id), result)


def plain(text):
    """The text without progress bars, colours and other control characters."""
    text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", text)
    # A progress bar returns to its beginning by either of two characters.
    lines = re.split(r"[\r\b]*\n|[\r\b]+", text)
    text = "\n".join(line for line in lines if "━" not in line)
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", " ", text)
