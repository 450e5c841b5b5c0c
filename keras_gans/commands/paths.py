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
    if str(path) == "-":
        raise typer.BadParameter(
            "a path names a file or a folder, never standard input or output; "
            "./- is a file of that name. Received: -"
        )
    return type(path)(os.path.expanduser(path))


def is_file(text):
    """Whether an output is a file: its name has a dot and is no folder's."""
    path = Path(text)
    return "." in path.name and not path.is_dir() and text[-1] not in "/\\"
