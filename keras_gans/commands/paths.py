"""Paths as users type them."""

import os
from pathlib import Path

import typer


def expanded(path):
    """The path with the home folder for `~`, which shells may leave in it."""
    if path is None:
        return None
    if not str(path):  # Such as "$UNSET".
        raise typer.BadParameter("the path is empty.")
    return type(path)(os.path.expanduser(path))


def is_file(text):
    """Whether an output is a file: it has a suffix and is no folder."""
    path = Path(text)
    return bool(path.suffix) and not path.is_dir() and text[-1] not in "/\\"
