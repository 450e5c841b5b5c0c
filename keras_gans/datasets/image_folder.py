"""A folder of the user's own pictures."""

from pathlib import Path

import numpy as np

from keras_gans.datasets.picture_files import find_pictures
from keras_gans.datasets.picture_files import find_valid_pictures
from keras_gans.datasets.picture_files import is_visible
from keras_gans.datasets.picture_files import relative
from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.datasets.pipeline import check_options
from keras_gans.datasets.record import DataSet
from keras_gans.images.corrupt import first_names
from keras_gans.images.reading import ImageReader
from keras_gans.utils.warnings import warn

# Folders of these names are usually parts of a data set, not classes.
PARTS = {"train", "training", "val", "valid", "validation", "test", "testing"}


def image_folder(
    data_dir,
    batch_size=32,
    *,
    image_size=64,
    channels=3,
    fit="crop",
    skip_corrupt=False,
    **kwargs,
):
    """Pictures of a folder and its subfolders, brought to one size.

    Reads all still pictures that PIL reads, such as JPEG, PNG, WebP, TIFF, BMP
    and AVIF, and the first picture of animations. They are turned as the camera
    recorded. Each folder is read once, however many links lead to it. Hidden
    files are ignored, and a warning counts other files that are skipped.

    Args:
        data_dir: Folder, or a list of picture files. With `labels=True`, the
            subfolders of the folder are the classes, in the order of their
            names.
        batch_size: Positive integer.
        image_size: Positive integer, the side of a square, or
            `(height, width)`.
        channels: 1 for grey, 3 for colour, where transparency becomes white, or
            4 for colour and opacity (RGBA).
        fit: How a picture of another shape gets that size. `"crop"` keeps the
            largest central part of the shape, and cuts the rest off: 44 % of a
            16:9 picture for a square. `"pad"` keeps the whole picture, on a
            white or, with 4 channels, transparent background. `"stretch"`
            keeps the whole picture and distorts it.
        skip_corrupt: Whether to leave corrupt pictures out, with a warning that
            counts and names them, instead of refusing the folder.
        **kwargs: `labels`, `shuffle`, `seed`, `flip_and_shift`, as for
            `batches`. Labels are int32.

    Returns:
        A `tf.data.Dataset` of float32 `(batch_size, height, width, channels)`
        in [-1, 1].

    Raises:
        ValueError: On a folder that is missing, without pictures, with corrupt
            ones, or, for labels, with pictures outside the subfolders. The
            message names them.
    """
    check_options(batch_size=batch_size, **kwargs)
    files = find_valid_pictures(data_dir, skip_corrupt)
    labels = None
    if kwargs.get("labels"):
        names = class_names(data_dir)
        _check_classes(names, data_dir)
        numbers = {name: number for number, name in enumerate(names)}
        labels = np.array(
            [numbers[_subfolder(file, data_dir)] for file in files], "int32"
        )
        if missing := sorted(set(names) - {names[i] for i in labels}):
            warn(
                f"Classes of which all pictures are corrupt in {data_dir}, so "
                f"nothing is learnt of them: {first_names(missing)}"
            )
    reader = ImageReader(files, image_size, channels, fit=fit)
    source = Source.of_reader(reader, labels)
    return batches(source.in_memory(), batch_size=batch_size, **kwargs)


def class_names(data_dir):
    """Names of the subfolders with pictures, which are the classes, sorted.

    Raises:
        ValueError: On a picture outside the subfolders.
    """
    if isinstance(data_dir, list | tuple):
        raise ValueError(
            "The subfolders of data_dir are the classes, so it must be a "
            "folder. Received: a list of pictures; fit takes arrays of images "
            "with labels of your own"
        )
    files = find_pictures(data_dir)
    return tuple(sorted({_subfolder(file, data_dir) for file in files}))


def _subfolder(file, data_dir):
    parts = relative(file, data_dir).parts
    if len(parts) == 1:
        raise ValueError(
            "The subfolders of data_dir are the classes, so every picture must "
            f"lie in one. Received: {file}; move it to {file.parent}/CLASS, "
            "named as its class"
        )
    return parts[0]


def _check_classes(names, data_dir):
    """Warns of subfolders that are probably no classes, and of empty ones."""
    parts = [name for name in names if name.lower() in PARTS]
    if len(parts) > 1 or len(parts) == len(names):
        warn(
            f"The classes are {', '.join(names)}, subfolders of {data_dir}, "
            f"but {', '.join(parts)} look like parts of a data set; "
            f"data_dir={str(Path(data_dir, parts[0]))!r} takes the classes of "
            "one part"
        )
    elif len(names) == 1:
        warn(
            f"All pictures of {data_dir} are of one class, {names[0]}. Each "
            "class needs a subfolder of its own"
        )
    folders = filter(Path.is_dir, Path(data_dir).expanduser().iterdir())
    empty = sorted(
        f.name for f in folders if is_visible(f.name) and f.name not in names
    )
    if empty:
        warn(
            "Subfolders without pictures are not classes. Skipped in "
            f"{data_dir}: {first_names(empty)}"
        )


IMAGE_FOLDER = DataSet(
    image_folder,
    image_size=64,
    channels=3,
    batch_size=32,
    epochs=100,
    updates=20_000,
    class_names=class_names,
    reads_pictures=True,
    own_pictures=True,
)
