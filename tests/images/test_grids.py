"""Pictures of many images, pixel by pixel."""

import numpy as np
import pytest
from PIL import Image

from keras_gans.images import grids
from tests.helpers import images


def test_a_grid_holds_every_image_in_order(monkeypatch):
    monkeypatch.setattr(grids, "SIDE", 1)
    batch = images(5, (4, 4, 3))
    pixels = np.asarray(grids.image_grid(batch, columns=3))
    step = 4 + grids.GAP
    assert pixels.shape == (2 * step, 3 * step, 3)
    for i, image in enumerate(batch):
        top, left = i // 3 * step, i % 3 * step
        expected = np.rint((image + 1) * 127.5)
        cell = pixels[top : top + 4, left : left + 4]
        np.testing.assert_array_equal(cell, expected)
    assert (pixels[step:, 2 * step :] == 255).all()


def test_small_grids_are_enlarged():
    assert grids.image_grid(images(4)).width > 400


def test_rows_can_have_labels():
    plain = grids.image_grid(images(4))
    labelled = grids.image_grid(images(4), row_labels=["zero", "one"])
    assert labelled.width > plain.width and labelled.height == plain.height
    margin = np.asarray(labelled)[:, : labelled.width - plain.width]
    top, bottom = np.array_split(margin, 2)
    assert (top < 128).any() and (bottom < 128).any()


def test_each_row_needs_its_label():
    with pytest.raises(
        ValueError, match="each of the 2 rows. Received: 1 labels"
    ):
        grids.image_grid(images(4), row_labels=["zero"])


def test_many_rows_go_on_to_the_right(monkeypatch):
    batch, step = images(5, (4, 4, 3)), 4 + grids.GAP
    # Few stay below each other.
    few = grids.image_grid(batch, 1, row_labels="abcde")
    assert few.height > few.width
    monkeypatch.setattr(grids, "SIDE", 1)
    monkeypatch.setattr(grids, "ROWS", 4)
    pixels = np.asarray(grids.image_grid(batch, 1, row_labels="abcde"))
    # Three rows and two, each with a margin before it.
    height, width, _ = pixels.shape
    assert height == 3 * step
    for i, image in enumerate(batch):
        top, right = i % 3 * step, width // 2 * (i // 3 + 1)
        cell = pixels[top : top + 4, right - step : right - grids.GAP]
        np.testing.assert_array_equal(cell, np.rint((image + 1) * 127.5))
        margin = pixels[top : top + step, right - width // 2 : right - step]
        assert (margin < 200).any()
    assert (pixels[2 * step :, width // 2 :] == 255).all()


@pytest.mark.parametrize("columns", [1, 2, 10])
@pytest.mark.parametrize("rows", [40, 64])
def test_many_rows_make_no_tower(rows, columns):
    batch = np.zeros((rows * columns, 64, 64, 3), "float32")
    labels = [f"a name of letters {i}" for i in range(rows)]
    grid = grids.image_grid(batch, columns, labels)
    assert grid.width < 4 * grid.height and grid.height < 2 * grid.width


def test_a_column_is_enlarged_by_its_height():
    assert 400 < grids.image_grid(images(4), columns=1).height < 600


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_an_animation_shows_every_picture(tmp_path, suffix):
    paths = []
    for i in range(3):
        paths.append(tmp_path / f"{i}.png")
        Image.new("RGB", (32, 32), (80 * i, 0, 0)).save(paths[-1])
    grids.animate(paths, tmp_path / f"all{suffix}")
    with Image.open(tmp_path / f"all{suffix}") as animation:
        assert animation.n_frames == 3
        reds = []
        for i in range(3):
            animation.seek(i)
            reds.append(animation.convert("RGB").getpixel((16, 16))[0])
    np.testing.assert_allclose(reds, [0, 80, 160], atol=6)


def test_frames_of_an_animation_are_no_larger_than_a_screen(tmp_path):
    Image.new("RGB", (300, 6000)).save(tmp_path / "tower.png")
    grids.animate([tmp_path / "tower.png"] * 2, tmp_path / "all.webp")
    with Image.open(tmp_path / "all.webp") as animation:
        assert animation.size == (64, 1280)


def test_a_long_animation_is_thinned(tmp_path):
    paths = []
    for i in range(150):
        paths.append(tmp_path / f"{i:03}.png")
        Image.new("RGB", (8, 8), (i, i, i)).save(paths[-1])
    grids.animate(paths, tmp_path / "all.gif")
    with Image.open(tmp_path / "all.gif") as animation:
        assert animation.n_frames == 100
        animation.seek(99)
        assert animation.convert("RGB").getpixel((4, 4))[0] == pytest.approx(
            149, abs=3
        )
