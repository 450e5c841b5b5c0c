"""CelebA: 202,599 aligned faces with 40 attributes."""

import functools
import io
import os
import zipfile
from pathlib import Path

import numpy as np

from keras_gans.datasets import records
from keras_gans.datasets import tfds
from keras_gans.datasets.pipeline import Source
from keras_gans.datasets.pipeline import batches
from keras_gans.images.reading import EXTENSIONS
from keras_gans.images.reading import ImageReader
from keras_gans.images.reading import without_corrupt
from keras_gans.utils.checks import check_name
from keras_gans.utils.checks import check_positive

FOLDER = "img_align_celeba"
ATTRIBUTES = "list_attr_celeba.txt"


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

    Reads, the first that is there: the extracted archive (`img_align_celeba/`
    with its JPEGs), `img_align_celeba.zip`, or tensorflow-datasets' `celeb_a`.
    CelebA is for non-commercial research.

    Args:
        batch_size: Positive integer.
        image_size: Positive integer, height and width.
        channels: 1 or 3.
        crop: Positive integer, pixels of the central square that is kept, 178
            being the pictures' width.
        attributes: Names of the attributes that make the labels, such as
            `["Smiling", "Male"]`; all 40 by default.
        skip_corrupt: Whether to look through all pictures first and leave
            corrupt ones out, with a warning that counts and names them.
        data_dir: Folder of the archive, or that of tensorflow-datasets; the
            environment variable `TFDS_DATA_DIR` by default.
        **kwargs: `labels`, `shuffle`, `seed`, `augment`, as for `batches`.
            Labels are int32 `(batch_size, len(attributes))` of 0 and 1, and
            need `list_attr_celeba.txt` beside the pictures.

    Returns:
        A `tf.data.Dataset` of float32 `(batch_size, image_size, image_size,
        channels)` in [-1, 1].

    Raises:
        ConnectionError: Where the data are neither there nor downloadable.
    """
    check_positive(crop=crop)
    origin = find_faces(data_dir, skip_corrupt)
    reader = ImageReader(
        origin.files, image_size, channels, crop=crop, open_file=origin.open
    )
    found = None
    if kwargs.get("labels"):
        for name in attributes or []:
            check_name("A CelebA attribute", name, origin.attributes)
        found = origin.labels(attributes or origin.attributes)
    source = Source.of_reader(reader, found)
    return batches(source.in_memory(), batch_size=batch_size, **kwargs)


def find_faces(data_dir, skip_corrupt=False):
    """Where CelebA is: its `files`, how to `open` one, and its `labels`."""
    root = _root(data_dir)
    origin = _Archive(root) if root else _Records(data_dir)
    if skip_corrupt:
        origin.files = without_corrupt(origin.files, True, origin.open)
    return origin


def _root(data_dir):
    """The folder that holds the official archive, extracted or not."""
    base = Path(data_dir or os.environ.get("TFDS_DATA_DIR", "."))
    above = [base.parent] if base.name == FOLDER else []
    for root in (base, base / "celeba", *above):
        if (root / FOLDER).is_dir() or (root / f"{FOLDER}.zip").is_file():
            return root
    return None


class _Archive:
    """The official archive, extracted or as a zip."""

    def __init__(self, root):
        self.table = root / ATTRIBUTES
        if (root / FOLDER).is_dir():
            names = [str(p) for p in (root / FOLDER).iterdir()]
            self.open = lambda path: open(path, "rb")
        else:
            try:
                archive = zipfile.ZipFile(root / f"{FOLDER}.zip")
            except (OSError, zipfile.BadZipFile) as error:
                raise ValueError(
                    f"Could not read the archive {root / FOLDER}.zip: {error}"
                ) from error
            names, self.open = archive.namelist(), archive.open
        # A Mac adds its own files to a zip.
        names = [name for name in names if "__MACOSX" not in name]
        self.files = sorted(n for n in names if n.lower().endswith(EXTENSIONS))
        if not self.files:
            raise ValueError(f"{FOLDER} must hold pictures. Received: {root}")

    @functools.cached_property
    def attributes(self):
        return self._rows()[0].split()

    def labels(self, attributes):
        columns = [self.attributes.index(name) for name in attributes]
        rows = dict(row.split(maxsplit=1) for row in self._rows()[1:])
        missing = [f for f in self.files if Path(f).name not in rows]
        if missing:
            raise ValueError(
                f"Every picture needs a row of {ATTRIBUTES}. Received "
                f"{len(missing)} "
                f"pictures without, {missing[0]} the first"
            )
        found = [rows[Path(f).name] for f in self.files]
        return (np.loadtxt(found, "int32", usecols=columns, ndmin=2) + 1) // 2

    def _rows(self):
        """The names, then a row a picture; above them is their number."""
        try:
            lines = self.table.read_text().splitlines()
        except OSError as error:
            raise ValueError(
                f"labels=True needs {ATTRIBUTES} beside the pictures: {error}"
            ) from error
        return [line for line in lines[1:] if line.strip()]


class _Records:
    """What tensorflow-datasets made of the archive."""

    def __init__(self, data_dir):
        try:
            found = tfds.builder("celeb_a", data_dir)
        except ConnectionError as error:
            raise ConnectionError(
                f"{error}\nThe official archive will do: name the folder that "
                f"holds {FOLDER}/ or {FOLDER}.zip."
            ) from error
        paths = found.info.splits["train"].filepaths
        self.files = [
            record for path in paths for record in records.index(path)
        ]
        self.attributes = list(found.info.features["attributes"])

    def open(self, record):
        return io.BytesIO(record.features()["image"].bytes_list.value[0])

    def labels(self, attributes):
        names = [f"attributes/{name}" for name in attributes]
        features = (record.features() for record in self.files)
        return np.array(
            [[f[name].int64_list.value[0] for name in names] for f in features],
            "int32",
        )
