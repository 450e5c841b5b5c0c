import warnings

import keras
import numpy as np
import pytest
from PIL import Image

from keras_gans.datasets import image_folder
from keras_gans.datasets import pipeline
from keras_gans.datasets import unscale
from tests.helpers import quick

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
    message = r"Skipped 2 of 4 files in .*: 1 \.csv, 1 \.txt$"
    with pytest.warns(UserWarning, match=message) as caught:
        assert greys(only_batch(tmp_path, 2)) == [10, 20]
    assert len(caught) == 1
    assert caught[0].filename == __file__


def test_every_kind_of_picture_is_read_and_the_rest_counted(tmp_path):
    """Nothing is left out in silence."""
    names = [f"{i}.webp" for i in range(5)] + ["5.tif", "6.TIFF", "7.jfif"]
    paint(tmp_path, {name: 10 * i for i, name in enumerate(names)})
    for name in ("a.heic", "b.HEIC", "notes.txt", "README"):
        (tmp_path / name).write_bytes(b"Something else.")
    (tmp_path / "dead.png").symlink_to("nowhere")
    with pytest.warns(UserWarning, match="Skipped 5 of 13") as caught:
        images = only_batch(tmp_path, 8)
    assert np.abs(np.subtract(greys(images), np.arange(8) * 10)).max() <= 3
    assert str(caught[0].message).endswith(
        ": 2 .heic, 1 .txt, 1 broken link, 1 without suffix"
    )


def test_hidden_files_are_passed_over(tmp_path):
    paint(
        tmp_path, {"cats/a.png": 10, ".thumbnails/a.png": 20, "cats/.b.png": 30}
    )
    (tmp_path / "cats" / "._a.png").write_bytes(b"Written by a Mac.")
    (tmp_path / "cats" / "Thumbs.db").write_bytes(b"Written by Windows.")
    paint(tmp_path, {"dogs/a.png": 40})
    images, labels = only_batch(tmp_path, 2, labels=True)
    assert (greys(images), labels.tolist()) == ([10, 40], [0, 1])


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


def test_each_picture_is_read_once_whatever_links_say(tmp_path):
    data = tmp_path / "data"
    paint(data, {"b/x.png": 10, "b/c/y.png": 20})
    (data / "a").symlink_to(data / "b")
    (data / "b" / "home").symlink_to(data)
    (data / "b" / "above").symlink_to(tmp_path)
    (data / "b" / "c" / "self").symlink_to("self")
    with pytest.warns(UserWarning, match="1 broken link"):
        assert greys(only_batch(data, 2)) == [20, 10]


def test_the_folder_may_be_at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    paint(tmp_path, {"pictures/cats/a.png": 10, "pictures/dogs/a.png": 20})
    images, labels = only_batch("~/pictures", 2, labels=True)
    assert (greys(images), labels.tolist()) == ([10, 20], [0, 1])


def test_classes_of_corrupt_pictures_are_named(tmp_path):
    paint(tmp_path, {"cats/a.png": 1, "dogs/b.png": 2})
    (tmp_path / "bears").mkdir()
    (tmp_path / "bears/torn.png").write_bytes(b"torn")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        _, labels = only_batch(tmp_path, 2, labels=True, skip_corrupt=True)
    assert labels.tolist() == [1, 2]
    assert any(
        "corrupt in" in str(w.message) and str(w.message).endswith(": bears")
        for w in said
    )


def test_pictures_may_be_a_list(tmp_path):
    paint(tmp_path, {"b.png": 20, "a.png": 10, "x/a.jpg": 30})
    files = [tmp_path / "b.png", str(tmp_path / "x" / "a.jpg")]
    assert greys(only_batch(files, 2)) == [20, 30]
    for wrong, message in (
        ([tmp_path / "none.png"], "which does not exist"),
        ([tmp_path / "x"], "a folder"),
        ([], "an empty list"),
    ):
        with pytest.raises(ValueError, match=f"data_dir .*{message}"):
            image_folder(wrong)
    with pytest.raises(ValueError, match="classes.*Received: a list"):
        image_folder(files, 1, labels=True)


def test_colour_and_opacity_in_a_rectangle(tmp_path):
    half = Image.new("RGBA", (8, 4), (255, 0, 0, 0))
    half.paste((255, 0, 0, 255), (0, 0, 4, 4))
    half.save(tmp_path / "a.png")
    images = only_batch(tmp_path, 1, image_size=(8, 8), channels=4, fit="pad")
    assert images.shape == (1, 8, 8, 4)
    opacity = unscale(images)[0, ..., 3]
    assert (opacity[2:6, :4] == 255).all() and (opacity[2:6, 4:] == 0).all()
    assert (opacity[:2] == 0).all() and (opacity[6:] == 0).all()
    shape = image_folder(tmp_path, 1, image_size=(6, 12)).element_spec.shape
    assert shape == (1, 6, 12, 3)


