"""A folder of the user's own pictures."""

import glob
from pathlib import Path

import numpy as np

from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.datasets.record import DataSet
from keras_gans.images.reading import EXTENSIONS
from keras_gans.images.reading import ImageReader
from keras_gans.images.reading import drop_corrupt


def image_folder(
    data_dir,
    batch_size=32,
    *,
    image_size=64,
    channels=3,
    skip_corrupt=False,
    **kwargs,
):
    """Pictures of a folder and its subfolders, cropped to squares and resized.

    Reads JPEG, PNG of any mode, GIF (the first frame) and BMP. Transparency
    becomes white, and pictures are turned as the camera recorded. Other files
    and hidden ones are ignored.

    Args:
        data_dir: Folder. With `labels=True`, its subfolders are the classes, in
            the order of their names.
        batch_size: Positive integer.
        image_size: Positive integer, height and width.
        channels: 1 or 3.
        skip_corrupt: Whether to leave corrupt pictures out, with a warning that
            counts and names them, instead of refusing the folder.
        **kwargs: `labels`, `shuffle`, `seed`, `augment`, as for `batches`.
            Labels are int32.

    Returns:
        A `tf.data.Dataset` of float32 `(batch_size, image_size, image_size,
        channels)` in [-1, 1].

    Raises:
        ValueError: On a folder that is missing, without pictures, or with
            corrupt ones, which it names.
    """
    files = find_valid_pictures(data_dir, skip_corrupt)
    labels = None
    if kwargs.get("labels"):
        names = class_names(data_dir)
        labels = [names.index(_subfolder(file, data_dir)) for file in files]
        labels = np.array(labels, "int32")
    reader = ImageReader(files, image_size, channels)
    source = Source.of_reader(reader, labels)
    return batches(source.in_memory(), batch_size=batch_size, **kwargs)


def find_pictures(data_dir, name="data_dir"):
    """Paths of all pictures of a folder and its subfolders, sorted.

    Args:
        data_dir: Folder.
        name: Text, the caller's argument that errors name.

    Raises:
        ValueError: On a folder that is missing or without pictures.
    """
    if not data_dir or not Path(data_dir).is_dir():
        raise ValueError(f"{name} must be a folder. Received: {data_dir}")
    root = Path(data_dir)
    # Unlike pathlib, glob follows links to folders and ignores hidden files.
    names = glob.iglob("**", root_dir=root, recursive=True)
    files = (root / name for name in names)
    files = sorted(
        f for f in files if f.suffix.lower() in EXTENSIONS and f.is_file()
    )
    check_not_empty(files, data_dir, name)
    return files


def find_valid_pictures(data_dir, skip_corrupt, name="data_dir"):
    """Paths of a folder's pictures, after all of them were decoded.

    Args:
        data_dir: Folder.
        skip_corrupt: Whether to leave corrupt pictures out, with a warning.
        name: As for `find_pictures`.

    Raises:
        ValueError: On a folder that is missing or without valid pictures, and
            on corrupt pictures without `skip_corrupt`.
    """
    files = drop_corrupt(find_pictures(data_dir, name), skip_corrupt)
    check_not_empty(files, data_dir, name)
    return files


def check_not_empty(files, data_dir, name):
    """Raises a `ValueError` that names the folder if there are no files."""
    if not files:
        raise ValueError(
            f"{name} must hold pictures ({', '.join(EXTENSIONS)}). "
            f"Received: {data_dir}"
        )


def class_names(data_dir):
    """Names of the subfolders with pictures, which are the classes, sorted.

    Raises:
        ValueError: On a picture outside the subfolders.
    """
    names = {_subfolder(file, data_dir) for file in find_pictures(data_dir)}
    return tuple(sorted(names))


def _subfolder(file, data_dir):
    parts = file.relative_to(data_dir).parts
    if len(parts) == 1:
        raise ValueError(
            "labels=True takes the classes from subfolders: every picture must "
            f"be in one. Received: {file}"
        )
    return parts[0]


IMAGE_FOLDER = DataSet(
    image_folder,
    image_size=64,
    channels=3,
    batch_size=32,
    epochs=100,
    class_names=class_names,
    reads_pictures=True,
)
