"""The `keras-gans` command.

It lies outside the package because importing the package imports TensorFlow,
whose start-up messages go to standard error however the level of its log is
set.
"""

import contextlib
import os


def main():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _no_stderr():
        from keras_gans.commands import cli
    cli.app()


@contextlib.contextmanager
def _no_stderr():
    """Nothing reaches standard error, not from C++ either."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
