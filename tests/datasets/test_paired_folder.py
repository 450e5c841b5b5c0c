"""Pairs of the user's own pictures."""

import numpy as np
import pytest
from PIL import Image

from keras_gans.datasets import paired_folder
from keras_gans.datasets import unscale
from keras_gans.training import data_adapter

pytest.importorskip("tensorflow")


def paint(path, grey, size=(8, 8), mode="RGB"):
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.new("L", size, grey).convert(mode)
    image.save(path)


def pairs_of_greys(root, n=5):
    """Inputs of the greys 0, 10, ... and targets of 100, 110, ..."""
    for i in range(n):
        paint(root / "in" / f"{i}.png", 10 * i)
        paint(root / "out" / f"{i}.bmp", 100 + 10 * i)
    return root / "in", root / "out"


def greys(images):
    return unscale(np.asarray(images))[:, 0, 0, 0].tolist()


def test_pictures_of_one_name_are_a_pair(tmp_path):
    folders = pairs_of_greys(tmp_path)
    dataset = paired_folder(*folders, 5, image_size=4, seed=3)
    ((inputs, targets),) = dataset.as_numpy_iterator()
    assert inputs.shape == targets.shape == (5, 4, 4, 3)
    assert inputs.dtype == targets.dtype == np.float32
    assert sorted(greys(inputs)) == [0, 10, 20, 30, 40]
    assert greys(targets) == [100 + grey for grey in greys(inputs)]


def test_one_pair_a_batch_of_256_pixels_by_default(tmp_path):
    dataset = paired_folder(*pairs_of_greys(tmp_path))
    assert [spec.shape for spec in dataset.element_spec] == [
        (1, 256, 256, 3)
    ] * 2
    assert len(dataset) == 5


def test_names_may_be_of_two_systems(tmp_path):
    paint(tmp_path / "in" / "\u00e9.png", 10)  # One letter.
    paint(tmp_path / "out" / "e\u0301.png", 20)  # A letter and its accent.
    dataset = paired_folder(tmp_path / "in", tmp_path / "out", image_size=4)
    ((inputs, targets),) = dataset.as_numpy_iterator()
    assert (greys(inputs), greys(targets)) == ([10], [20])


def test_pairs_may_lie_in_subfolders(tmp_path):
    for side, grey in (("in", 10), ("out", 20)):
        paint(tmp_path / side / "a.png", grey)
        paint(tmp_path / side / "cats" / "a.png", grey + 5)
    dataset = paired_folder(
        tmp_path / "in", tmp_path / "out", 2, image_size=4, shuffle=False
    )
    ((inputs, targets),) = dataset.as_numpy_iterator()
    assert (greys(inputs), greys(targets)) == ([10, 15], [20, 25])


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_picture_may_hold_both_side_by_side(tmp_path, side):
    pixels = np.zeros((6, 12, 3), "uint8")
    pixels[:, 6:] = 200
    Image.fromarray(pixels).save(tmp_path / "a.png")
    dataset = paired_folder(tmp_path, image_size=6, input_side=side)
    ((inputs, targets),) = dataset.as_numpy_iterator()
    expected = pixels[None, :, :6] / 127.5 - 1, pixels[None, :, 6:] / 127.5 - 1
    if side == "right":
        expected = expected[::-1]
    assert np.allclose(inputs, expected[0], atol=1e-6)
    assert np.allclose(targets, expected[1], atol=1e-6)


def test_both_of_a_pair_are_flipped_and_shifted_alike(tmp_path):
    rng = np.random.default_rng(0)
    for i in range(6):
        pixels = rng.integers(0, 128, (8, 8, 3)).astype("uint8")
        for side, image in (("in", pixels), ("out", 2 * pixels)):
            (tmp_path / side).mkdir(exist_ok=True)
            Image.fromarray(image).save(tmp_path / side / f"{i}.png")
    dataset = paired_folder(
        tmp_path / "in", tmp_path / "out", 6, image_size=8, flip_and_shift=True
    )
    for _ in range(2):
        ((inputs, targets),) = dataset.as_numpy_iterator()
        assert np.allclose(targets + 1, 2 * (inputs + 1), atol=1e-4)


def test_a_resumed_epoch_has_the_same_pairs(tmp_path):
    folders = pairs_of_greys(tmp_path, 8)
    first = paired_folder(*folders, 4, image_size=4, flip_and_shift=True)
    epochs = [list(first.as_numpy_iterator()) for _ in range(3)]
    second = paired_folder(*folders, 4, image_size=4, flip_and_shift=True)
    data_adapter.set_epoch(second, 2)
    np.testing.assert_array_equal(list(second.as_numpy_iterator()), epochs[2])
    assert not np.array_equal(epochs[1], epochs[2])


def test_grey_and_transparent_pictures(tmp_path):
    paint(tmp_path / "in" / "a.png", 50, mode="L")
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    (tmp_path / "out").mkdir()
    clear.save(tmp_path / "out" / "a.png")
    dataset = paired_folder(tmp_path / "in", tmp_path / "out", image_size=4)
    ((inputs, targets),) = dataset.as_numpy_iterator()
    assert (greys(inputs), greys(targets)) == ([50], [255])


def test_other_files_are_passed_over(tmp_path):
    folders = pairs_of_greys(tmp_path)
    (folders[0] / "notes.txt").write_text("No picture.")
    (folders[1] / ".0.png").write_text("Hidden.")
    with pytest.warns(UserWarning, match=r"Skipped 1 of 6 .*: 1 \.txt$"):
        assert len(paired_folder(*folders, image_size=4)) == 5


