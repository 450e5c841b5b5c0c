"""The directory and the network timeout of downloads."""

import contextlib
import os
import socket
from pathlib import Path

# Seconds to wait for an answer of a server.
TIMEOUT = 5
# What to do if Keras's directory cannot be written.
REMEDY = "Set the variable KERAS_HOME to a folder that can be written."


def keras_home():
    """Returns Keras's directory: `KERAS_HOME`, or `~/.keras`."""
    return (
        Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser().absolute()
    )


@contextlib.contextmanager
def short_timeout():
    """Limits network waits to `TIMEOUT`; Keras's downloads set no limit."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
