"""What the package knows of each data set, and of each way to make pairs."""

import dataclasses
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class DataSet:
    """All that runs, scores and the command line know of a data set.

    Attributes:
        load: Function that returns the `tf.data.Dataset`.
        image_size: Positive integer, a run's default height and width.
        channels: 1 or 3, a run's default.
        batch_size: Positive integer, a run's default.
        epochs: Positive integer, a run's default.
        updates: Positive integer, a run's default number of generator updates,
            in place of `epochs`: the user's own pictures may be few or many.
            `None` for none.
        folders: Names of the arguments of `load` that take folders. The first
            gets a run's `data_dir`, the second its `second_dir`.
        class_names: Tuple of text, or a function of `data_dir` that returns
            one, where labels are classes; else `None`.
        attribute_names: Tuple of text where labels are attributes; else `None`.
        has_test_split: Whether `load` takes `split="test"`.
        reads_pictures: Whether `load` reads picture files, of which
            `skip_corrupt` leaves corrupt ones out.
        own_pictures: Whether these are the user's own pictures, of any shape
            and with any changes: `load` takes `fit` and four channels, and
            `fingerprint` tells whether they are still the same.
        pairing: `"paired"` or `"unpaired"` where a batch holds two images, and
            how they belong together; `None` where it holds single images.
        split: Function of an attribute that returns unpaired images without
            and with it, or `None`.
        classifier_epochs: Positive integer, passes in which a small classifier
            learns the classes; `None` where no classifier is offered.
        licence: Text, the licence of the images, by its name on the Hugging
            Face Hub; `"other"` where it limits what may be done with models
            that learned from them; `None` where none is known.
    """

    load: Callable
    image_size: int
    channels: int
    batch_size: int
    epochs: int
    updates: int | None = None
    folders: tuple = ("data_dir",)
    class_names: tuple | Callable | None = None
    attribute_names: tuple | None = None
    has_test_split: bool = False
    reads_pictures: bool = False
    own_pictures: bool = False
    pairing: str | None = None
    split: Callable | None = None
    classifier_epochs: int | None = None
    licence: str | None = None

    def folder_arguments(self, data_dir=None, second_dir=None):
        """The arguments of `load` that name the folders of the data."""
        return dict(zip(self.folders, (data_dir, second_dir)))

    def label_arguments(self, data_dir=None):
        """The arguments of a conditional model that describe the labels."""
        if self.attribute_names is not None:
            names = self.attribute_names
            return {"num_attributes": len(names), "label_names": names}
        names = self.class_names
        if callable(names):
            names = names(data_dir)
        if names is None:
            raise ValueError(
                "Conditional models need a data set with labels. "
                f"Received: {self.load.__name__}, which has none"
            )
        return {"num_classes": len(names), "label_names": names}


@dataclasses.dataclass(frozen=True)
class PairTask:
    """A way to make pairs `(inputs, targets)` from the images of a data set.

    Attributes:
        make: Function of a `tf.data.Dataset` of images that returns one of
            pairs.
        input_channels: Positive integer, channels of the inputs; `None` for
            those of the images.
        learn: Function of the training images. It returns the arguments of
            `make` with which other images become pairs for the same model.
            `None` where `make` depends on no other images.
    """

    make: Callable
    input_channels: int | None = None
    learn: Callable | None = None
