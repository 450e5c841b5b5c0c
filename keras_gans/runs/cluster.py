"""A cluster of Ray."""

import contextlib
import socket

# Seconds in which the address of a cluster has to answer.
ANSWER = 5


def load_ray():
    """The module `ray`.

    Raises:
        ImportError: If it is not installed.
    """
    try:
        import ray
    except ImportError as error:
        raise ImportError(
            "Ray is not installed: pip install 'keras-gans[ray]'"
        ) from error
    return ray


@contextlib.contextmanager
def connected(address, processors=None):
    """A context in which this process uses a cluster of Ray.

    Args:
        address: `"ray://HOST:PORT"` or `"HOST:PORT"`; `"auto"` for the cluster
            of this machine, or `"local"` to start one on this machine.
        processors: Positive integer, those of a cluster that is started; `None`
            for all of the machine.

    Yields:
        The module `ray`.

    Raises:
        ConnectionError: If no cluster answers at the address.
        ImportError: If Ray is not installed.
    """
    ray = load_ray()
    is_local = address == "local"
    try:
        if not is_local and address != "auto":
            _knock(address)
        context = ray.init(
            address,
            num_cpus=processors if is_local else None,
            include_dashboard=False if is_local else None,
            log_to_driver=False,
        )
    except (ConnectionError, TimeoutError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise ConnectionError(
            "No Ray cluster answers: the address must be ray://HOST:PORT of "
            "one, auto for that of this machine, or local to start one. "
            f"Received: {address}, and the error {reason!r}"
        ) from error
    with context:
        yield ray


def _knock(address):
    """Raises unless something answers; Ray itself would wait for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    try:
        socket.create_connection((host, int(port)), ANSWER).close()
    except OSError as error:
        raise ConnectionError(str(error)) from error


def resources(ray):
    """The devices of a cluster, and whether they are accelerators."""
    found = ray.cluster_resources()
    gpus = int(found.get("GPU", 0))
    return (gpus, True) if gpus else (int(found.get("CPU", 0)), False)
