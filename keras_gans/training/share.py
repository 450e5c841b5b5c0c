"""Which rows of a step belong to which device, and to this process."""

import keras
import numpy as np

from keras_gans import backend


class Share:
    """The rows of each step that this process reads.

    A step joins `d_steps` batches. Each device gets an equal part of each
    batch, and each process the parts of its devices: so every update on several
    devices sees the batch that one device would see.

    Args:
        devices: Positive integer, the devices of all processes.
        number: Integer, the number of this process.
        processes: Positive integer.
        parts: Positive integer, the parts in which each device computes a
            batch.
    """

    def __init__(self, devices=1, number=0, processes=1, parts=1):
        self.devices = devices
        self.number = number
        self.processes = processes
        self.parts = parts

    def check(self, n, name="batch_size", remedy=""):
        """Raises unless devices, and their parts, can share n images equally.

        Args:
            n: Non-negative integer.
            name: What has n images.
            remedy: Sentence that says what else can be done.
        """
        shares = self.devices * self.parts
        rest = n % shares
        if not rest:
            return
        sizes = " or ".join(
            str(size) for size in (n - rest, n - rest + shares) if size
        )
        of = f"the number of devices, {self.devices}"
        if self.parts > 1:
            of = f"accumulate={self.parts}"
            if self.devices > 1:
                of += f" on each of {self.devices} devices, {shares}"
        raise ValueError(
            f"{name} must be a multiple of {of}: use {sizes}.{remedy} "
            f"Received: {name}={n}"
        )

    def is_all(self, batches):
        """Whether a step is its joined batches as they are."""
        return self.processes == 1 and (self.devices == 1 or batches == 1)

    def rows(self, lengths):
        """Returns the rows of this process among those of joined batches.

        Those of its first device come first.

        Args:
            lengths: The batches' numbers of images, integers.
        """
        device = np.concatenate(
            [np.arange(n) * self.devices // n for n in map(int, lengths)]
        )
        rows = np.argsort(device, kind="stable")
        n = len(rows) // self.processes
        return rows[self.number * n : (self.number + 1) * n]

    def of(self, batches):
        """Joins batches, tuples of NumPy arrays, and returns the own rows."""
        batch = joined(batches)
        if self.is_all(len(batches)):
            return batch
        rows = self.rows([len(keras.tree.flatten(b)[0]) for b in batches])
        return keras.tree.map_structure(lambda x: x[rows], batch)


def share_of_training(model):
    """The `Share` of a step of a `ResumableModel`."""
    return Share(model.devices, *backend.process(), model.accumulate)


def share_of_testing(model):
    """The `Share` of a batch that a `ResumableModel` is evaluated on."""
    if model.tests_alone:
        return Share()
    return Share(model.devices, *backend.process())


def joined(batches):
    """Joins batches, tuples of NumPy arrays, into one."""
    if len(batches) == 1:
        return batches[0]
    return keras.tree.map_structure(
        lambda *parts: np.concatenate(parts), *batches
    )