def test_rectangles_with_opacity_are_augmented(tmp_path):
    paint(tmp_path, {"a.png": 40})
    images = only_batch(
        tmp_path, 1, image_size=(6, 9), channels=4, flip_and_shift=True
    )
    assert images.shape == (1, 6, 9, 4)
    assert np.abs(unscale(images).astype(int) - [40, 40, 40, 255]).max() <= 1


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
    message = r"subfolders .* are the classes.*loose\.png; move it to .*/CLASS"
    with pytest.raises(ValueError, match=message):
        image_folder(tmp_path, 1, labels=True)
    assert len(image_folder(tmp_path, 1)) == 3


def test_parts_of_a_data_set_are_no_classes(tmp_path):
    paint(tmp_path, {"train/cats/a.png": 1, "train/dogs/b.png": 2})
    paint(tmp_path, {"Val/cats/c.png": 3, "Val/dogs/d.png": 4})
    message = r"classes are Val, train, .* parts .*; data_dir='.*/Val' takes"
    with pytest.warns(UserWarning, match=message):
        _, labels = only_batch(tmp_path, 4, labels=True)
    assert sorted(labels.tolist()) == [0, 0, 1, 1]
    _, labels = only_batch(tmp_path / "train", 2, labels=True)
    assert labels.tolist() == [0, 1]
    # A train is a vehicle, too.
    paint(tmp_path, {"vehicles/train/a.png": 1, "vehicles/bus/b.png": 2})
    only_batch(tmp_path / "vehicles", 2, labels=True)


def test_empty_classes_are_named(tmp_path):
    paint(tmp_path, {"cats/a.png": 1, "dogs/b.png": 2})
    for name in ("foxes", ".hidden", "bears"):
        (tmp_path / name).mkdir()
    with pytest.warns(UserWarning, match=r"not classes\..*: bears, foxes$"):
        _, labels = only_batch(tmp_path, 2, labels=True)
    assert labels.tolist() == [0, 1]


def test_one_class_is_asked_about(tmp_path):
    paint(tmp_path, {"images/a.png": 1, "images/b.png": 2})
    with pytest.warns(UserWarning, match="are of one class, images"):
        only_batch(tmp_path, 2, labels=True)


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(ValueError, match=r"must be a folder.*none"):
        image_folder(tmp_path / "none")


def test_a_file_is_no_folder(tmp_path):
    paint(tmp_path, {"a.png": 1})
    message = r"must be a folder.*a\.png, a file; .* is its folder"
    with pytest.raises(ValueError, match=message):
        image_folder(tmp_path / "a.png")
    (tmp_path / "all.zip").write_bytes(b"PK")
    with pytest.raises(ValueError, match=r"all\.zip, an archive; unpack it"):
        image_folder(tmp_path / "all.zip")
    for wrong in (7, tmp_path.glob("*"), np.array(["a", "b"])):
        with pytest.raises(ValueError, match="must be a folder, or a list of"):
            image_folder(wrong)


def test_a_folder_without_pictures_is_an_error(tmp_path):
    (tmp_path / "notes.txt").write_text("No picture.")
    with pytest.raises(
        ValueError, match=r"must hold pictures, such as .*which holds 1 \.txt"
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
        r"2 of 5 pictures.*skip_corrupt=True.*corrupt0\.png \(.*corrupt1\.png"
    )
    with pytest.raises(ValueError, match=message):
        image_folder(tmp_path, 1)


def test_many_corrupt_pictures_are_counted(tmp_path):
    with_corrupt(tmp_path, n_corrupt=7)
    with pytest.raises(ValueError, match=r"7 of 10.*corrupt4\.png .*, \.\.\.$"):
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
    with pytest.raises(ValueError, match="skip_corrupt must be True or False"):
        image_folder(tmp_path, skip_corrupt="no")


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


def test_a_picture_lost_in_training_is_one_line(tmp_path, monkeypatch):
    paint(tmp_path, {f"{i}.png": i for i in range(8)})
    monkeypatch.setattr(pipeline, "MEMORY_LIMIT", 0)
    dataset = image_folder(tmp_path, 4, image_size=8, channels=1)
    model = quick("gan")

    def lose(epoch, logs):
        if epoch == 1:
            (tmp_path / "2.png").unlink()

    callback = keras.callbacks.LambdaCallback(on_epoch_begin=lose)
    with pytest.raises(ValueError) as caught:
        model.fit(dataset, epochs=3, verbose=0, callbacks=[callback])
    assert str(caught.value) == (
        f"Could not read the image {tmp_path}/2.png: No such file or directory"
    )
    assert int(model.epochs_trained.value) == 1
