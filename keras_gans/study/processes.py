"""Does runs of a study in processes of this machine, several at a time."""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import time

import filelock

from keras_gans.runs.folder import epochs_done
from keras_gans.study import execute
from keras_gans.study import folders
from keras_gans.study.results import read_result
from keras_gans.study.results import reason
from keras_gans.utils.progress import progress_bar

POLL = 0.2  # Seconds.
LOG_END = 2000  # Characters of a log that are kept of a process that died.


def in_processes(runs, folder, jobs):
    """Does runs in processes of this machine, `jobs` at a time.

    Returns when all are done, here or by other callers.
    """
    waiting, active = list(runs), {}
    with progress_bar() as progress, _killing_at_exit(active):
        total = progress.add_task("runs", total=len(runs))
        while waiting or active:
            for each in _startable(waiting, folder, jobs - len(active)):
                waiting.remove(each)
                bar = progress.add_task(each.id, total=each.stages[-1])
                active[start(each, folder, jobs)] = each, bar
            time.sleep(POLL)
            waiting += _update(progress, active, folder)
            waiting = [
                each
                for each in waiting
                if not folders.has_result(folder, each.id)
            ]
            left = len(waiting) + len(active)
            progress.update(total, completed=len(runs) - left)


def start(run, folder, jobs):
    """Starts a run's process, which ends when this process ends."""
    threads = str(max(1, (os.cpu_count() or 1) // jobs))
    names = ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")
    environment = os.environ | dict.fromkeys(names, threads)
    command = [sys.executable, "-m", execute.__name__, str(folder), run.id]
    if run.config.data_dir is not None:
        command.append(run.config.data_dir)
    with open(folders.run_folder(folder, run.id) / "log.txt", "ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=environment,
        )


def outcome(run, folder, status):
    """A line on a run whose process ended; `None` if another process does it.

    A process that exits without a result has failed. A process that a signal
    ended, at once or after a step, has not: the next command resumes its run.
    """
    path = folders.result_path(folder, run.id)
    if not path.exists():
        if status == execute.TAKEN:
            return None
        number = -status if status < 0 else status - 128
        if number > 0:
            why = f"signal {number} ({signal.strsignal(number)})"
            return f"{run.id}: ended by {why}; the same command resumes it"
        try:
            _record_death(run, folder, status)
        except filelock.Timeout:
            return None
    return f"{run.id}: {_in_words(read_result(path))}"


def _in_words(result):
    if result["status"] == "failed":
        return f"failed, {reason(result)}"
    scores = {
        # JSON has no NaN.
        name: float("nan") if score["value"] is None else score["value"]
        for name, score in result["stages"][-1]["scores"].items()
    }
    values = ", ".join(f"{name} {v:.3g}" for name, v in scores.items())
    return f"{values or 'done'}, {result['seconds']:.0f} s"


def _startable(waiting, folder, n):
    """The first `n` runs, at most, that no process does."""
    free = (each for each in waiting if not folders.is_taken(folder, each.id))
    return list(itertools.islice(free, n))


def _update(progress, active, folder):
    """Shows how far the processes are, and removes those that ended.

    Returns:
        The runs that other processes do.
    """
    taken = []
    for process, (each, bar) in list(active.items()):
        progress.update(
            bar, completed=epochs_done(folders.run_folder(folder, each.id))
        )
        if process.poll() is None:
            continue
        process.stdin.close()
        del active[process]
        progress.remove_task(bar)
        if line := outcome(each, folder, process.returncode):
            progress.print(line, markup=False)
        else:
            taken.append(each)
    return taken


@contextlib.contextmanager
def _killing_at_exit(active):
    """Kills the processes that are still active, as after Ctrl-C."""
    try:
        yield
    finally:
        for process in active:
            process.kill()
            process.communicate()


def _record_death(run, folder, status):
    """Writes a failure, unless another process has begun the run since."""
    log = folders.run_folder(folder, run.id) / "log.txt"
    text = folders.plain(log.read_text(errors="replace")).strip()
    last = text.rpartition("\n")[2] or "it printed nothing"
    error = f"Its process ended with status {status}: {last}"
    with folders.lock(folder, run.id):
        if not folders.has_result(folder, run.id):
            error = f"{text[-LOG_END:]}\n\n{error}"
            folders.write_result(run, folder, error=error)
