"""The arguments of a training run."""

import pytest

from keras_gans.runs.config import Config


def config(model, dataset, **arguments):
    """With the data set's defaults where nothing else is said."""
    names = ("epochs", "batch_size", "image_size", "channels", "data_dir")
    names += ("task", "split", "second_dir")
    others = {"seed": 0, "augment": False, "skip_corrupt": False}
    arguments = dict.fromkeys(names) | others | arguments
    return Config.of(model, dataset, **arguments)


@pytest.mark.parametrize(
    "dataset, batch_size, epochs",
    [
        # As many updates as 60 epochs of batches of 32.
        ("digits", 1, 2),
        ("digits", 16, 30),
        ("digits", 64, 60),
        ("celeba", 1, 1),
        ("image_folder", 1, 3),
        ("paired_folder", 1, 200),
        ("paired_folder", 4, 200),
    ],
)
def test_translation_makes_as_many_updates(dataset, batch_size, epochs):
    task = None if dataset == "paired_folder" else "edges"
    given = {} if batch_size == 1 else {"batch_size": batch_size}
    found = config("pix2pix", dataset, task=task, **given)
    assert (found.epochs, found.batch_size) == (epochs, batch_size)
    found = config("pix2pix", dataset, task=task, epochs=7, **given)
    assert found.epochs == 7
