"""Finds the picture files that cannot be read."""

from concurrent.futures import ThreadPoolExecutor

from keras_gans.images.formats import open_picture
from keras_gans.images.reading import eight_bits
from keras_gans.images.reading import open_binary
from keras_gans.images.reading import reason_of
from keras_gans.utils.checks import check_flag
from keras_gans.utils.warnings import warn


def drop_corrupt(files, skip_corrupt, open_file=None):
    """Decodes all files and returns those that are valid pictures.

    Args:
        files: Sequence of paths, or of names that `open_file` accepts.
        skip_corrupt: Whether to warn about corrupt pictures instead of raising.
        open_file: As for `ImageReader`.

    Raises:
        ValueError: If pictures are corrupt, or larger than PIL opens, and
            `skip_corrupt` is false. The message counts and names them.
    """
    check_flag(skip_corrupt=skip_corrupt)
    reasons = _corrupt(files, open_file)
    if not reasons:
        return files
    named = first_names([f"{file} ({why})" for file, why in reasons.items()])
    if not skip_corrupt:
        raise ValueError(
            f"{len(reasons)} of {len(files)} pictures are corrupt; "
            f"skip_corrupt=True leaves them out. Received: {named}"
        )
    warn(
        f"Left out {len(reasons)} of {len(files)} pictures, which are corrupt: "
        f"{named}"
    )
    return [file for file in files if file not in reasons]


def first_names(files):
    """The names of the first five files, with dots if there are more."""
    return ", ".join(map(str, files[:5])) + (", ..." if len(files) > 5 else "")


def _corrupt(files, open_file=None):
    """The files that cannot be decoded, a dictionary with the reasons."""

    def problem(file):
        try:
            with (
                (open_file or open_binary)(file) as binary,
                open_picture(binary) as image,
            ):
                # Decodes a JPEG at an eighth of its size, which is faster.
                image.draft("L", (1, 1))
                image.load()
                # What reading does, for one pixel's colours.
                eight_bits(image).crop((0, 0, 1, 1)).convert("RGB")
        except Exception as error:  # Damage makes PIL raise all kinds.
            return reason_of(error)
        return None

    with ThreadPoolExecutor(2) as pool:
        reasons = zip(files, pool.map(problem, files), strict=True)
        return {file: why for file, why in reasons if why is not None}
