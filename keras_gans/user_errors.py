"""Errors that a user can mend, for commands."""

import contextlib
import sys

import typer


@contextlib.contextmanager
def user_errors():
    """Prints them without a traceback and ends with status 1."""
    known = (OSError, ValueError, TypeError, ImportError)
    if tensorflow := sys.modules.get("tensorflow"):
        known += (tensorflow.errors.OpError,)  # What a pipeline raises.
    try:
        yield
    except known as error:
        # Commands have an option where functions have an argument.
        text = str(error).replace("skip_corrupt=True", "--skip-corrupt")
        typer.secho(f"Error: {text}", fg="red", err=True)
        raise typer.Exit(1) from error
