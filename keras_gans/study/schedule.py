"""Does the runs of a study, several at a time, each in a process of its own."""

import contextlib
import dataclasses
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import filelock

from keras_gans.study import execute
from keras_gans.study import index
from keras_gans.study.execute import TAKEN
from keras_gans.study.execute import is_taken
from keras_gans.study.execute import result_path
from keras_gans.study.execute import run_folder
from keras_gans.utils.checks import check_positive
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import replacing

POLL = 0.2  # Seconds.
LAST_WORDS = 2000  # Characters of a log that tell why a process died.


def run(study, folder, *, jobs=2, data_dirs=None, retry=False, launch=None):
    """Does what is left of a study; goes on with what was begun.

    Every run is a process; several calls of this function, on several machines
    that share the folder, may work one study at a time: a lock of the file
    system keeps a run to one process. A run that fails is recorded with its
    error.

    Args:
        study: `Study`.
        folder: Folder of the study.
        jobs: Positive integer, processes at a time.
        data_dirs: Dictionary of folders by data set.
        retry: Whether to do failed runs once more.
        launch: Function that does runs, by default `in_processes`.

    Returns:
        The results of the study, a list of dictionaries.

    Raises:
        ConnectionError: Where data or weights are missing, before any run.
        OSError: Where the folder cannot be written.
    """
    check_positive(jobs=jobs)
    folder = Path(folder)
    check_writable(folder)
    runs = [_with_data(each, data_dirs or {}) for each in study.runs()]
    with alone(folder):
        _clear(runs, folder, retry)
        left = [each for each in runs if not _is_done(each, folder)]
        prepare(left)
        # Not before: a study that cannot be done replaces none that is.
        with replacing(folder / "study.json") as aside:
            aside.write_text(json.dumps(dataclasses.asdict(study), indent=1))
        for each in left:
            execute.write_run(each, folder)
    if left:
        (launch or in_processes)(left, folder, jobs)
    return index.results(study, folder)


def alone(folder):
    """Keeps other processes from writing what belongs to the whole study."""
    return filelock.FileLock(folder / ".lock")


def prepare(runs):
    """Finds the data, weights and classifiers that the runs need.

    What must be made is made here, once, and not in every run; what is missing
    is an error before any run.
    """
    from keras_gans.runs import evaluation

    needs = {}
    for each in runs:
        config = each.config
        data = config.dataset, config.image_size, config.data_dir
        needs.setdefault((*data, each.features), each)
    for each in needs.values():
        config = each.config
        config.load_data()
        if each.metrics:
            evaluation.make_extractor(
                each.features, config.dataset, config.data_dir
            )


def _with_data(run, data_dirs):
    """The run, told where its data lie, for processes of any folder."""
    data_dir = data_dirs.get(run.config.dataset, run.config.data_dir)
    if data_dir is not None:
        data_dir = str(Path(data_dir).expanduser().absolute())
    config = dataclasses.replace(run.config, data_dir=data_dir)
    return dataclasses.replace(run, config=config)


def _clear(runs, folder, retry):
    """Makes way for runs to be done again: torn results, and failed ones."""
    for each in runs:
        path = result_path(folder, each.id)
        try:
            result = index.read_result(path)
        except FileNotFoundError:
            continue
        except ValueError as error:
            torn = path.with_suffix(".corrupt")
            path.replace(torn)
            print(f"{error}. It is now {torn}; its run is done again.")
            continue
        if retry and result["status"] == "failed":
            path.unlink()


def in_processes(runs, folder, jobs):
    """Does runs in processes of this machine, some at a time.

    Ends when all are done, here or by other callers.
    """
    from rich.progress import Progress

    waiting, active = list(runs), {}
    with Progress() as progress, _ending(active):
        total = progress.add_task("runs", total=len(runs))
        while waiting or active:
            for each in _startable(waiting, folder, jobs - len(active)):
                waiting.remove(each)
                bar = progress.add_task(each.id, total=each.stages[-1])
                active[start(each, folder, jobs)] = each, bar
            time.sleep(POLL)
            for process, (each, bar) in list(active.items()):
                progress.update(bar, completed=epochs_done(each, folder))
                if process.poll() is None:
                    continue
                process.stdin.close()
                del active[process]
                progress.remove_task(bar)
                if line := outcome(each, folder, process.returncode):
                    progress.print(line, markup=False)
                else:
                    waiting.append(each)
            waiting = [each for each in waiting if not _is_done(each, folder)]
            left = len(waiting) + len(active)
            progress.update(total, completed=len(runs) - left)


def _startable(waiting, folder, n):
    """The first n runs, at most, that nobody does."""
    free = (each for each in waiting if not is_taken(folder, each.id))
    return list(itertools.islice(free, n))


def _is_done(run, folder):
    return result_path(folder, run.id).exists()


@contextlib.contextmanager
def _ending(active):
    """Ends the processes that are still active, as after Ctrl-C."""
    try:
        yield
    finally:
        for process in active:
            process.kill()
            process.communicate()


def start(run, folder, jobs):
    """Starts a run's process, which ends when this one does."""
    threads = str(max(1, (os.cpu_count() or 1) // jobs))
    names = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")
    environment = os.environ | dict.fromkeys(names, threads)
    command = [sys.executable, "-m", execute.__name__, str(folder), run.id]
    if run.config.data_dir is not None:
        command.append(run.config.data_dir)
    with open(run_folder(folder, run.id) / "log.txt", "ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=environment,
        )


def epochs_done(run, folder):
    """How many epochs of a run are done, by its checkpoints."""
    found = run_folder(folder, run.id).glob("checkpoint/epoch-*.npz")
    return max((int(path.stem[-5:]) for path in found), default=0)


def outcome(run, folder, status):
    """A line on a run whose process ended; none where another does the run.

    A process that died of itself has failed. One that was killed, as by a
    machine short of memory, has not: its run is resumed by the next command.
    """
    path = result_path(folder, run.id)
    if not path.exists():
        if status == TAKEN:
            return None
        if status < 0:
            why = f"signal {-status} ({signal.strsignal(-status)})"
            return f"{run.id}: ended by {why}; the same command goes on with it"
        try:
            _record_death(run, folder, status)
        except filelock.Timeout:
            return None
    result = index.read_result(path)
    if result["status"] == "failed":
        return f"{run.id}: failed, {reason(result)}"
    scores = {
        # JSON has no NaN.
        name: float("nan") if score["value"] is None else score["value"]
        for name, score in result["stages"][-1]["scores"].items()
    }
    values = ", ".join(f"{name} {v:.3g}" for name, v in scores.items())
    return f"{run.id}: {values or 'done'}, {result['seconds']:.0f} s"


def _record_death(run, folder, status):
    """Writes a failure, unless another process has begun the run since."""
    log = run_folder(folder, run.id) / "log.txt"
    words = execute.plain(log.read_text(errors="replace")).strip()
    last = words.rpartition("\n")[2] or "it printed nothing"
    why = f"Its process ended with status {status}: {last}"
    with execute.lock(folder, run.id):
        if not _is_done(run, folder):
            words = words[-LAST_WORDS:]
            execute.write_result(run, folder, error=f"{words}\n\n{why}")


def reason(result):
    """Why a run failed, in a line."""
    return result["error"].strip().splitlines()[-1]
