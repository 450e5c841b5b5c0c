"""The user's own pairs of pictures."""

import unicodedata
from pathlib import Path

import numpy as np

from keras_gans.datasets.picture_files import check_apart
from keras_gans.datasets.picture_files import check_not_empty
from keras_gans.datasets.picture_files import find_pictures
from keras_gans.datasets.picture_files import find_valid_pictures
from keras_gans.datasets.picture_files import relative
from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.datasets.pipeline import check_options
from keras_gans.datasets.record import DataSet
from keras_gans.images.corrupt import drop_corrupt
from keras_gans.images.corrupt import first_names
from keras_gans.images.formats import picture_size
from keras_gans.images.reading import ImageReader
from keras_gans.utils.checks import check_name
from keras_gans.utils.warnings import warn

OTHER_SIDE = {"left": "right", "right": "left"}


def paired_folder(
    input_dir,
    target_dir=None,
    batch_size=1,
    *,
    image_size=256,
    channels=3,
    fit="crop",
    input_side="left",
    skip_corrupt=False,
    **kwargs,
):
    """Pairs of pictures from folders: an input and its target.

    Reads two folders, in which both pictures of a pair have the same name
    (suffixes aside) and size, or one folder of pictures that show input and
    target side by side, as the data sets of pix2pix do. Pictures are read and
    brought to one size as by `image_folder`, both of a pair alike.

    Args:
        input_dir: Folder of the inputs, or of pictures that show both.
        target_dir: Folder of the targets; `None` where `input_dir` has both
            side by side.
        batch_size: Positive integer.
        image_size: As for `image_folder`.
        channels: 1, 3 or 4, as for `image_folder`.
        fit: As for `image_folder`.
        input_side: `"left"` or `"right"`, the half that is the input where
            both are side by side.
        skip_corrupt: Whether to leave out pairs with a corrupt picture, with a
            warning that counts and names them, instead of refusing them.
        **kwargs: `shuffle`, `seed`, `flip_and_shift`, as for `batches`. Both
            pictures of a pair are flipped and shifted alike.

    Returns:
        A `tf.data.Dataset` of `(inputs, targets)`, both float32 `(batch_size,
        height, width, channels)` in [-1, 1].

    Raises:
        ValueError: On a folder that is missing, without pictures, or with
            corrupt ones; on one folder given twice; on a picture without a
            partner, or of another size than its partner; on one of odd width
            that should show both. The message names the files.
    """
    import tensorflow as tf

    check_name("input_side", input_side, OTHER_SIDE)
    check_options(batch_size=batch_size, **kwargs)
    if target_dir is not None and input_side != "left":
        raise ValueError(
            "input_side is for pictures that show both side by side; leave it "
            f"out with target_dir. Received: {input_side=}"
        )
    if target_dir is None:
        inputs = targets = find_valid_pictures(
            input_dir, skip_corrupt, "input_dir"
        )
        halves = [input_side, OTHER_SIDE[input_side]]
        _check_halves(inputs)
    else:
        inputs, targets = _find_pairs(input_dir, target_dir, skip_corrupt)
        halves = [None, None]
        _check_sizes(inputs, targets)
    readers = [
        ImageReader(files, image_size, channels, fit=fit, half=half)
        for files, half in zip((inputs, targets), halves)
    ]
    # One array holds both, so that the pipeline treats them alike.
    source = Source(
        lambda rows: np.concatenate([read(rows) for read in readers], axis=-1),
        len(inputs),
        (*readers[0].size, 2 * channels),
    )
    dataset = batches(source.in_memory(), batch_size=batch_size, **kwargs)
    return dataset.map(lambda both: tuple(tf.split(both, 2, axis=-1)))


def _find_pairs(input_dir, target_dir, skip_corrupt):
    """Paths of the inputs and of the targets, both sorted by name."""
    inputs = _by_name(input_dir, "input_dir")
    targets = _by_name(target_dir, "target_dir")
    check_apart(input_dir, target_dir, ("input_dir", "target_dir"))
    unmatched = [
        str(files[name])
        for files, others in ((inputs, targets), (targets, inputs))
        for name in files
        if name not in others
    ]
    if unmatched:
        raise ValueError(
            "Every picture must have a partner of the same name in the other "
            f"folder. Received {len(inputs)} inputs and {len(targets)} "
            f"targets, {len(unmatched)} without a partner: "
            f"{first_names(unmatched)}"
        )
    files = [*inputs.values(), *targets.values()]
    valid = set(drop_corrupt(files, skip_corrupt))
    names = [n for n in inputs if valid.issuperset((inputs[n], targets[n]))]
    folders = f"{input_dir} and {target_dir}, without a valid pair"
    check_not_empty(names, folders, "Both folders")
    return [inputs[n] for n in names], [targets[n] for n in names]


def _by_name(folder, argument):
    """A folder's pictures: a dictionary of paths by name without suffix."""
    files = {}
    for file in find_pictures(folder, argument, warns=True):
        name = relative(file, folder).with_suffix("")
        # macOS may have written letters and their accents apart.
        name = Path(unicodedata.normalize("NFC", str(name)))
        if name in files:
            raise ValueError(
                "The pictures of a folder must differ in their names, not only "
                f"in their suffixes. Received: {files[name]} and {file}"
            )
        files[name] = file
    return files


def _check_sizes(inputs, targets):
    sizes = zip(map(picture_size, inputs), map(picture_size, targets))
    unequal = [
        f"{a} {_text(size_a)} and {b} {_text(size_b)}"
        for a, b, (size_a, size_b) in zip(inputs, targets, sizes)
        if size_a != size_b
    ]
    if unequal:
        raise ValueError(
            "Both pictures of a pair must have the same size. Received "
            f"{len(unequal)} of {len(inputs)} pairs of different sizes: "
            f"{first_names(unequal)}"
        )


def _check_halves(files):
    sizes = [picture_size(file) for file in files]
    texts = [f"{file} {_text(size)}" for file, size in zip(files, sizes)]
    odd = [text for text, (width, _) in zip(texts, sizes) if width % 2]
    if odd:
        raise ValueError(
            "Pictures that show a pair side by side must have an even width. "
            f"Received {len(odd)} of {len(files)} with an odd width: "
            f"{first_names(odd)}"
        )
    narrow = [t for t, (width, height) in zip(texts, sizes) if width <= height]
    if narrow:
        warn(
            f"{len(narrow)} of {len(files)} pictures are not wider than high: "
            "do they show input and target side by side? Pictures that show "
            "one image need target_dir, or a task, as datasets.edges is one. "
            f"Received: {first_names(narrow)}"
        )


def _text(size):
    return f"({size[0]}x{size[1]})"


PAIRED_FOLDER = DataSet(
    paired_folder,
    image_size=256,
    channels=3,
    batch_size=1,
    epochs=200,
    folders=("input_dir", "target_dir"),
    reads_pictures=True,
    own_pictures=True,
    pairing="paired",
)
