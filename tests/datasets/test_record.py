"""Records of data sets, against the functions and the data."""

import inspect

import numpy as np
import pytest
from PIL import Image

from keras_gans import datasets
from tests.helpers import SHARED
from tests.helpers import needs_shared


def test_digits_have_ten_classes_with_their_numbers():
    found = datasets.label_arguments("digits")
    assert found == {"num_classes": 10, "label_names": tuple("0123456789")}


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
@needs_shared
def test_names_are_those_of_tensorflow_datasets(name):
    tfds = pytest.importorskip("tensorflow_datasets")
    builder = tfds.builder(name, data_dir=SHARED / "tensorflow_datasets")
    names = builder.info.features["label"].names
    assert list(datasets.label_arguments(name)["label_names"]) == names


def test_a_number_of_stacked_mnist_is_its_name():
    names = datasets.label_arguments("stacked_mnist")["label_names"]
    assert names[7] == "007" and names[123] == "123" and len(names) == 1000


@needs_shared
def test_attributes_are_those_of_celeba():
    table = (SHARED / "celeba" / "list_attr_celeba.txt").read_text()
    found = datasets.label_arguments("celeba")
    assert list(found["label_names"]) == table.splitlines()[1].split()
    assert found["num_attributes"] == 40


def test_classes_of_a_folder_are_its_subfolders(tmp_path):
    for name in ("b/1.png", "a/x/2.png", "c/3.png"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        Image.fromarray(np.zeros((4, 4), "uint8")).save(path)
    (tmp_path / "c/3.png").write_bytes(b"torn")
    (tmp_path / "d").mkdir()
    found = datasets.label_arguments("image_folder", str(tmp_path))
    assert found == {"num_classes": 3, "label_names": ("a", "b", "c")}


def test_a_corrupt_class_leaves_the_numbers_of_others(tmp_path):
    pytest.importorskip("tensorflow")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.fromarray(np.zeros((4, 4), "uint8")).save(
            tmp_path / name / "1.png"
        )
    (tmp_path / "a" / "1.png").write_bytes(b"torn")
    with pytest.warns(UserWarning, match="corrupt"):
        (batch,) = datasets.image_folder(
            tmp_path, 1, image_size=4, labels=True, skip_corrupt=True
        )
    assert batch[1].numpy().tolist() == [1]


def test_unknown_data_sets_are_refused():
    with pytest.raises(ValueError, match="Did you mean 'mnist'"):
        datasets.label_arguments("mnits")


@pytest.mark.parametrize("name", ["paired_folder", "unpaired_folders"])
def test_pairs_have_no_labels(name):
    with pytest.raises(ValueError, match=f"labels. Received: {name}"):
        datasets.label_arguments(name)


@pytest.mark.parametrize("name", datasets.DATASETS)
def test_a_record_names_arguments_of_its_function(name):
    record = datasets.DATASETS[name]
    known = inspect.signature(record.load).parameters
    # The functions of tensorflow-datasets pass all on.
    if "image_size" in known:
        for folder in record.folders:
            assert folder in known
        assert record.reads_pictures == ("skip_corrupt" in known)
        assert record.has_test_split == ("split" in known)
        assert ("data_dir" in known) == ("data_dir" in record.folders)
    if record.split:
        assert "attribute" in inspect.signature(record.split).parameters


@needs_shared
@pytest.mark.parametrize("name", ["mnist", "fashion_mnist", "stacked_mnist"])
def test_a_test_split_can_be_read_and_has_the_classes(name):
    pytest.importorskip("tensorflow")
    record = datasets.DATASETS[name]
    assert record.has_test_split
    size = {"size": 2000} if name == "stacked_mnist" else {}
    data = record.load(
        batch_size=1000,
        split="test",
        labels=True,
        **size,
        **record.folder_arguments(str(SHARED / "tensorflow_datasets")),
    )
    shape = (1000, record.image_size, record.image_size, record.channels)
    assert data.element_spec[0].shape == shape
    _, labels = next(data.as_numpy_iterator())
    assert set(labels) <= set(range(len(record.class_names)))
    if len(record.class_names) == 10:
        assert len(set(labels)) == 10


def test_folders_of_a_run_become_arguments():
    expected = {
        "digits": {},
        "mnist": {"data_dir": "a"},
        "celeba": {"data_dir": "a"},
        "paired_folder": {"input_dir": "a", "target_dir": "b"},
        "unpaired_folders": {"dir_a": "a", "dir_b": "b"},
    }
    for name, arguments in expected.items():
        record = datasets.DATASETS[name]
        assert record.folder_arguments("a", "b") == arguments
