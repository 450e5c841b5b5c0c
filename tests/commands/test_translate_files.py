"""The files of a translation, whatever their formats and shapes."""

from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")

from keras_gans.commands.actions.translate_files import find_places
from keras_gans.commands.actions.translate_files import translate_files
from tests.helpers import images

XPM = """/* XPM */
static char *picture[] = {
"2 1 2 1",
"a c #FF0000",
"b c #0000FF",
"ab"
};
"""


@pytest.fixture
def copier():
    """What translates images of four channels to themselves."""
    return SimpleNamespace(
        input_channels=4, translate=lambda images, **options: images
    )


def test_pictures_of_every_format_keep_their_names(copier, tmp_path):
    folder, output = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    pixels = (127.5 * (images(1, (6, 9, 4))[0] + 1)).astype("uint8")
    for name in ("a.tif", "b.webp", "c.png"):
        exact = {"lossless": True, "exact": True} if "webp" in name else {}
        Image.fromarray(pixels).save(folder / name, **exact)
    (folder / "d.xpm").write_text(XPM)
    (folder / "notes.txt").write_text("No picture.")
    with pytest.warns(UserWarning, match=r"Skipped 1 of 5 .*: 1 \.txt$"):
        places = find_places(folder, output)
    names = [place.name for place in places.values()]
    assert names == ["a.tif", "b.webp", "c.png", "d.xpm.png"]
    translate_files(copier, places, (6, 9), "crop", {})
    for name in ("a.tif", "c.png"):
        with Image.open(output / name) as found:
            np.testing.assert_array_equal(np.asarray(found), pixels)


def test_the_shape_and_the_fit_of_the_training_are_kept(copier, tmp_path):
    Image.new("RGB", (8, 4), "red").save(tmp_path / "a.png")
    places = find_places(tmp_path / "a.png", tmp_path / "out.png")
    translate_files(copier, places, (8, 12), "pad", {})
    with Image.open(tmp_path / "out.png") as found:
        opacity = np.asarray(found)[..., 3]
    assert opacity.shape == (8, 12)
    assert (opacity[1:7] == 255).all() and (opacity[[0, 7]] == 0).all()
