"""The `keras-gans` command.

This module is outside the package because importing the package imports
TensorFlow, which prints start-up messages on standard error at every log level.
"""

import contextlib
import os


def main():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _no_stderr():
        from keras_gans import commands
    commands.app()


@contextlib.contextmanager
def _no_stderr():
    """Silences standard error, messages from C++ included."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
