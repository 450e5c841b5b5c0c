"""CelebA in two unpaired halves, for translation between them."""

from keras_gans.datasets.celeba import find_faces
from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.unpaired_folders import unpaired
from keras_gans.images.reading import ImageReader
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive


def celeba_split(
    attribute,
    batch_size=1,
    *,
    against=None,
    image_size=64,
    channels=3,
    crop=178,
    skip_corrupt=False,
    data_dir=None,
    **kwargs,
):
    """CelebA's faces without an attribute, and those with it, unpaired.

    Each side is shuffled on its own, and an epoch ends with the shorter one, as
    for `unpaired_folders`.

    Args:
        attribute: Name of an attribute, such as `"Eyeglasses"` or `"Male"`.
        batch_size: Positive integer.
        against: Name of another attribute: the first side then holds the faces
            with this one alone and the second those with `attribute` alone,
            as for `celeba_split("Blond_Hair", against="Black_Hair")`.
        image_size: Positive integer, height and width.
        channels: 1 or 3.
        crop: As for `celeba`.
        skip_corrupt: As for `celeba`.
        data_dir: As for `celeba`; `list_attr_celeba.txt` must be there.
        **kwargs: `shuffle`, `seed`, `augment`, as for `batches`.

    Returns:
        A `tf.data.Dataset` of pairs `(without, with)`, both float32
        `(batch_size, image_size, image_size, channels)` in [-1, 1].

    Raises:
        ConnectionError: Where the data are neither there nor downloadable.
        ValueError: On an unknown attribute, one `against` itself, or a side of
            fewer faces than a batch.
    """
    check_positive(crop=crop, batch_size=batch_size)
    if attribute == against:
        raise ValueError(
            "against must be another attribute. "
            f"Received: {attribute!r} against itself"
        )
    origin = find_faces(data_dir, skip_corrupt)
    names = [attribute] if against is None else [attribute, against]
    for name in names:
        check_name("A CelebA attribute", name, origin.attributes)
    labels = origin.labels(names)
    has = labels[:, 0] == 1
    if against is None:
        chosen = {f"without {attribute}": ~has, f"with {attribute}": has}
    else:
        other = labels[:, 1] == 1
        chosen = {
            f"with {against} alone": other & ~has,
            f"with {attribute} alone": has & ~other,
        }
    sides = []
    for side, rows in chosen.items():
        files = [f for f, keep in zip(origin.files, rows, strict=True) if keep]
        if len(files) < batch_size:
            raise ValueError(
                "Each side must hold at least one batch. Received: "
                f"{len(files)} faces {side}, batch_size={batch_size}"
            )
        reader = ImageReader(
            files, image_size, channels, crop=crop, open_file=origin.open
        )
        sides.append(Source.of_reader(reader))
    return unpaired(*sides, batch_size=batch_size, **kwargs)
