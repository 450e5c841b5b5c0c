"""Does the runs of a study on a Ray cluster whose machines share a folder."""

from pathlib import Path

from keras_gans.study import processes


def launcher(address):
    """A `launch` for `schedule.run`.

    Args:
        address: Address of a Ray cluster, `"auto"`, or `"local"` to start one
            on this machine with `jobs` workers. On other clusters each run
            takes one processor.

    Raises:
        ImportError: If Ray is not installed.
    """
    try:
        import ray
    except ImportError as error:
        raise ImportError(
            "Ray is not installed: pip install 'keras-gans[ray]'"
        ) from error

    def launch(runs, folder, jobs):
        local = address == "local"
        with ray.init(
            None if local else address,
            num_cpus=jobs if local else None,
            include_dashboard=False if local else None,
        ):
            folder = Path(folder).absolute()
            do = ray.remote(num_cpus=1)(_do)
            tasks = {do.remote(each, folder, jobs): each for each in runs}
            print(f"{len(tasks)} runs handed to Ray.")
            while tasks:
                (task,), _ = ray.wait(list(tasks))
                each = tasks.pop(task)
                line = processes.outcome(each, folder, ray.get(task))
                print(line or f"{each.id}: another process does it")

    return launch


def _do(run, folder, jobs):
    """Does a run in a process of its own; returns its exit status."""
    process = processes.start(run, folder, jobs)
    process.wait()
    process.stdin.close()
    return process.returncode
