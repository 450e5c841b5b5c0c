"""Whether the pictures of a run are still those of its beginning."""

import base64
import collections
import contextlib
import hashlib
import os

from keras_gans.datasets.picture_files import find_pictures
from keras_gans.datasets.picture_files import relative

# Each picture keeps 4 characters of base 64, which hold 3 bytes of its digest:
# one changed picture in millions passes for an unchanged one.
CHARACTERS, BYTES = 4, 3
# Bytes that are read at the beginning and at the end of a file.
ENDS = 4096


def fingerprint(*folders):
    """A short text for each folder of pictures, to be kept with a run.

    A picture is known by its name in the folder, its size in bytes, and the
    first and last 4 KiB of its content, so a moved folder is unchanged. 100,000
    pictures take a few seconds and 400 kB.

    Args:
        *folders: Folders as readers take them, such as a run's `data_dir` and
            `second_dir`; `None` is left out.

    Returns:
        A list of texts, one for each folder, for JSON.

    Raises:
        ValueError: On a folder that is missing or without pictures.
    """
    return [_of_folder(folder) for folder in folders if folder is not None]


def count(text):
    """The number of pictures in a folder, by its text in a fingerprint."""
    return len(text) // CHARACTERS


def changes(before, now):
    """What has changed between two fingerprints, in one sentence.

    Args:
        before: Result of `fingerprint`.
        now: Result of `fingerprint` for the same number of folders.

    Returns:
        Text such as `"5 of 64 pictures replaced"`, or `None`.
    """
    names = ["", " of the second folder"]
    found = [_change(*pair, name) for *pair, name in zip(before, now, names)]
    return "; ".join(text for text in found if text) or None


def _change(before, now, where):
    before, now = _pictures(before), _pictures(now)
    gone, new = (before - now).total(), (now - before).total()
    replaced = min(gone, new)
    pictures = f"{before.total()} pictures{where}"
    parts = (
        (replaced, f"of {pictures} replaced"),
        (gone - replaced, f"of {pictures} removed"),
        (new - replaced, f"added to {pictures}"),
    )
    return ", ".join(f"{n} {text}" for n, text in parts if n)


def _pictures(text):
    starts = range(0, len(text), CHARACTERS)
    return collections.Counter(text[i : i + CHARACTERS] for i in starts)


def _of_folder(folder):
    files = find_pictures(folder)
    return "".join(_of_picture(f, relative(f, folder)) for f in files)


def _of_picture(file, name):
    digest = hashlib.blake2b(digest_size=BYTES)
    digest.update(os.fsencode(name.as_posix()))
    with (
        contextlib.suppress(OSError),  # Left out, as a corrupt picture.
        open(file, "rb", buffering=0) as content,
    ):
        size = os.fstat(content.fileno()).st_size
        digest.update(b"\0%d\0" % size)
        digest.update(content.read(ENDS))
        if size > ENDS:
            content.seek(max(ENDS, size - ENDS))
            digest.update(content.read(ENDS))
    return base64.b64encode(digest.digest()).decode()
