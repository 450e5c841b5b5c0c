"""Times of one process while others prepare theirs."""

import contextlib
import fcntl
import resource
import statistics
import time


@contextlib.contextmanager
def _held(lock, kind):
    with open(lock, "a") as file:
        fcntl.flock(file, kind)
        yield


def preparing(lock):
    """A context in which processes compile side by side."""
    return _held(lock, fcntl.LOCK_SH)


def alone(lock):
    """A context in which no other process computes."""
    return _held(lock, fcntl.LOCK_EX)


def seconds_of(function, *args):
    start = time.perf_counter()
    function(*args)
    return time.perf_counter() - start


def rates(run, images, seconds, lock):
    """Images a second of `run(epochs)`, the median of three runs.

    Args:
        run: Function that trains for so many epochs and waits for the device.
        images: Images of an epoch.
        seconds: Float, about the time of all runs; if one epoch takes longer,
            that is the only run.
        lock: Path of the file by which processes wait for each other.
    """
    with preparing(lock):
        first = seconds_of(run, 1)
    with alone(lock):
        probe = seconds_of(run, 1)
        epochs, times = 1, [probe]
        if probe < seconds:
            epochs = max(1, round(seconds / 3 / probe))
            times = [seconds_of(run, epochs) for _ in range(3)]
    found = [round(epochs * images / t, 3) for t in times]
    return {
        "images_per_second": statistics.median(found),
        "least": min(found),
        "most": max(found),
        "first_epoch_seconds": round(first, 2),
    }


def peak_memory(side):
    """MiB that were in use at most: the device's, or a CPU's process's."""
    peak = None
    if side == "jax":
        import jax

        statistics_ = jax.local_devices()[0].memory_stats() or {}
        peak = statistics_.get("peak_bytes_in_use")
    else:
        import torch

        if torch.cuda.is_available():
            peak = torch.cuda.max_memory_allocated()
    if peak is None:
        peak = 2**10 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / 2**20)
