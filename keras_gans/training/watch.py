"""The check of every batch that `fit` and `evaluate` read."""

import contextlib
import copy
import warnings

import keras

from keras_gans.training.kinds import check_structure
from keras_gans.utils.arrays import to_numpy
from keras_gans.utils.pipeline_errors import text_in_pipeline

REMEDY = (
    " batch(n, drop_remainder=True), or drop_last=True of a DataLoader, leaves "
    "out a smaller last one."
)


class Watch:
    """Checks each batch where it is read, before the model's step sees it.

    Batches are read by threads of TensorFlow, for example, which turn an error
    into one of their own of many lines. `reading` raises the first error as it
    was.

    Args:
        check: Function of a batch, a tuple of NumPy arrays, that raises a
            `TypeError` or a `ValueError`.
        name: Text, what errors call the data.
        structure: Function of a batch as it is read, which raises the same.
    """

    def __init__(self, check, name="the data", structure=check_structure):
        self.check = check
        self.name = name
        self.structure = structure
        self.errors = []

    def of(self, name):
        """The watch of other data that are read in the same context."""
        watch = copy.copy(self)
        watch.name = name
        return watch

    def __call__(self, index, batch, share=None):
        """Returns a batch as a tuple of NumPy arrays.

        Args:
            index: Integer, the number of batches before it in this epoch.
            batch: Array, or a tuple or list `(images,)`, `(images, labels)`.
            share: `Share` of the devices that train on the batch, if several
                may do so.
        """
        try:
            self.structure(batch)
            batch = keras.tree.map_structure(to_numpy, as_tuple(batch))
            self.check(batch)
            if share is not None:
                images = len(keras.tree.flatten(batch)[0])
                share.check(images, remedy=REMEDY)
        except (TypeError, ValueError) as error:
            place = f"{error}, in batch {index + 1} of {self.name}"
            named = type(error)(place)
            # A pipeline reads ahead, and may meet other bad batches.
            self.errors.append(named)
            raise named from None
        return batch

    @contextlib.contextmanager
    def reading(self, steps, rare=()):
        """A context in which Keras reads the data.

        Args:
            steps: The length of an epoch that the user asks for, or `None`.
            rare: The names of logs that some epochs leave out.
        """
        with warnings.catch_warnings():
            if steps is None:
                # Keras warns about all data of unknown length.
                warnings.filterwarnings("ignore", "Your input ran out of data")
            for name in rare:
                # Keras's callbacks that monitor it wait for the next one.
                warnings.filterwarnings("ignore", f".*metric `{name}` which is")
                warnings.filterwarnings("ignore", f".*only with {name} avail")
            try:
                yield
            except Exception as error:
                if self.errors:
                    raise self.errors[0] from None
                text = text_in_pipeline(error)
                if text is not None:
                    raise ValueError(text) from None
                raise


def as_tuple(batch):
    """A batch as a tuple, as Keras expects; torch's DataLoader yields lists."""
    return tuple(batch) if isinstance(batch, list | tuple) else (batch,)
