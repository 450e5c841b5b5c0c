import numpy as np
import pytest
from PIL import Image

from keras_gans.datasets import image_folder
from keras_gans.datasets import pipeline
from keras_gans.datasets import unscale

tf = pytest.importorskip("tensorflow")


def paint(root, greys):
    """Writes pictures of one grey each, by their paths below `root`."""
    for path, grey in greys.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (6, 9), (grey, grey, grey)).save(root / path)


def only_batch(root, n, **kwargs):
    """All `n` pictures of a folder, in order."""
    arguments = {"batch_size": n, "image_size": 4, "shuffle": False} | kwargs
    (batch,) = image_folder(root, **arguments).as_numpy_iterator()
    return batch


def greys(images):
    return unscale(images)[:, 0, 0, 0].tolist()


def test_pictures_become_batches(tmp_path):
    paint(tmp_path, {f"{i}.png": 10 * i for i in range(5)})
    images = only_batch(tmp_path, 5)
    assert images.dtype == np.float32
    assert images.shape == (5, 4, 4, 3)
    expected = np.arange(5)[:, None, None, None] * 10 / 127.5 - 1
    assert np.abs(images - expected).max() < 1e-6


def test_they_are_64_pixels_wide_32_a_batch_by_default(tmp_path):
    paint(tmp_path, {f"{i}.png": i for i in range(33)})
    dataset = image_folder(tmp_path)
    assert dataset.element_spec.shape == (32, 64, 64, 3)
    assert len(dataset) == 1


def test_pictures_become_grey(tmp_path):
    paint(tmp_path, {"a.png": 50})
    images = only_batch(tmp_path, 1, channels=1)
    assert images.shape == (1, 4, 4, 1)
    assert greys(images) == [50]


def test_the_folder_may_be_named_by_a_string(tmp_path):
    paint(tmp_path, {"a.png": 50})
    assert greys(only_batch(str(tmp_path), 1)) == [50]


def test_subfolders_are_searched(tmp_path):
    paint(
        tmp_path, {"a.png": 10, "b/c.png": 20, "b/d/e.png": 30, "f/g/h.png": 40}
    )
    assert greys(only_batch(tmp_path, 4)) == [10, 20, 30, 40]


def test_suffixes_may_be_of_any_case(tmp_path):
    paint(
        tmp_path,
        {"a.JPG": 10, "b.Png": 20, "c.GIF": 30, "d.BMP": 40, "e.jpeg": 50},
    )
    assert greys(only_batch(tmp_path, 5)) == [10, 20, 30, 40, 50]


def test_other_files_are_passed_over(tmp_path):
    paint(tmp_path, {"a.png": 10, "b.png": 20})
    (tmp_path / "labels.csv").write_text("a,b")
    (tmp_path / "noted.png.txt").write_text("A note.")
    (tmp_path / "folder.png").mkdir()
    assert greys(only_batch(tmp_path, 2)) == [10, 20]


def test_hidden_files_are_passed_over(tmp_path):
    paint(
        tmp_path, {"cats/a.png": 10, ".thumbnails/a.png": 20, "cats/.b.png": 30}
    )
    (tmp_path / "cats" / "._a.png").write_bytes(b"Written by a Mac.")
    images, labels = only_batch(tmp_path, 1, labels=True)
    assert (greys(images), labels.tolist()) == ([10], [0])


def test_links_to_pictures_and_folders_are_followed(tmp_path):
    paint(
        tmp_path,
        {"elsewhere/a.png": 10, "elsewhere/b.png": 20, "data/dogs/c.png": 30},
    )
    (tmp_path / "data" / "cats").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "data" / "dogs" / "d.png").symlink_to(
        tmp_path / "elsewhere" / "b.png"
    )
    images, labels = only_batch(tmp_path / "data", 4, labels=True)
    assert greys(images) == [10, 20, 30, 20]
    assert labels.tolist() == [0, 0, 1, 1]


def test_the_folder_may_have_any_name(tmp_path):
    paint(tmp_path / "[a]*", {"b.png": 10})
    assert greys(only_batch(tmp_path / "[a]*", 1)) == [10]


