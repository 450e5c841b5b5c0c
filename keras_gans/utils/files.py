"""Files that are written completely or not at all."""

import contextlib
import json
import os
import secrets
import tempfile
import time
from pathlib import Path

from keras_gans.backend import process

# The prefix of temporary files. Their names are unique, since two processes may
# write one file.
PART = ".part-"
# Seconds without a change after which a temporary file counts as left by a
# killed process.
ABANDONED = 3600
# Seconds to wait, one after the other, for programs that hold a file open. Only
# on Windows does that prevent a renaming; virus scanners do it.
WAITS = (0.05, 0.1, 0.2, 0.4, 0.8) if os.name == "nt" else ()


@contextlib.contextmanager
def replacing(path, by_each=False):
    """Yields a temporary path; its file replaces `path` once it is on disk.

    Where several processes train one model, the first one writes. The others
    write a file that is dropped.

    If an error, a full disk or a kill stops the writing, `path` holds either
    its old or its new content, never a part. The temporary path has the suffix
    of `path`, which some writers require.

    Args:
        path: Path of the file.
        by_each: Whether each of several processes writes it, as a cache that
            its own machine needs.

    Raises:
        OSError: If the file cannot be written; the message names it.
    """
    path = Path(path)
    if not (by_each or is_first()):
        with dropped(path.name) as aside:
            yield aside
        return
    aside = path.with_name(f"{PART}{secrets.token_hex(6)}{path.suffix}")
    try:
        with naming(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            # If a link stood there, its target would be overwritten.
            aside.unlink(missing_ok=True)
            yield aside
            # Windows syncs only what is open for writing.
            with open(aside, "rb+") as file:
                os.fsync(file.fileno())
            _replace(aside, path)
            _sync_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink()


@contextlib.contextmanager
def dropped(name):
    """Yields a path for what another process writes; it is removed at the end.

    Args:
        name: The name that the path ends with.
    """
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / name


def is_first():
    """Whether this process writes and prints for all that train one model."""
    return process()[0] == 0


@contextlib.contextmanager
def only_the_first_prints():
    """A context in which the other processes of a training print nothing."""
    with contextlib.ExitStack() as stack:
        if not is_first():
            nothing = stack.enter_context(open(os.devnull, "w"))
            stack.enter_context(contextlib.redirect_stdout(nothing))
        yield


def is_remote(path):
    """Whether a path is on remote storage, such as `gs://`, not on a disk."""
    return "://" in str(path)


def check_path(**values):
    """Raises a `TypeError` unless every value is a text or a path."""
    for name, path in values.items():
        if not isinstance(path, str | os.PathLike):
            raise TypeError(
                f"{name} must be a path, a text or pathlib.Path. "
                f"Received: {name} of type {type(path).__name__}"
            )


def local_path(name, path):
    """Returns a path that an argument gives, `~` being the home folder.

    Raises:
        TypeError: If it is no path.
        ValueError: If it is on remote storage.
    """
    check_path(**{name: path})
    if is_remote(path):
        raise ValueError(
            f"{name} must be on a disk of this machine, or on storage that is "
            f"mounted as one. Received: {name}={str(path)!r}"
        )
    return Path(path).expanduser()


def own_path(path):
    """Returns a path that the user names for a file, where it really is.

    `~` is the home folder, and a link stands for what it points to. Files in a
    folder that may be a stranger's replace links instead; see `replacing`.
    """
    path = Path(path).expanduser()
    return path.resolve() if path.is_symlink() else path


@contextlib.contextmanager
def naming(path):
    """Names the path to write in errors of the file system."""
    try:
        yield
    except OSError as error:
        raise OSError(
            error.errno, f"Could not write {path}: {error.strerror or error}"
        ) from error


def write_json(path, content, by_each=False):
    """Writes a JSON file, whole or not at all; see `replacing`."""
    with replacing(path, by_each) as aside:
        aside.write_text(json.dumps(content, indent=1))


def _replace(aside, path):
    """Renames a file as soon as no other program holds `path`."""
    for wait in WAITS:
        try:
            return os.replace(aside, path)
        except PermissionError:
            time.sleep(wait)
    os.replace(aside, path)


def _sync_folder(folder):
    """Makes a new name in a folder last through a power cut, where possible."""
    # Windows cannot open folders, and some network drives cannot sync them.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def check_writable(directory):
    """Creates a directory and raises unless a file can be written to it.

    It also deletes the temporary files that killed processes have left there.
    """
    directory = Path(directory)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory) as file:
            # The clock of the drive, which may not be that of the machine.
            now = os.fstat(file.fileno()).st_mtime
    except OSError as error:
        is_file = directory.exists() and not directory.is_dir()
        reason = "it is a file, not a folder" if is_file else error.strerror
        raise OSError(
            error.errno, f"Could not write to {directory}: {reason}"
        ) from error
    for part in directory.glob(f"{PART}*"):
        with contextlib.suppress(OSError):
            if now - part.stat().st_mtime > ABANDONED:
                part.unlink()


def check_place(directory):
    """As `check_writable`, but leaves no folder where there was none."""
    with no_empty_folder(directory):
        check_writable(directory)


@contextlib.contextmanager
def no_empty_folder(directory):
    """A context behind which a new directory is gone if nothing is in it.

    So are the new ones above it.
    """
    directory = Path(directory)
    made = [p for p in (directory, *directory.parents) if not p.exists()]
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            for folder in made:
                folder.rmdir()
