"""Two folders whose pictures do not belong together one by one."""

import numpy as np
import pytest
from PIL import Image

from keras_gans.datasets import unpaired_folders
from keras_gans.datasets import unscale
from keras_gans.training import data_adapter

pytest.importorskip("tensorflow")


def two_folders(root, n_a=3, n_b=8):
    for side, n in (("a", n_a), ("b", n_b)):
        (root / side).mkdir()
        for i in range(n):
            Image.new("L", (6, 9), 10 * i).save(root / side / f"{i}.png")
    return root / "a", root / "b"


def greys(dataset):
    """The values of all pictures of an epoch, by side."""
    sides = zip(*dataset.as_numpy_iterator())
    return [unscale(np.concatenate(s))[:, 0, 0, 0].tolist() for s in sides]


def test_an_epoch_is_a_pass_over_the_shorter_side(tmp_path):
    dataset = unpaired_folders(*two_folders(tmp_path), image_size=4)
    assert [s.shape for s in dataset.element_spec] == [(1, 4, 4, 3)] * 2
    assert len(dataset) == 3
    a, b = greys(dataset)
    assert sorted(a) == [0, 10, 20]
    assert len(set(b)) == 3


def test_all_of_the_longer_side_have_their_turn(tmp_path):
    dataset = unpaired_folders(*two_folders(tmp_path), image_size=4)
    seen = {grey for _ in range(12) for grey in greys(dataset)[1]}
    assert seen == {10 * i for i in range(8)}


def test_folders_of_very_unequal_size_are_said(tmp_path):
    a, b = two_folders(tmp_path, n_a=1, n_b=11)
    with pytest.warns(
        UserWarning,
        match="the 1 pictures of dir_b, .* 11 pictures of dir_a: .* 11 epochs",
    ):
        dataset = unpaired_folders(b, a, image_size=4)
    assert len(dataset) == 1


def test_sides_of_one_length_are_shuffled_apart(tmp_path):
    dataset = unpaired_folders(*two_folders(tmp_path, 8, 8), 4, image_size=4)
    for _ in range(3):
        a, b = greys(dataset)
        assert sorted(a) == sorted(b)
        assert a != b


def test_a_resumed_epoch_has_the_same_pictures(tmp_path):
    folders = two_folders(tmp_path)
    first = unpaired_folders(*folders, image_size=4, seed=5)
    epochs = [greys(first) for _ in range(4)]
    second = unpaired_folders(*folders, image_size=4, seed=5)
    data_adapter.set_epoch(second, 3)
    assert greys(second) == epochs[3]
    assert epochs[2] != epochs[3]


def test_corrupt_pictures_are_left_out_on_request(tmp_path):
    folders = two_folders(tmp_path)
    (folders[1] / "3.png").write_text("No picture.")
    with pytest.raises(ValueError, match=r"1 of 8 .*b/3\.png"):
        unpaired_folders(*folders)
    with pytest.warns(UserWarning, match="Left out 1 of 8"):
        dataset = unpaired_folders(*folders, image_size=4, skip_corrupt=True)
    seen = {grey for _ in range(12) for grey in greys(dataset)[1]}
    assert seen == {10 * i for i in range(8)} - {30}


def test_a_folder_without_pictures_is_named(tmp_path):
    folder, _ = two_folders(tmp_path)
    (tmp_path / "c").mkdir()
    with pytest.raises(ValueError, match=r"^dir_b must hold pictures, .*/c$"):
        unpaired_folders(folder, tmp_path / "c")
    with pytest.raises(ValueError, match=r"^dir_a must be a folder\..*/d, w"):
        unpaired_folders(tmp_path / "d", folder)


def test_lists_with_a_picture_in_both_are_refused(tmp_path):
    a, b = (sorted(folder.iterdir()) for folder in two_folders(tmp_path))
    unpaired_folders(a, b, image_size=4)
    with pytest.raises(ValueError, match="different pictures.* 1 in both"):
        unpaired_folders(a, [*b, a[0]], image_size=4)


def test_one_folder_given_twice_is_refused(tmp_path):
    a, b = two_folders(tmp_path)
    (a / "inside").mkdir()
    Image.new("L", (6, 9)).save(a / "inside" / "0.png")
    for second in (a, a / "inside", b / ".." / "a"):
        with pytest.raises(ValueError, match="dir_b must be two folders"):
            unpaired_folders(a, second)


def test_both_sides_are_counted_and_fitted(tmp_path):
    a, b = two_folders(tmp_path)
    (b / "notes.txt").write_text("No picture.")
    with pytest.warns(UserWarning, match=r"1 of 9 files in .*b, .*: 1 \.txt$"):
        dataset = unpaired_folders(
            a, b, image_size=(6, 12), channels=1, fit="pad"
        )
    for images in next(dataset.as_numpy_iterator()):
        assert images.shape == (1, 6, 12, 1)
        # A picture of 6x9 is 4x6 here, between white margins.
        assert (images[0, :, :4] == 1).all() and (images[0, :, 8:] == 1).all()
        assert (images[0, :, 4:8] < 1).all()
