"""Reads files that may be torn, foreign or made to do harm.

None of these functions runs code of a file, and none takes more memory than
the size of the file lets expect.
"""

import io
import json
import os
import zipfile
from pathlib import Path

# An archive may unpack to this many bytes, or to this many times its size.
# Keras and NumPy store arrays without compression.
SMALL = 64 * 2**20
EXPANSION = 10


def read_json(path):
    """The content of a JSON file.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is not a whole JSON file. The message names it.
    """
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(
            f"{path} is not a complete JSON file: {error}"
        ) from error


def read_arrays(path):
    """The arrays of an `.npz` file, without pickled objects.

    Returns:
        A dictionary of NumPy arrays by name.

    Raises:
        OSError: If the file cannot be opened.
        ValueError: If it is not a whole `.npz` file. The message names it.
    """
    with open(path, "rb") as file:
        try:
            check_archive(file)
            with zipfile.ZipFile(file) as archive:
                return {
                    name.removesuffix(".npy"): _array(archive.read(name))
                    for name in archive.namelist()
                }
        except Exception as error:  # Damage makes zipfile raise all kinds.
            raise ValueError(
                f"{path} is not a complete .npz file: {error}"
            ) from error


def _array(content):
    import numpy as np  # `read_json` answers at once.

    file = io.BytesIO(content)
    major, _ = np.lib.format.read_magic(file)
    read_header = {
        1: np.lib.format.read_array_header_1_0,
        2: np.lib.format.read_array_header_2_0,
    }[major]
    shape, is_fortran, dtype = read_header(file)
    if dtype.hasobject:
        raise ValueError("it holds pickled objects")
    # Refuses a shape that is larger than the content, before any allocation.
    order = "F" if is_fortran else "C"
    return np.ndarray(shape, dtype, content, file.tell(), order=order).copy()


def read_model(path):
    """The Keras model of a `.keras` file, without code of the file.

    Raises:
        ValueError: If the file is missing, damaged or no `.keras` archive, or
            needs classes or functions that are not registered.
    """
    import keras

    try:
        archived_config(path)
        return keras.saving.load_model(path, safe_mode=True)
    except Exception as error:  # Damage makes zipfile raise all kinds.
        raise ValueError(f"Could not read the model {path}: {error}") from error


def archived_config(path):
    """The configuration of the model of a `.keras` file, a dictionary.

    Raises:
        OSError: If the file cannot be opened.
        ValueError: If it is no whole archive. The message does not name it.
    """
    with open(path, "rb") as file:
        if not zipfile.is_zipfile(file):
            raise ValueError("damaged, or not a .keras archive")
        check_archive(file)
        with zipfile.ZipFile(file) as archive:
            return dict(json.loads(archive.read("config.json")))


def check_archive(file):
    """Raises if a binary file is a zip archive that is far larger inside.

    Raises:
        ValueError: If it would unpack to more than `SMALL` bytes and more than
            `EXPANSION` times its size.
        zipfile.BadZipFile: If it is no archive.
    """
    packed = file.seek(0, io.SEEK_END)
    with zipfile.ZipFile(file) as archive:
        unpacked = sum(info.file_size for info in archive.infolist())
    if unpacked > max(SMALL, EXPANSION * packed):
        raise ValueError(
            f"its {packed} bytes would unpack to {unpacked}, which no file of "
            "keras_gans does"
        )


def check_links(folder):
    """Raises if a link in a folder or below it leads out of the folder.

    Whoever works in a folder of somebody else would write behind the link.

    Raises:
        ValueError: If there is such a link. The message names it.
    """
    root = os.path.realpath(folder)
    for parent, folders, files in os.walk(root):
        for path in (os.path.join(parent, name) for name in folders + files):
            target = os.path.realpath(path)
            if os.path.islink(path) and not Path(target).is_relative_to(root):
                raise ValueError(
                    "A folder to write to must hold no link that leads out of "
                    "it; move the whole folder instead. "
                    f"Received: {path}, a link to {target}"
                )


def is_saved_folder(path):
    """Whether a path is a folder that `save(zipped=False)` wrote."""
    files = ("config.json", "metadata.json")
    return all((path / name).is_file() for name in files)
