import numpy as np
import pytest
from PIL import Image

from keras_gans.images.cells import cells_of
from keras_gans.images.cells import save_grid
from keras_gans.images.cells import without_paper
from keras_gans.images.formats import open_picture
from keras_gans.images.grids import image_grid
from keras_gans.images.values import unscale
from tests.helpers import images


def saved(picture, path):
    save_grid(picture, path)
    with open_picture(path) as opened:
        opened.load()
    return opened


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_file_gives_back_the_images_without_white_gaps(tmp_path, channels):
    batch = images(4, (5, 6, channels))
    grid = saved(image_grid(batch, columns=2), tmp_path / "grid.png")
    pixels = np.asarray(without_paper(grid))
    assert pixels.shape == (5 + 2 + 5, 6 + 2 + 6, 4)
    assert (pixels[5:7, :, 3] == 0).all() and (pixels[:, 6:8, 3] == 0).all()
    expected = unscale(batch[3])
    found = pixels[7:, 8:, :channels] if channels > 1 else pixels[7:, 8:, :1]
    np.testing.assert_array_equal(found, expected)


def test_labels_are_legible_on_any_paper(tmp_path):
    grid = image_grid(images(4, (8, 8, 1)), 2, row_labels=["zero", "one"])
    margin, zoom = cells_of(grid).margin, cells_of(grid).zoom
    pixels = np.asarray(without_paper(saved(grid, tmp_path / "grid.png")))
    assert pixels.shape[0] == grid.height - 2 * zoom
    assert (pixels[:, :margin, :3] == 118).all()
    assert pixels[:, :margin, 3].max() > 200 and pixels[0, 0, 3] == 0
    kept = pixels[: 8 * zoom, margin : margin + 8 * zoom]
    left = np.asarray(grid)[: 8 * zoom, margin : margin + 8 * zoom]
    np.testing.assert_array_equal(kept[..., :3], left)


@pytest.mark.parametrize("text", ["", "[1]", "[0, 0, 0, 0, 0, 0]", '"x"'])
def test_other_pictures_stay_as_they_are(text):
    picture = Image.new("RGB", (8, 8), "white")
    picture.info["keras_gans cells"] = text
    assert cells_of(picture) is None
    assert np.asarray(without_paper(picture)).shape == (8, 8, 3)