def test_one_folder_given_twice_is_refused(tmp_path):
    inputs, _ = pairs_of_greys(tmp_path)
    (tmp_path / "link").symlink_to(inputs)
    for second in (inputs, tmp_path / "link", f"{inputs}/"):
        with pytest.raises(ValueError, match="target_dir must be two folders"):
            paired_folder(inputs, second)


def test_pairs_are_padded_alike_in_any_format(tmp_path):
    for side, suffix, channels in (("in", "webp", 3), ("out", "tif", 4)):
        (tmp_path / side).mkdir()
        pixels = np.full((4, 8, channels), 128, "uint8")
        Image.fromarray(pixels).save(tmp_path / side / f"a.{suffix}")
    dataset = paired_folder(
        *(tmp_path / "in", tmp_path / "out"),
        image_size=(8, 12),
        channels=4,
        fit="pad",
    )
    ((inputs, targets),) = dataset.as_numpy_iterator()
    assert inputs.shape == targets.shape == (1, 8, 12, 4)
    for images, opacity in ((inputs, 255), (targets, 128)):
        found = unscale(images)[0, ..., 3]
        assert (found[1:7] == opacity).all() and (found[[0, 7]] == 0).all()


def test_lists_of_pictures_are_paired_by_their_names(tmp_path):
    folders = pairs_of_greys(tmp_path)
    files = [sorted(folder.iterdir()) for folder in folders]
    dataset = paired_folder(*files, 5, image_size=4)
    ((inputs, targets),) = dataset.as_numpy_iterator()
    assert greys(targets) == [100 + grey for grey in greys(inputs)]


def test_pictures_without_a_partner_are_named(tmp_path):
    folders = pairs_of_greys(tmp_path)
    paint(folders[0] / "more.png", 1)
    (folders[1] / "3.bmp").unlink()
    message = r"4 targets, 2 without a partner: .*in/3\.png, .*more\.png$"
    with pytest.raises(ValueError, match=message):
        paired_folder(*folders)


def test_a_missing_folder_is_named_by_its_argument(tmp_path):
    folder, _ = pairs_of_greys(tmp_path)
    for arguments, name in (
        (("nope",), "input_dir"),
        (("nope", folder), "input_dir"),
        ((folder, "nope"), "target_dir"),
    ):
        message = f"^{name} must be a folder. Received: nope, which does not"
        with pytest.raises(ValueError, match=message):
            paired_folder(*arguments)


def test_pairs_of_two_sizes_are_named(tmp_path):
    folders = pairs_of_greys(tmp_path)
    paint(folders[1] / "2.bmp", 1, size=(8, 9))
    message = r"1 of 5 pairs .*: .*in/2\.png \(8x8\) and .*2\.bmp \(8x9\)$"
    with pytest.raises(ValueError, match=message):
        paired_folder(*folders)


def test_the_cameras_orientation_counts_for_the_size(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    for side in ("in", "out"):
        (tmp_path / side).mkdir()
    Image.new("RGB", (8, 6)).save(tmp_path / "in" / "a.jpg", exif=exif)
    Image.new("RGB", (8, 6)).save(tmp_path / "out" / "a.tif", exif=exif)
    assert len(paired_folder(tmp_path / "in", tmp_path / "out")) == 1


def test_two_pictures_of_one_name_are_an_error(tmp_path):
    folders = pairs_of_greys(tmp_path)
    paint(folders[0] / "2.jpg", 1)
    with pytest.raises(
        ValueError, match=r"differ in their names.*2\.jpg and .*2"
    ):
        paired_folder(*folders)


def test_a_pair_side_by_side_has_two_halves(tmp_path):
    paint(tmp_path / "a.png", 1, size=(7, 4))
    with pytest.raises(ValueError, match=r"even width.*a\.png \(7x4\)"):
        paired_folder(tmp_path)


def test_narrow_pictures_are_asked_whether_they_are_pairs(tmp_path):
    paint(tmp_path / "a.png", 1, size=(12, 6))
    paint(tmp_path / "b.png", 1, size=(6, 6))
    with pytest.warns(UserWarning, match=r"1 of 2.*target_dir, or.*b\.png"):
        paired_folder(tmp_path)


def test_an_unknown_side_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="Did you mean 'left'"):
        paired_folder(tmp_path, input_side="lefty")
    with pytest.raises(ValueError, match="leave it out with target_dir"):
        paired_folder(tmp_path, tmp_path, input_side="right")


@pytest.mark.filterwarnings("ignore:Left out 2 of 4")
def test_folders_without_a_whole_pair_are_named(tmp_path):
    folders = pairs_of_greys(tmp_path, n=2)
    (folders[0] / "0.png").write_bytes(b"")
    (folders[1] / "1.bmp").write_bytes(b"")
    with pytest.raises(ValueError, match="^Both .*in and .*out, without"):
        paired_folder(*folders, skip_corrupt=True)


def test_pairs_with_a_corrupt_picture_are_left_out(tmp_path):
    folders = pairs_of_greys(tmp_path)
    (folders[1] / "2.bmp").write_bytes(b"BM")
    with pytest.raises(ValueError, match=r"1 of 10 .*out/2\.bmp"):
        paired_folder(*folders)
    with pytest.warns(UserWarning, match=r"Left out 1 of 10.*2\.bmp") as caught:
        dataset = paired_folder(*folders, 4, image_size=4, skip_corrupt=True)
    ((inputs, targets),) = dataset.as_numpy_iterator()
    assert sorted(greys(inputs)) == [0, 10, 30, 40]
    assert greys(targets) == [100 + grey for grey in greys(inputs)]
    assert caught[0].filename == __file__
