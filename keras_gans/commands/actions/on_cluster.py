"""What `keras-gans train --cluster` does, and what its processes do."""

import dataclasses
import json
import sys
import traceback
from pathlib import Path

import typer

from keras_gans import backend
from keras_gans.commands.actions import train
from keras_gans.commands.errors import expected
from keras_gans.runs.cluster import connected
from keras_gans.runs.cluster import load_ray
from keras_gans.runs.cluster import resources
from keras_gans.runs.config import Config
from keras_gans.runs.devices import number_of
from keras_gans.runs.devices import used
from keras_gans.runs.supervision import FAILED
from keras_gans.runs.supervision import Supervisor
from keras_gans.utils.checks import check_at_least
from keras_gans.utils.processes import end_with

MAX_FAILURES = 3


def launcher(address, max_failures):
    """A `launch` for `actions.train`, which trains on a cluster.

    Args:
        address: Address of the cluster, as for `cluster.connected`, or `None`
            for none.
        max_failures: As for `Supervisor`, or `None`.

    Raises:
        ImportError: If Ray is not installed.
        ValueError: If the backend trains on one machine only, or `max_failures`
            is negative.
    """
    if address is None:
        if max_failures is not None:
            raise typer.BadParameter("--max-failures is for --cluster.")
        return None
    if max_failures is None:
        max_failures = MAX_FAILURES
    check_at_least(0, max_failures=max_failures)
    backend.joining(0, 1, "localhost", 0)  # TensorFlow refuses it.
    load_ray()

    def launch(config, run_dir, *, minutes, devices):
        with connected(address) as ray:
            seen, are_gpus = resources(ray)
            shared = config.batch_size, config.accumulate
            devices = number_of(devices, *shared, seen, are_gpus)

            def job(seconds):
                left = minutes and max(minutes - seconds / 60, 0.01)
                return _job(config, run_dir, left)

            status = Supervisor(ray, job, devices, are_gpus, max_failures).run()
        if status:
            raise typer.Exit(status)

    return launch


def _job(config, run_dir, minutes):
    return json.dumps(
        {
            "config": dataclasses.asdict(config),
            "run_dir": str(Path(run_dir).absolute()),
            "minutes": minutes,
            # What its messages repeat.
            "arguments": sys.argv[1:],
        }
    )


def work():
    """Does the part of one process, which reads its job from `Worker`."""
    job = json.loads(sys.stdin.readline())
    end_with(sys.stdin)
    sys.argv[1:] = job["arguments"]
    config = Config.read(job["config"])
    try:
        with used("all", config.batch_size, config.accumulate) as making:
            train.run(
                config,
                Path(job["run_dir"]),
                resume=True,
                minutes=job["minutes"],
                making=making,
            )
    except Exception as error:
        if expected(error) is not None or isinstance(error, typer.Exit):
            raise
        traceback.print_exc()
        raise typer.Exit(FAILED) from None
