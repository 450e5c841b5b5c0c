"""Does the runs of a study on a Ray cluster whose machines share a folder."""

from pathlib import Path

from keras_gans.runs.cluster import connected
from keras_gans.runs.cluster import load_ray
from keras_gans.study import processes


def launcher(address):
    """A `launch` for `schedule.run`.

    Args:
        address: Address of a Ray cluster, as for `cluster.connected`. One that
            is started on this machine has `jobs` workers. On other clusters
            each run takes one processor.

    Raises:
        ImportError: If Ray is not installed.
    """
    load_ray()

    def launch(runs, folder, jobs):
        with connected(address, jobs) as ray:
            folder = Path(folder).absolute()
            do = ray.remote(num_cpus=1)(_do)
            tasks = {do.remote(each, folder, jobs): each for each in runs}
            print(f"{len(tasks)} runs were sent to Ray.")
            while tasks:
                (task,), _ = ray.wait(list(tasks))
                each = tasks.pop(task)
                line = processes.outcome(each, folder, ray.get(task))
                print(line or f"{each.id}: another process trains it")

    return launch


def _do(run, folder, jobs):
    """Does a run in a process of its own; returns its exit status."""
    process = processes.start(run, folder, jobs)
    process.wait()
    process.stdin.close()
    return process.returncode
