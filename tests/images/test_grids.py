"""Pictures of many images, pixel by pixel."""

import numpy as np
import pytest

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


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 8])
def test_images_of_any_channels_and_sides(monkeypatch, channels):
    """Grey, red and green, colour, RGBA, and the first three of more."""
    monkeypatch.setattr(grids, "SIDE", 1)
    batch = images(3, (4, 6, channels))
    picture = grids.image_grid(batch, columns=2)
    assert picture.mode == ("RGBA" if channels == 4 else "RGB")
    pixels = np.asarray(picture)
    assert pixels.shape[:2] == (2 * (4 + grids.GAP), 2 * (6 + grids.GAP))
    values = np.rint((batch[2] + 1) * 127.5)
    expected = {
        1: np.repeat(values, 3, axis=-1),
        2: np.dstack([values, np.zeros((4, 6))]),
        4: values,
    }.get(channels, values[..., :3])
    cell = pixels[4 + grids.GAP :, : 6 + grids.GAP][:4, :6]
    np.testing.assert_array_equal(cell, expected)
    assert (pixels[4 + grids.GAP :, 6 + grids.GAP :] == 255).all()


def test_volumes_are_shown_by_their_middle_slice():
    volumes = images(2, (4, 6, 5, 3))
    np.testing.assert_array_equal(
        np.asarray(grids.image_grid(volumes)),
        np.asarray(grids.image_grid(volumes[:, :, :, 2])),
    )


def test_signals_are_drawn_as_lines(monkeypatch):
    """From -1 at the bottom to 1 at the top, a colour for each channel."""
    monkeypatch.setattr(grids, "SIDE", 1)
    steps = np.where(np.arange(100) < 50, -1, 1)
    signals = np.stack([steps, np.zeros(100)], axis=-1)[None].astype("float32")
    pixels = np.asarray(grids.image_grid(signals)).astype(int)
    assert pixels.shape == (64 + grids.GAP, 100 + grids.GAP, 3)
    blue = pixels[..., 2] - pixels[..., 0] > 60
    orange = pixels[..., 0] - pixels[..., 2] > 60
    assert blue[63, :50].all() and blue[0, 50:100].all()
    assert orange[31:33, :49].any(axis=0).all()
    assert not (blue | orange)[5:25, :45].any()


@pytest.mark.parametrize("shape", [(2,), (64,), (2, 2, 2, 2, 1)])
def test_what_cannot_be_shown_is_named(shape):
    with pytest.raises(ValueError, match="draws images.*SampleScatter draws"):
        grids.image_grid(images(3, shape))


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
