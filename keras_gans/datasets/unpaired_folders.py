"""Two folders of pictures without pairs."""

import math

from keras_gans.datasets.picture_files import check_apart
from keras_gans.datasets.picture_files import find_valid_pictures
from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.datasets.pipeline import check_options
from keras_gans.datasets.record import DataSet
from keras_gans.images.reading import ImageReader
from keras_gans.utils.warnings import warn

# Folders of so unequal numbers of pictures, as a ratio, are warned of.
UNEQUAL = 10


def unpaired_folders(
    dir_a,
    dir_b,
    batch_size=1,
    *,
    image_size=64,
    channels=3,
    fit="crop",
    skip_corrupt=False,
    **kwargs,
):
    """Pictures of two folders, such as horses and zebras, without pairs.

    Each folder is shuffled on its own. An epoch is one pass over the folder
    with fewer pictures. It takes as many pictures of the other folder, and
    different ones in each epoch. The authors of CycleGAN take a pass over the
    larger folder instead; more epochs make up for that.

    Args:
        dir_a: Folder, read as by `image_folder`.
        dir_b: Another folder; the numbers of pictures may differ.
        batch_size: Positive integer.
        image_size: As for `image_folder`.
        channels: 1, 3 or 4, as for `image_folder`.
        fit: As for `image_folder`.
        skip_corrupt: Whether to leave corrupt pictures out, with a warning that
            counts and names them, instead of refusing the folder.
        **kwargs: `shuffle`, `seed`, `flip_and_shift`, as for `batches`.

    Returns:
        A `tf.data.Dataset` of pairs `(a, b)`, both float32 `(batch_size,
        height, width, channels)` in [-1, 1].

    Raises:
        ValueError: On a folder that is missing, without pictures, or with
            corrupt ones, which it names, and on one folder given twice.
    """
    check_options(batch_size=batch_size, **kwargs)
    sides = [
        find_valid_pictures(dir_a, skip_corrupt, "dir_a"),
        find_valid_pictures(dir_b, skip_corrupt, "dir_b"),
    ]
    check_apart(dir_a, dir_b, ("dir_a", "dir_b"))
    _warn_of_counts(*map(len, sides))
    sources = [
        Source.of_reader(ImageReader(files, image_size, channels, fit=fit))
        for files in sides
    ]
    return unpaired(*sources, batch_size=batch_size, **kwargs)


def _warn_of_counts(n_a, n_b):
    """Warns if an epoch takes a small part of the larger folder."""
    few, many = sorted([n_a, n_b])
    if many >= UNEQUAL * few:
        small, large = ("dir_a", "dir_b") if n_a < n_b else ("dir_b", "dir_a")
        warn(
            f"An epoch uses the {few} pictures of {small}, and only {few} of "
            f"the {many} pictures of {large}: train for more epochs. "
            f"{math.ceil(many / few)} epochs are one pass over {large}",
        )


def unpaired(source_a, source_b, *, batch_size, seed=0, **kwargs):
    """Pairs of batches from two sources, each shuffled on its own.

    Args:
        source_a: `Source` of the first images of the pairs.
        source_b: `Source` of the second ones.
        batch_size: Positive integer.
        seed: Non-negative integer.
        **kwargs: `shuffle`, `flip_and_shift`, as for `batches`.
    """
    import tensorflow as tf

    # With one seed, sources of the same size would be in the same order.
    seeded = [(source_a, seed), (source_b, -1 - seed)]
    return tf.data.Dataset.zip(
        *(
            batches(s.in_memory(), batch_size=batch_size, seed=n, **kwargs)
            for s, n in seeded
        )
    )


UNPAIRED_FOLDERS = DataSet(
    unpaired_folders,
    image_size=256,
    channels=3,
    batch_size=1,
    epochs=200,
    folders=("dir_a", "dir_b"),
    reads_pictures=True,
    own_pictures=True,
    pairing="unpaired",
)
