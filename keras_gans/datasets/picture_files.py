"""Finds the user's picture files, and says which files it passes over."""

import collections
import os
from pathlib import Path

from keras_gans.images.corrupt import drop_corrupt
from keras_gans.images.formats import picture_suffixes
from keras_gans.utils.warnings import warn

# What systems leave in folders of pictures, apart from files with a dot.
JUNK = {"thumbs.db", "desktop.ini", "__macosx"}
ARCHIVES = {".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"}


def find_pictures(source, name="data_dir", *, warns=False):
    """Paths of all pictures of a folder and its subfolders, sorted.

    Links are followed, and each folder is read once, however many links lead
    to it. Hidden files are ignored.

    Args:
        source: Folder, or a list of picture files, which are taken as they are.
        name: Text, the caller's argument that errors name.
        warns: Whether a warning counts the other files, as readers do.

    Raises:
        ValueError: On a folder or a file that is missing, or a folder without
            pictures.
    """
    if isinstance(source, list | tuple):
        return _listed(source, name)
    suffixes = picture_suffixes()
    pictures, others = [], []
    for entry in _visible_files(_folder(source, name)):
        suffix = os.path.splitext(entry.name)[1].lower()
        is_picture = suffix in suffixes and os.path.isfile(entry)
        (pictures if is_picture else others).append(entry.path)
    check_not_empty(pictures, source, name, others)
    if others and warns:
        warn(
            f"Skipped {len(others)} of {len(pictures) + len(others)} files "
            f"in {source}, which PIL cannot read as pictures: "
            f"{kinds(others)}"
        )
    # In the order of paths, which compare part by part.
    pictures.sort(key=lambda path: path.split(os.sep))
    return list(map(Path, pictures))


def find_valid_pictures(source, skip_corrupt=False, name="data_dir"):
    """Paths of a folder's pictures, after all of them were decoded.

    Args:
        source: As for `find_pictures`.
        skip_corrupt: Whether to leave corrupt pictures out, with a warning.
        name: As for `find_pictures`.

    Raises:
        ValueError: As `find_pictures`, and on corrupt pictures without
            `skip_corrupt`.
    """
    files = drop_corrupt(find_pictures(source, name, warns=True), skip_corrupt)
    check_not_empty(files, source, name)
    return files


def relative(file, source):
    """The path of a found picture in its folder, or its name in a list."""
    if isinstance(source, list | tuple):
        return Path(file.name)
    return file.relative_to(Path(source).expanduser())


def check_apart(first, second, names):
    """Raises if two folders share pictures.

    Args:
        first: Folder, or a list of pictures.
        second: Another one.
        names: The caller's arguments that errors name, two texts.
    """
    if isinstance(first, list | tuple) or isinstance(second, list | tuple):
        one, other = (_identities(x, n) for x, n in zip((first, second), names))
        if same := one & other:
            raise ValueError(
                f"{names[0]} and {names[1]} must hold different pictures. "
                f"Received: {len(same)} in both, such as {min(same)}"
            )
        return
    paths = [Path(p).expanduser().resolve() for p in (first, second)]
    if any(a.is_relative_to(b) for a, b in (paths, paths[::-1])):
        raise ValueError(
            f"{names[0]} and {names[1]} must be two folders, neither inside "
            f"the other. Received: {first} and {second}"
        )


def _identities(source, name):
    return {file.resolve() for file in find_pictures(source, name)}


def kinds(files):
    """What files are, by their suffixes: `"2 .heic, 1 without suffix"`."""
    counts = collections.Counter(map(_kind, files))
    counts = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    listed = [f"{n} {kind}" for kind, n in counts[:6]]
    rest = sum(n for _, n in counts[6:])
    return ", ".join(listed + [f"{rest} others"] * bool(rest))


def check_not_empty(files, source, name, others=()):
    """Raises a `ValueError` that names the folder if there are no files."""
    if not files:
        found = f", which holds {kinds(others)}" if others else ""
        raise ValueError(
            f"{name} must hold pictures, such as .jpg, .png, .webp or .tif. "
            f"Received: {source}{found}"
        )


def _kind(path):
    if not os.path.exists(path):
        return "broken link"
    return os.path.splitext(path)[1].lower() or "without suffix"


def _folder(source, name):
    is_path = isinstance(source, str | os.PathLike)
    if not is_path or not str(source):
        missing = is_path or source is None
        other = "" if missing else ", or a list of picture files"
        raise ValueError(
            f"{name} must be a folder{other}. Received: {source!r}"
        )
    folder = Path(source).expanduser()
    if folder.is_dir():
        return folder
    if not folder.exists():
        why = "which does not exist"
    elif folder.suffix.lower() in ARCHIVES:
        why = "an archive; unpack it and name the folder that it makes"
    else:
        why = f"a file; {folder.parent} is its folder"
    raise ValueError(f"{name} must be a folder. Received: {source}, {why}")


def _listed(files, name):
    paths = [Path(file).expanduser() for file in files]
    for path in paths:
        if not path.is_file():
            raise ValueError(
                f"A list given as {name} must hold paths of files. "
                f"Received: {path}, "
                f"{'a folder' if path.is_dir() else 'which does not exist'}"
            )
    check_not_empty(paths, "an empty list", name)
    return paths


def _visible_files(root):
    """Directory entries of all files below a folder but hidden ones."""
    above = root.resolve().parents
    seen = {_identity(folder) for folder in above}  # A link there is a circle.
    folders = collections.deque([root])
    while folders:
        folder = folders.popleft()
        if _identity(folder) in seen:
            continue
        seen.add(_identity(folder))
        for entry in _entries(folder):
            if not os.path.isdir(entry):
                yield entry
            elif entry.is_symlink():
                # Links wait until all is seen that is reached without them.
                folders.append(entry.path)
            else:
                folders.appendleft(entry.path)


def _entries(folder):
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if is_visible(entry.name)]
    except OSError as error:
        warn(f"Skipped the folder {folder}: {error.strerror}")
        return []


def is_visible(name):
    """Whether a file or folder of this name is looked at."""
    return not name.startswith(".") and name.lower() not in JUNK


def _identity(folder):
    status = os.stat(folder)
    return status.st_dev, status.st_ino
