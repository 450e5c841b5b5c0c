import numpy as np
import pytest
from PIL import Image

from keras_gans import datasets

pytest.importorskip("tensorflow")


def assert_equal(a, b):
    for x, y in zip(a.as_numpy_iterator(), b.as_numpy_iterator(), strict=True):
        np.testing.assert_array_equal(x, y)


def test_a_name_loads_the_data_set_with_its_arguments():
    expected = datasets.digits(batch_size=8, image_size=16, seed=3)
    assert_equal(
        datasets.load("digits", batch_size=8, image_size=16, seed=3), expected
    )


def test_a_folder_loads_by_name(tmp_path):
    for i in range(3):
        Image.new("RGB", (8, 8), (i, i, i)).save(tmp_path / f"{i}.png")
    arguments = {"data_dir": tmp_path, "batch_size": 3, "image_size": 8}
    loaded = datasets.load("image_folder", **arguments)
    assert_equal(loaded, datasets.image_folder(**arguments))


@pytest.mark.parametrize("name", datasets.DATASETS)
def test_the_names_are_those_of_the_functions(name):
    assert datasets.DATASETS[name].load is getattr(datasets, name)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("mnits", "mnist"),
        ("cifar-10", "cifar10"),
        ("fashion-mnist", "fashion_mnist"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_near_one(name, near):
    with pytest.raises(ValueError, match=f"Did you mean '{near}'.*'{name}'"):
        datasets.load(name)


def test_an_unknown_name_is_answered_with_all():
    with pytest.raises(ValueError, match="Received: 'xyz'") as error:
        datasets.load("xyz")
    assert "Did you mean" not in str(error.value)
    for name in datasets.DATASETS:
        assert name in str(error.value)
