"""The files of CelebA: the archive, Kaggle's copy, or tensorflow-datasets'."""

import functools
import io
import os
import zipfile
from pathlib import Path

import numpy as np

from keras_gans.datasets import tfds
from keras_gans.datasets import tfrecords
from keras_gans.datasets.picture_files import is_visible
from keras_gans.images.corrupt import drop_corrupt

FOLDER = "img_align_celeba"
ATTRIBUTES = "list_attr_celeba.txt"
KAGGLE_S = "list_attr_celeba.csv"  # Its pictures lie in a folder in FOLDER.
SUFFIXES = (".jpg", ".jpeg", ".png")


def find_faces(data_dir, skip_corrupt=False):
    """Finds CelebA's faces.

    Args:
        data_dir: As for `celeba`.
        skip_corrupt: As for `celeba`.

    Returns:
        An object with a list `files`, a function `open` of one of them, a list
        `attributes` of names, and a function `labels` of some of these names,
        which returns int32 `(len(files), len(names))` of 0 and 1.
    """
    root = find_root(data_dir)
    faces = _Archive(root) if root else _Records(data_dir)
    if skip_corrupt:
        faces.files = drop_corrupt(faces.files, skip_corrupt, faces.open)
    return faces


def find_root(data_dir):
    """The folder of the official archive, extracted or not, or `None`."""
    base = Path(data_dir or os.environ.get("TFDS_DATA_DIR", ".")).expanduser()
    above = [base.parent] if base.name == FOLDER else []
    for root in (*above, base, base / "celeba"):
        folder = os.path.join(root, FOLDER)  # Its parent may be unreadable.
        if os.path.isdir(folder) or os.path.isfile(f"{folder}.zip"):
            return root
    return None


class _Archive:
    """The official archive, extracted or as a zip, or Kaggle's copy of it."""

    def __init__(self, root):
        self.table = root / ATTRIBUTES
        if not self.table.exists() and (root / KAGGLE_S).exists():
            self.table = root / KAGGLE_S
        if (root / FOLDER).is_dir():
            names = [str(p) for p in (root / FOLDER).rglob("*")]
            self.open = lambda path: open(path, "rb")
        else:
            try:
                archive = zipfile.ZipFile(root / f"{FOLDER}.zip")
            except (OSError, zipfile.BadZipFile) as error:
                raise ValueError(
                    f"Could not read the archive {root / FOLDER}.zip: {error}"
                ) from error
            names, self.open = archive.namelist(), archive.open
        self.files = sorted(
            n
            for n in names
            if n.lower().endswith(SUFFIXES)
            # macOS adds files of its own.
            and is_visible(os.path.basename(n))
            and "__MACOSX" not in n
        )
        if not self.files:
            raise ValueError(f"{FOLDER} must hold pictures. Received: {root}")

    @functools.cached_property
    def attributes(self):
        return self._rows()[0].split()

    def labels(self, attributes):
        columns = [self.attributes.index(name) for name in attributes]
        rows = (row.strip().partition(" ") for row in self._rows()[1:])
        rows = {name: values for name, _, values in rows}
        missing = [f for f in self.files if Path(f).name not in rows]
        if missing:
            raise ValueError(
                f"Every picture needs a row of {self.table.name}. Received: "
                f"{len(missing)} pictures without one, such as {missing[0]}"
            )
        rows = [rows[Path(f).name] for f in self.files]
        n = len(self.attributes)
        if torn := [row for row in rows if len(row.split()) != n]:
            raise ValueError(
                f"Every row of {self.table.name} must have {n} values; "
                f"download it again. Received: a row of {torn[0]!r}"
            )
        # The file has -1 and 1.
        return (np.loadtxt(rows, "int32", usecols=columns, ndmin=2) + 1) // 2

    def _rows(self):
        """The line of names, then one line for each picture."""
        try:
            text = self.table.read_text()
        except OSError as error:
            raise ValueError(
                f"labels=True needs {ATTRIBUTES} beside the pictures: {error}"
            ) from error
        if self.table.name == KAGGLE_S:
            text = "\n" + text.removeprefix("image_id,").replace(",", " ")
        # The first line is the number of pictures.
        return [line for line in text.splitlines()[1:] if line.strip()]


class _Records:
    """The archive as tensorflow-datasets has converted it."""

    def __init__(self, data_dir):
        try:
            builder = tfds.builder("celeb_a", data_dir)
        except ConnectionError as error:
            raise ConnectionError(
                f"{error}\nThe official archive is enough: data_dir may name "
                f"the folder that holds {FOLDER}/ or {FOLDER}.zip."
            ) from error
        paths = builder.info.splits["train"].filepaths
        self.files = [
            record for path in paths for record in tfrecords.index(path)
        ]
        self.attributes = list(builder.info.features["attributes"])

    def open(self, record):
        return io.BytesIO(record.features()["image"].bytes_list.value[0])

    def labels(self, attributes):
        names = [f"attributes/{name}" for name in attributes]
        features = (record.features() for record in self.files)
        return np.array(
            [[f[name].int64_list.value[0] for name in names] for f in features],
            "int32",
        )
