"""CelebA: 202,599 aligned faces with 40 attributes."""

from keras_gans.datasets.celeba_files import find_faces
from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.datasets.pipeline import check_options
from keras_gans.datasets.record import DataSet
from keras_gans.datasets.unpaired_folders import unpaired
from keras_gans.images.reading import ImageReader
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive

ATTRIBUTES = tuple(
    (
        "5_o_Clock_Shadow Arched_Eyebrows Attractive Bags_Under_Eyes Bald "
        "Bangs Big_Lips Big_Nose Black_Hair Blond_Hair Blurry Brown_Hair "
        "Bushy_Eyebrows Chubby Double_Chin Eyeglasses Goatee Gray_Hair "
        "Heavy_Makeup High_Cheekbones Male Mouth_Slightly_Open Mustache "
        "Narrow_Eyes No_Beard Oval_Face Pale_Skin Pointy_Nose "
        "Receding_Hairline Rosy_Cheeks Sideburns Smiling Straight_Hair "
        "Wavy_Hair Wearing_Earrings Wearing_Hat Wearing_Lipstick "
        "Wearing_Necklace Wearing_Necktie Young"
    ).split()
)


def celeba(
    batch_size=128,
    *,
    image_size=64,
    channels=3,
    crop=178,
    attributes=None,
    skip_corrupt=False,
    data_dir=None,
    **kwargs,
):
    """CelebA's aligned faces, cropped to a central square and resized.

    Reads the first of these that exists: the extracted archive
    (`img_align_celeba/` with the JPEG files, or Kaggle's copy of it),
    `img_align_celeba.zip`, and tensorflow-datasets' `celeb_a`. CelebA is for
    non-commercial research.

    Args:
        batch_size: Positive integer.
        image_size: Positive integer, or `(height, width)`.
        channels: 1 or 3.
        crop: Positive integer, side in pixels of the central square that is
            kept. The pictures are 178 pixels wide.
        attributes: Names of the attributes that make the labels, such as
            `["Smiling", "Male"]`; all 40 by default.
        skip_corrupt: Whether to decode all pictures first and leave corrupt
            ones out, with a warning that counts and names them.
        data_dir: Folder of the archive or of tensorflow-datasets; the
            environment variable `TFDS_DATA_DIR` by default.
        **kwargs: `labels`, `shuffle`, `seed`, `flip_and_shift`, as for
            `batches`. Labels are int32 `(batch_size, len(attributes))` of 0 and
            1, and need `list_attr_celeba.txt`, or Kaggle's `.csv` of that
            name, beside the pictures.

    Returns:
        A `tf.data.Dataset` of float32 `(batch_size, height, width, channels)`
        in [-1, 1].

    Raises:
        ConnectionError: If the data are not in `data_dir` and cannot be
            downloaded.
        ValueError: On an unknown attribute, or labels without
            `list_attr_celeba.txt`.
    """
    check_positive(crop=crop)
    check_options(batch_size=batch_size, **kwargs)
    faces = find_faces(data_dir, skip_corrupt)
    reader = ImageReader(
        faces.files, image_size, channels, crop=crop, open_file=faces.open
    )
    labels = None
    if kwargs.get("labels"):
        for name in attributes or []:
            check_name("A CelebA attribute", name, faces.attributes)
        labels = faces.labels(attributes or faces.attributes)
    source = Source.of_reader(reader, labels)
    return batches(source.in_memory(), batch_size=batch_size, **kwargs)


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
    """CelebA's faces without and with an attribute, unpaired.

    Each side is shuffled on its own, and an epoch is one pass over the smaller
    side, as for `unpaired_folders`.

    Args:
        attribute: Name of an attribute, such as `"Eyeglasses"` or `"Male"`.
        batch_size: Positive integer.
        against: Name of another attribute, as in `celeba_split("Blond_Hair",
            against="Black_Hair")`. The first side then holds the faces with
            `against` but without `attribute`, the second the opposite.
        image_size: Positive integer, or `(height, width)`.
        channels: 1 or 3.
        crop: As for `celeba`.
        skip_corrupt: As for `celeba`.
        data_dir: As for `celeba`, with `list_attr_celeba.txt`.
        **kwargs: `shuffle`, `seed`, `flip_and_shift`, as for `batches`.

    Returns:
        A `tf.data.Dataset` of pairs `(without, with)`, both float32
        `(batch_size, height, width, channels)` in [-1, 1].

    Raises:
        ConnectionError: If the data are not in `data_dir` and cannot be
            downloaded.
        ValueError: On an unknown attribute, `against` that equals `attribute`,
            or a side of fewer faces than a batch.
    """
    check_positive(crop=crop)
    check_options(batch_size=batch_size, **kwargs)
    if attribute == against:
        raise ValueError(
            "against must be different from attribute. "
            f"Received: {attribute!r} for both"
        )
    faces = find_faces(data_dir, skip_corrupt)
    sources = []
    for name, has_side in _sides(faces, attribute, against).items():
        files = [f for f, keep in zip(faces.files, has_side) if keep]
        if len(files) < batch_size:
            raise ValueError(
                "Each side must hold at least one batch. Received: "
                f"{len(files)} faces {name}, batch_size={batch_size}"
            )
        reader = ImageReader(
            files, image_size, channels, crop=crop, open_file=faces.open
        )
        sources.append(Source.of_reader(reader))
    return unpaired(*sources, batch_size=batch_size, **kwargs)


def _sides(faces, attribute, against):
    """Which faces belong to each side: two boolean arrays by description."""
    names = [attribute] if against is None else [attribute, against]
    for name in names:
        check_name("A CelebA attribute", name, faces.attributes)
    labels = faces.labels(names)
    has = labels[:, 0] == 1
    if against is None:
        return {f"without {attribute}": ~has, f"with {attribute}": has}
    other = labels[:, 1] == 1
    return {
        f"with {against} alone": other & ~has,
        f"with {attribute} alone": has & ~other,
    }


CELEBA = DataSet(
    celeba,
    image_size=64,
    channels=3,
    batch_size=128,
    epochs=25,
    attribute_names=ATTRIBUTES,
    reads_pictures=True,
    split=celeba_split,
    # Non-commercial research alone.
    licence="other",
)
