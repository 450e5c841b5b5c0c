"""A training of several processes on Ray, which replaces those that die."""

import itertools
import signal
import sys
import time

import keras

from keras_gans import backend
from keras_gans.runs.worker import Worker
from keras_gans.training.stopping import SIGNALS
from keras_gans.training.stopping import noted_signals

# Seconds between two looks at the workers.
LOOK = 0.5
# Seconds in which a machine has to answer.
ANSWER = 60
# Seconds that the others have to end after one has failed.
GRACE = 15
# Statuses of a process that ended after a step, whose state it saved.
STOPPED = [128 + number for number in SIGNALS]
# Statuses of a process that has said what is wrong: it would do so again.
REFUSED = (1, 2)
# The status of a process that ended with an error of a library, as of a network
# that another process has left.
FAILED = 70
# The status of a worker that vanished, or hung when another one died.
LOST = "lost"


class Supervisor:
    """Starts the processes of a training again when one of them dies.

    Ctrl-C and the signals that end a training end all processes at one step.

    Args:
        ray: The module, connected to a cluster.
        job: What each process reads from its standard input, a function of the
            seconds since the training began that returns a line.
        devices: Positive integer, each of which has a process.
        have_gpus: Whether each device is a GPU.
        max_failures: Non-negative integer, how many times a process is
            replaced.
    """

    noted_signal = None  # See `noted_signals`.

    def __init__(self, ray, job, devices, have_gpus, max_failures):
        self.ray = ray
        self.job = job
        self.devices = devices
        self.size = {"CPU": 1, "GPU": 1} if have_gpus else {"CPU": 1}
        self.max_failures = max_failures

    def run(self):
        """Trains; returns the exit status of the processes.

        Raises:
            ChildProcessError: If more than `max_failures` processes died.
        """
        began = time.monotonic()
        with noted_signals(self):
            for failures in itertools.count():
                statuses = self._attempt(self.job(time.monotonic() - began))
                if self.noted_signal and any(statuses):
                    return 128 + self.noted_signal.number
                death = _death(statuses)
                if death is None:
                    return _decisive(statuses)
                if failures == self.max_failures:
                    raise ChildProcessError(
                        f"{death}. The training can be resumed. "
                        f"Received: max_failures={self.max_failures}"
                    )
                print(
                    f"{death}: all workers restart from the last checkpoint, "
                    f"restart {failures + 1} of at most {self.max_failures}.",
                    flush=True,
                )

    def _attempt(self, job):
        """Starts all processes; returns their statuses once all have ended."""
        group = self.ray.util.placement_group([self.size] * self.devices)
        workers = []
        try:
            if not self._has(group):
                return [128 + self.noted_signal.number]
            workers += [self._worker(group, i) for i in range(self.devices)]
            place = self.ray.get(workers[0].address.remote())
            started = []
            # The machines of a cluster have an environment of their own.
            chosen = {"KERAS_BACKEND": keras.backend.backend()}
            for i, worker in enumerate(workers):
                variables = chosen | backend.joining(i, self.devices, *place)
                started.append(worker.start.remote(variables, job))
            self.ray.get(started)
            return self._statuses(workers)
        except self.ray.exceptions.RayActorError:
            return [LOST]
        finally:
            for worker in workers:
                self.ray.kill(worker)
            self.ray.util.remove_placement_group(group)

    def _has(self, group):
        """Waits for the devices; returns whether they came before a signal."""
        said = time.monotonic() + ANSWER
        while not group.wait(LOOK):
            if self.noted_signal:
                return False
            if time.monotonic() > said:
                said = float("inf")
                print(
                    f"Waiting for {self.devices} free devices of the cluster.",
                    flush=True,
                )
        return True

    def _worker(self, group, i):
        strategy = self.ray.util.scheduling_strategies
        return (
            self.ray.remote(Worker)
            .options(
                num_cpus=self.size["CPU"],
                num_gpus=self.size.get("GPU", 0),
                scheduling_strategy=strategy.PlacementGroupSchedulingStrategy(
                    group, placement_group_bundle_index=i
                ),
            )
            .remote()
        )

    def _statuses(self, workers):
        """Prints what processes print until all have ended, or one is lost."""
        statuses = dict.fromkeys(range(len(workers)))
        asked, end = False, float("inf")
        while None in statuses.values() and time.monotonic() < end:
            time.sleep(LOOK)
            if self.noted_signal and not asked:
                asked = True  # The others end at the same step.
                workers[0].signal.remote(signal.SIGTERM)
            for i in [i for i in statuses if statuses[i] is None]:
                statuses[i] = self._look(workers[i], i)
            if any(s not in (None, 0, *STOPPED) for s in statuses.values()):
                end = min(end, time.monotonic() + GRACE)
        return [LOST if s is None else s for s in statuses.values()]

    def _look(self, worker, i):
        """Prints what a process has printed; returns its status or `None`."""
        try:
            text, status = self.ray.get(worker.look.remote(), timeout=ANSWER)
        except self.ray.exceptions.RayError:
            return LOST
        for line in text.splitlines():
            print(f"worker {i}: {line}" if i else line)
        sys.stdout.flush()
        return status


def _decisive(statuses):
    """The status of those that ended by themselves, errors before signals."""
    for others in (REFUSED, STOPPED):
        for status in statuses:
            if status in others:
                return status
    return 0


def _death(statuses):
    """What ended a process too early, in words, or `None`."""
    if any(status in REFUSED for status in statuses):
        return None
    killed = [s for s in statuses if s != LOST and s < 0]
    for status, words in (
        *((s, f"was ended by signal {-s}") for s in killed),
        (LOST, "was lost"),
        (FAILED, "failed"),
    ):
        if status in statuses:
            return f"Worker {statuses.index(status)} {words}"
    return None
