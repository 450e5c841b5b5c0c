"""Two folders of pictures that do not belong together one by one."""

from keras_gans.datasets.image_folder import find_whole
from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.images.reading import ImageReader


def unpaired_folders(
    dir_a,
    dir_b,
    batch_size=1,
    *,
    image_size=64,
    channels=3,
    skip_corrupt=False,
    **kwargs,
):
    """Pictures of two folders, such as horses and zebras, each shuffled alone.

    An epoch is one pass over the shorter side. Of the longer one, an epoch sees
    as many pictures, others in the next: all have their turn in time.

    Args:
        dir_a: Folder, read as by `image_folder`.
        dir_b: Another, of as many pictures or not.
        batch_size: Positive integer.
        image_size: Positive integer, height and width.
        channels: 1 or 3.
        skip_corrupt: Whether to leave corrupt pictures out, with a warning that
            counts and names them, instead of refusing the folder.
        **kwargs: `shuffle`, `seed`, `augment`, as for `batches`.

    Returns:
        A `tf.data.Dataset` of pairs `(a, b)`, both float32 `(batch_size,
        image_size, image_size, channels)` in [-1, 1].

    Raises:
        ValueError: On a folder that is missing, without pictures, or with
            corrupt ones, which it names.
    """
    sides = [
        find_whole(dir_a, skip_corrupt, "dir_a"),
        find_whole(dir_b, skip_corrupt, "dir_b"),
    ]
    sides = [
        Source.of_reader(ImageReader(files, image_size, channels))
        for files in sides
    ]
    return unpaired(*sides, batch_size=batch_size, **kwargs)


def unpaired(source_a, source_b, *, batch_size, seed=0, **kwargs):
    """Batches of two sources, each in an order of its own.

    Args:
        source_a: A `Source`.
        source_b: Another.
        batch_size: Positive integer.
        seed: Non-negative integer.
        **kwargs: `shuffle`, `augment`, as for `batches`.
    """
    import tensorflow as tf

    # Sides of one length would be in one order by one seed.
    sides = [(source_a, seed), (source_b, -1 - seed)]
    return tf.data.Dataset.zip(
        *(
            batches(s.in_memory(), batch_size=batch_size, seed=n, **kwargs)
            for s, n in sides
        )
    )
