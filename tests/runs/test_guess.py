"""Which data set a folder holds."""

import pytest
from PIL import Image

from keras_gans.runs.guess import dataset_of


def pictures(folder):
    folder.mkdir(parents=True)
    Image.new("RGB", (8, 8)).save(folder / "one.png")
    return folder


def prepared(folder, name):
    (folder / name / "3.0.1").mkdir(parents=True)
    (folder / name / "3.0.1/dataset_info.json").write_text("{}")


def test_pictures_are_a_data_set_of_the_users_own(tmp_path):
    folder = pictures(tmp_path / "mine")
    for model, others, expected in (
        ("dcgan", {}, "image_folder"),
        ("acgan", {}, "image_folder"),
        ("pix2pix", {}, "paired_folder"),
        ("pix2pix", {"task": "edges"}, "image_folder"),
        ("cyclegan", {}, "unpaired_folders"),
    ):
        assert dataset_of(folder, model, **others) == expected


def test_known_data_sets_are_known_by_their_files(tmp_path):
    pictures(tmp_path / "faces/img_align_celeba")
    for folder in ("faces", "faces/img_align_celeba"):
        assert dataset_of(tmp_path / folder, "dcgan") == "celeba"
    prepared(tmp_path / "tfds", "fashion_mnist")
    assert dataset_of(tmp_path / "tfds", "dcgan") == "fashion_mnist"
    prepared(tmp_path / "tfds", "celeb_a")
    with pytest.raises(ValueError, match="several.*: celeba, fashion_mnist"):
        dataset_of(tmp_path / "tfds", "dcgan")


def test_other_folders_are_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    for folder, message in (
        (tmp_path / "empty", "data_dir must hold pictures"),
        (tmp_path / "no", "data_dir must be a folder"),
        ("", "data_dir must be a folder"),
    ):
        with pytest.raises(ValueError, match=message):
            dataset_of(folder, "dcgan")
