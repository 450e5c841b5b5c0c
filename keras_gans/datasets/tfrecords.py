"""Random access to the records that tensorflow-datasets writes."""

import os
import struct
from typing import NamedTuple


class Record(NamedTuple):
    """The place of one record: file, offset and length in bytes."""

    path: str
    offset: int
    length: int

    def features(self):
        """The record's features, by name."""
        import tensorflow as tf

        with open(self.path, "rb") as file:
            file.seek(self.offset)
            data = file.read(self.length)
        return tf.train.Example.FromString(data).features.feature


def index(path):
    """Yields the `Record`s of a TFRecord file, and reads only their headers.

    A record consists of its length (8 bytes), a checksum of the length (4), the
    data, and a checksum of the data (4).

    Raises:
        ValueError: If the file ends within a record.
    """
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        while header := file.read(12):
            (length,) = struct.unpack("<Q", header[:8].ljust(8, b"\xff"))
            if file.tell() + length + 4 > size:
                raise ValueError(
                    f"{path} ends within a record; download it again"
                )
            yield Record(str(path), file.tell(), length)
            file.seek(length + 4, 1)
