"""Files that come from the network, once."""

import contextlib
import os
import socket
from pathlib import Path

# Seconds that a server may be without an answer.
TIMEOUT = 5


def keras_home():
    """Keras's folder: `KERAS_HOME`, or `~/.keras`."""
    return (
        Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser().absolute()
    )


@contextlib.contextmanager
def short_timeout():
    """Does not wait long for the network, as Keras's downloads would."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
