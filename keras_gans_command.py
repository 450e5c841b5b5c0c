"""The `keras-gans` command.

This module is outside the package because importing the package imports
TensorFlow. That takes seconds, and prints start-up messages on standard error
at every log level. So the package is imported when a command begins: `--help`,
`--version` and errors of usage answer at once.
"""

import contextlib
import importlib.util
import os
import sys
import warnings


def main():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # Plots go to files. A notebook's backend may be missing in this process.
    os.environ["MPLBACKEND"] = "agg"
    for stream in (sys.stdout, sys.stderr):
        # Names of folders may have letters that a pipe of Windows has not.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    warnings.formatwarning = lambda message, *_, **__: f"Warning: {message}\n"
    begin = _defer("keras_gans")
    from keras_gans import commands

    commands.app(obj=begin, prog_name="keras-gans")


def _defer(name):
    """Makes a package importable without running its `__init__`.

    Returns:
        A function that runs it, or `None` if the package is imported already.
    """
    if name in sys.modules:
        return None
    spec = importlib.util.find_spec(name)
    package = sys.modules[name] = importlib.util.module_from_spec(spec)

    def run():
        with _no_stderr():
            spec.loader.exec_module(package)

    return run


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
