"""The user's pictures, read for style transfer."""

import numpy as np
import pytest
from PIL import Image

from keras_gans.style import load_picture


@pytest.mark.parametrize(
    "mode, colour, expected",
    [("RGB", (255, 0, 0), (1, -1, -1)), ("L", 0, (-1, -1, -1))]
    + [("RGBA", (0, 0, 0, 0), (1, 1, 1)), ("P", 0, (-1, -1, -1))],
)
def test_pictures_of_any_mode_are_in_colour(tmp_path, mode, colour, expected):
    Image.new(mode, (6, 4), colour).save(tmp_path / "a.png")
    found = load_picture(tmp_path / "a.png")
    assert found.shape == (4, 6, 3)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found[0, 0], expected)


def test_the_longer_side_is_resized(tmp_path):
    Image.new("RGB", (40, 30)).save(tmp_path / "a.png")
    assert load_picture(tmp_path / "a.png", 20).shape == (15, 20, 3)
    Image.new("RGB", (30, 60)).save(tmp_path / "b.png")
    assert load_picture(tmp_path / "b.png", 80).shape == (80, 40, 3)


def test_no_picture_is_an_error(tmp_path):
    (tmp_path / "a.png").write_text("No picture.")
    with pytest.raises(ValueError, match=r"Could not read the image .*a\.png"):
        load_picture(tmp_path / "a.png")
    with pytest.raises(ValueError, match=r"Could not read the image .*b\.png"):
        load_picture(tmp_path / "b.png")
