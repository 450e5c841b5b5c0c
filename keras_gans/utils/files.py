"""Files that are written completely or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path


@contextlib.contextmanager
def replacing(path):
    """Yields a temporary path; its file replaces `path` once it is on disk.

    If an error, a full disk or a kill stops the writing, `path` holds either
    its old or its new content, never a part.

    Raises:
        OSError: If the file cannot be written; the message names it.
    """
    path = Path(path)
    # The name is fixed, so the next try overwrites what a kill has left.
    aside = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A link in its place would be written through.
        aside.unlink(missing_ok=True)
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
    """Creates a directory and raises unless a file can be written to it."""
    try:
        Path(directory).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        raise OSError(
            error.errno, f"Could not write to {directory}: {error.strerror}"
        ) from error
