"""The user's own pairs of pictures."""

import numpy as np

from keras_gans.datasets.image_folder import check_some
from keras_gans.datasets.image_folder import find_pictures
from keras_gans.datasets.image_folder import find_whole
from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.images.reading import ImageReader
from keras_gans.images.reading import first_names
from keras_gans.images.reading import picture_size
from keras_gans.images.reading import without_corrupt
from keras_gans.utils.checks import check_name

OTHER_SIDE = {"left": "right", "right": "left"}


def paired_folder(
    input_dir,
    target_dir=None,
    batch_size=1,
    *,
    image_size=256,
    channels=3,
    input_side="left",
    skip_corrupt=False,
    **kwargs,
):
    """Pairs of pictures: what to translate, and what it should become.

    Two folders, where a pair has one name (whatever the suffixes) and one size;
    or one folder of pictures with both side by side, as the data sets of
    pix2pix are. Pictures are read, cropped and resized as by `image_folder`,
    both of a pair alike.

    Args:
        input_dir: Folder of the inputs, or of pictures with both.
        target_dir: Folder of the targets; `None` for both side by side.
        batch_size: Positive integer.
        image_size: Positive integer, height and width.
        channels: 1 or 3.
        input_side: Where the inputs are side by side with the targets, `"left"`
            or `"right"`.
        skip_corrupt: Whether to leave out pairs with a corrupt picture, with a
            warning that counts and names them, instead of refusing them.
        **kwargs: `shuffle`, `seed`, `augment`, as for `batches`. Both of a pair
            are flipped and shifted alike.

    Returns:
        A `tf.data.Dataset` of `(inputs, targets)`, both float32 `(batch_size,
        image_size, image_size, channels)` in [-1, 1].

    Raises:
        ValueError: On a folder that is missing, without pictures, or with
            corrupt ones; on a picture without a partner, or of another size
            than it; on one that has no two halves. All are named.
    """
    import tensorflow as tf

    check_name("input_side", input_side, OTHER_SIDE)
    if target_dir is None:
        inputs = targets = find_whole(input_dir, skip_corrupt, "input_dir")
        halves = [input_side, OTHER_SIDE[input_side]]
        _check_halves(inputs)
    else:
        inputs, targets = _find_pairs(input_dir, target_dir, skip_corrupt)
        halves = [None, None]
        _check_sizes(inputs, targets)
    readers = [
        ImageReader(files, image_size, channels, half=half)
        for files, half in zip((inputs, targets), halves)
    ]
    # Both in one array, so that all that happens to it happens to both.
    source = Source(
        lambda rows: np.concatenate([read(rows) for read in readers], axis=-1),
        len(inputs),
        (image_size, image_size, 2 * channels),
    )
    dataset = batches(source.in_memory(), batch_size=batch_size, **kwargs)
    return dataset.map(lambda both: tuple(tf.split(both, 2, axis=-1)))


def _find_pairs(input_dir, target_dir, skip_corrupt):
    """Paths of inputs and of their targets, in the order of their names."""
    inputs = _by_name(input_dir, "input_dir")
    targets = _by_name(target_dir, "target_dir")
    alone = [
        str(files[name])
        for files, others in ((inputs, targets), (targets, inputs))
        for name in files
        if name not in others
    ]
    if alone:
        raise ValueError(
            "Every picture must have a partner of the same name in the other "
            f"folder. Received {len(inputs)} inputs and {len(targets)} "
            f"targets, {len(alone)} without: {first_names(alone)}"
        )
    files = [*inputs.values(), *targets.values()]
    whole = set(without_corrupt(files, skip_corrupt))
    names = [n for n in inputs if whole.issuperset((inputs[n], targets[n]))]
    folders = f"{input_dir} and {target_dir}, without a whole pair"
    check_some(names, folders, "Both folders")
    return [inputs[n] for n in names], [targets[n] for n in names]


def _by_name(folder, argument):
    """Paths of a folder's pictures by their names without suffixes."""
    found = {}
    for file in find_pictures(folder, argument):
        name = file.relative_to(folder).with_suffix("")
        if name in found:
            raise ValueError(
                "The pictures of a folder must have names of their own, apart "
                f"from suffixes. Received: {found[name]} and {file}"
            )
        found[name] = file
    return found


def _check_sizes(inputs, targets):
    sizes = zip(map(picture_size, inputs), map(picture_size, targets))
    differ = [
        f"{a} {_text(size_a)} and {b} {_text(size_b)}"
        for a, b, (size_a, size_b) in zip(inputs, targets, sizes)
        if size_a != size_b
    ]
    if differ:
        raise ValueError(
            "Both pictures of a pair must have one size. Received "
            f"{len(differ)} of {len(inputs)} pairs of two: "
            f"{first_names(differ)}"
        )


def _check_halves(files):
    odd = [
        f"{file} {_text(size)}"
        for file in files
        if (size := picture_size(file))[0] % 2
    ]
    if odd:
        raise ValueError(
            "Pictures that hold a pair side by side must be of an even width. "
            f"Received {len(odd)} of {len(files)} of an odd one: "
            f"{first_names(odd)}"
        )


def _text(size):
    return f"({size[0]}x{size[1]})"