def test_subfolders_are_the_classes(tmp_path):
    paint(tmp_path, {"dogs/a.png": 30, "cats/z.png": 10, "cats/b/c.png": 20})
    paint(tmp_path, {"Birds/x.png": 0, "dogs/y.png": 40})
    images, labels = only_batch(tmp_path, 5, labels=True)
    assert labels.dtype == np.int32
    by_grey = dict(zip(greys(images), labels.tolist(), strict=True))
    assert by_grey == {0: 0, 10: 1, 20: 1, 30: 2, 40: 2}


def test_classes_are_shuffled_with_their_pictures(tmp_path):
    paint(tmp_path, {f"{i % 3}/{i}.png": i for i in range(12)})
    dataset = image_folder(tmp_path, 4, image_size=4, labels=True)
    for images, labels in dataset.as_numpy_iterator():
        assert labels.tolist() == [grey % 3 for grey in greys(images)]


def test_a_picture_without_a_class_is_an_error(tmp_path):
    paint(tmp_path, {"cats/a.png": 1, "dogs/b.png": 2, "loose.png": 3})
    with pytest.raises(ValueError, match=r"must be in one.*loose\.png"):
        image_folder(tmp_path, 1, labels=True)
    assert len(image_folder(tmp_path, 1)) == 3


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(ValueError, match=r"must be a folder.*none"):
        image_folder(tmp_path / "none")


def test_a_file_is_no_folder(tmp_path):
    paint(tmp_path, {"a.png": 1})
    with pytest.raises(ValueError, match=r"must be a folder.*a\.png"):
        image_folder(tmp_path / "a.png")


def test_a_folder_without_pictures_is_an_error(tmp_path):
    (tmp_path / "notes.txt").write_text("No picture.")
    with pytest.raises(
        ValueError, match=r"must hold pictures \(\.jpg,.*\.bmp\)"
    ):
        image_folder(tmp_path)


def with_corrupt(root, n_corrupt=2):
    paint(root, {f"{i}.png": 10 * i for i in range(3)})
    for i in range(n_corrupt):
        whole = (root / "0.png").read_bytes()
        (root / f"corrupt{i}.png").write_bytes(whole[: len(whole) // 2])


def test_corrupt_pictures_are_named(tmp_path):
    with_corrupt(tmp_path)
    message = (
        r"2 of 5 pictures.*skip_corrupt=True.*corrupt0\.png, .*corrupt1\.png$"
    )
    with pytest.raises(ValueError, match=message):
        image_folder(tmp_path, 1)


def test_many_corrupt_pictures_are_counted(tmp_path):
    with_corrupt(tmp_path, n_corrupt=7)
    with pytest.raises(ValueError, match=r"7 of 10.*corrupt4\.png, \.\.\.$"):
        image_folder(tmp_path, 1)


def test_corrupt_pictures_are_left_out_with_a_warning(tmp_path):
    with_corrupt(tmp_path)
    with pytest.warns(
        UserWarning, match=r"Left out 2 of 5.*corrupt1\.png"
    ) as caught:
        images = only_batch(tmp_path, 3, skip_corrupt=True)
    assert greys(images) == [0, 10, 20]
    assert len(caught) == 1


def test_only_corrupt_pictures_are_none(tmp_path):
    (tmp_path / "text.png").write_text("This is not a picture.")
    with (
        pytest.warns(UserWarning, match="Left out 1 of 1"),
        pytest.raises(ValueError, match="must hold pictures"),
    ):
        image_folder(tmp_path, skip_corrupt=True)


def test_a_whole_folder_raises_no_warning(tmp_path):
    paint(tmp_path, {"a.png": 10})
    assert greys(only_batch(tmp_path, 1, skip_corrupt=True)) == [10]


def test_a_picture_lost_while_streaming_is_named(tmp_path, monkeypatch):
    paint(tmp_path, {f"{i}.png": i for i in range(4)})
    monkeypatch.setattr(pipeline, "MEMORY_LIMIT", 0)
    dataset = image_folder(tmp_path, 4)
    (tmp_path / "2.png").unlink()
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"image .*2\.png"):
        next(iter(dataset))
