"""Errors that a user can mend, for commands."""

import contextlib
import re
import sys

import typer

# What commands call the arguments of functions.
OPTIONS = {
    "data_dir": "--data-dir",
    "input_dir": "--data-dir",
    "target_dir": "--second-dir",
    "dir_a": "--data-dir",
    "dir_b": "--second-dir",
    "fake_dir": "TARGET",
    "real_dir": "REFERENCE",
}


@contextlib.contextmanager
def user_errors():
    """Prints them without a traceback and ends with status 1."""
    known = (OSError, ValueError, TypeError, ImportError)
    if tensorflow := sys.modules.get("tensorflow"):
        known += (tensorflow.errors.OpError,)  # What a pipeline raises.
    try:
        yield
    except known as error:
        text = str(error).replace("skip_corrupt=True", "--skip-corrupt")
        text = re.sub(r"^\w+", lambda m: OPTIONS.get(m[0], m[0]), text)
        typer.secho(f"Error: {text}", fg="red", err=True)
        raise typer.Exit(1) from error
