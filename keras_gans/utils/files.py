"""Files that are either whole or not there."""

import contextlib
import os
import tempfile
from pathlib import Path


@contextlib.contextmanager
def replacing(path):
    """Yields a path to write to, which becomes `path` once it is on the disk.

    Whatever stops the writing (an error, a full disk, a kill), `path` holds
    either its old or its new content.

    Raises:
        OSError: Where the file cannot be written, with its name.
    """
    path = Path(path)
    # Of one name, so that what a kill leaves is overwritten by the next try.
    aside = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield aside
        _sync(aside)
        os.replace(aside, path)
        _sync(path.parent)
    except OSError as error:
        raise OSError(
            error.errno, f"Could not write {path}: {error.strerror or error}"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink()


def _sync(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_writable(directory):
    """Makes the directory and tries a file in it, before any time is spent."""
    try:
        Path(directory).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        raise OSError(
            error.errno, f"Could not write to {directory}: {error.strerror}"
        ) from error
