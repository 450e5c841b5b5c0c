"""Writing of folders, and of files by writers that look at their names."""

import contextlib
import os
import tempfile
from pathlib import Path

from keras_gans.utils.files import dropped
from keras_gans.utils.files import is_first
from keras_gans.utils.files import naming
from keras_gans.utils.files import replacing


@contextlib.contextmanager
def placing(path):
    """Yields a path of the same name in a new folder beside `path`.

    What is written there, a file or a folder, replaces `path` when it is
    complete; files beside it move along. It is for writers that look at the
    name that they are given, or write more than one file. `files.replacing` is
    for all others.

    Raises:
        OSError: If it cannot be written; the message names `path`.
    """
    path = Path(path)
    if not is_first():
        with dropped(path.name) as aside:
            yield aside
        return
    with contextlib.ExitStack() as stack:
        with naming(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            folder = stack.enter_context(
                tempfile.TemporaryDirectory(
                    prefix=f".{path.name}.", suffix=".part", dir=path.parent
                )
            )
            yield Path(folder) / path.name
        # The path itself comes last: when it is there, all is.
        parts = sorted(
            Path(folder).iterdir(), key=lambda p: p.name == path.name
        )
        for part in parts:
            _place(part, path.with_name(part.name))


def check_replaceable(path, mark):
    """Raises if writing a folder would replace anything but such a folder.

    Args:
        path: Path of the folder to write.
        mark: Name of a file that all folders of its kind hold.

    Raises:
        FileExistsError: If `path` is a file, or a folder with other content.
    """
    path = Path(path)
    if not path.exists() or (path / mark).is_file():
        return
    if path.is_file():
        raise FileExistsError(f"{path} is a file; name a new folder.")
    if any(path.iterdir()):
        raise FileExistsError(
            f"{path} holds other files; name a new folder, such as "
            f"{path / 'model'}."
        )


def _place(part, path):
    if part.is_file():
        with replacing(path) as aside:
            os.replace(part, aside)
        return
    with naming(path):
        old = part.with_name(f"{part.name}.old")
        if path.exists():
            os.replace(path, old)
        try:
            os.replace(part, path)
        except OSError:
            if old.exists():
                os.replace(old, path)
            raise
