"""Processes of a training that are watched and replaced."""

import re
import signal
import time

import pytest

from keras_gans.runs import supervision
from keras_gans.runs import worker
from keras_gans.runs.supervision import FAILED
from keras_gans.runs.supervision import LOST
from keras_gans.runs.supervision import Supervisor


def supervised(monkeypatch, attempts, max_failures=3):
    """The status of a training whose processes end with these statuses."""
    attempts = iter(attempts)
    monkeypatch.setattr(Supervisor, "_attempt", lambda *job: next(attempts))
    made = Supervisor(None, lambda seconds: "", 2, False, max_failures)
    status = made.run()
    assert next(attempts, None) is None
    return status


@pytest.mark.parametrize(
    ("statuses", "death"),
    [
        ([FAILED, -9], "Worker 1 was ended by signal 9"),
        ([LOST], "Worker 0 was lost"),
        ([FAILED, LOST], "Worker 1 was lost"),
        ([0, FAILED], "Worker 1 failed"),
    ],
)
def test_all_start_again_when_one_dies(monkeypatch, capsys, statuses, death):
    assert supervised(monkeypatch, [statuses, [0, 0]]) == 0
    assert capsys.readouterr().out == (
        f"{death}: all workers restart from the last checkpoint, restart 1 of "
        "at most 3.\n"
    )


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ([0, 0], 0),
        ([1, 1], 1),
        ([1, LOST], 1),
        ([LOST, 1], 1),
        ([FAILED, 2], 2),
        ([-6, 1], 1),
        ([143, 143], 143),
        ([0, 143], 143),
    ],
)
def test_what_ends_by_itself_does_not_start_again(
    monkeypatch, statuses, status
):
    assert supervised(monkeypatch, [statuses]) == status


def test_the_failures_are_counted(monkeypatch):
    message = "Worker 0 was ended by signal 11. .*Received: max_failures=1"
    with pytest.raises(ChildProcessError, match=message):
        supervised(monkeypatch, [[-9, 0], [-11, FAILED]], 1)


def test_a_process_is_watched(monkeypatch):
    code = (
        "import os, sys; print(os.environ['NUMBER'], sys.stdin.readline());"
        "print('part', end=''); sys.exit(sys.stdin.read() != '')"
    )
    monkeypatch.setattr(worker, "COMMAND", ["-S", "-c", code])
    made = worker.Worker()
    made.start({"NUMBER": "7"}, "job")
    printed, status = "", None
    while "job" not in printed:
        text, status = made.look()
        assert status is None and text in ("", "7 job\n", "7 job\n\n", "\n")
        printed += text
        time.sleep(0.01)
    made.signal(signal.SIGTERM)
    while status is None:
        text, status = made.look()
        printed += text
        time.sleep(0.01)
    # The line that was not whole comes at the end.
    assert re.fullmatch("7 job\n\n(part)?", printed)
    assert status == -signal.SIGTERM


class Worker:
    """A worker of one process, whose answers are scripted."""

    def __init__(self, *looks):
        self.looks = list(looks)

    def __getattr__(self, name):
        class Method:
            @staticmethod
            def remote(*arguments):
                return name, self, arguments

        return Method


class Ray:
    """As much of `ray` as a `Supervisor` needs to watch workers."""

    class exceptions:
        class RayError(Exception):
            pass

    def get(self, asked, timeout):
        _, worker, _ = asked
        look = worker.looks.pop(0) if worker.looks else ("", None)
        if look is LOST:
            raise self.exceptions.RayError
        return look


def test_processes_have_the_backend_of_the_command(monkeypatch):
    """A cluster that was started before has no variables of the command."""
    import keras

    class Started(Ray):
        class util:
            class Group:
                def wait(self, seconds):
                    return True

            placement_group = staticmethod(lambda sizes: util.Group())
            remove_placement_group = staticmethod(lambda group: None)

        class exceptions(Ray.exceptions):
            class RayActorError(Exception):
                pass

        def get(self, asked):
            if isinstance(asked, list):
                started.extend(arguments for _, _, arguments in asked)
            return "localhost", 1234

        def kill(self, worker):
            pass

    util, started = Started.util, []
    monkeypatch.setattr(Supervisor, "_worker", lambda *place: Worker())
    monkeypatch.setattr(Supervisor, "_statuses", lambda *workers: [0, 0])
    monkeypatch.setattr(
        supervision.backend, "joining", lambda i, *_: {"NUMBER": str(i)}
    )
    made = Supervisor(Started(), lambda seconds: "job", 2, False, 0)
    assert made.run() == 0
    backend = keras.backend.backend()
    assert started == [
        ({"KERAS_BACKEND": backend, "NUMBER": str(i)}, "job") for i in (0, 1)
    ]


def test_workers_are_watched_together(monkeypatch, capsys):
    monkeypatch.setattr(supervision, "LOOK", 0)
    made = Supervisor(Ray(), None, 2, False, 0)
    workers = [Worker(("a\n", None), ("b\n", 143)), Worker(("c\n", 143))]
    assert made._statuses(workers) == [143, 143]
    assert capsys.readouterr().out == "a\nworker 1: c\nb\n"
    # Where one was lost, the others have little time.
    monkeypatch.setattr(supervision, "GRACE", 0)
    assert made._statuses([Worker(), Worker(LOST)]) == [LOST, LOST]
    assert made._statuses([Worker(), Worker(("", -9))]) == [LOST, -9]
