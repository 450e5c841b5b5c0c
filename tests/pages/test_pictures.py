import base64
import io

import numpy as np
from PIL import Image

from keras_gans.images.cells import save_grid
from keras_gans.images.grids import image_grid
from keras_gans.pages.pictures import frames
from keras_gans.pages.pictures import picture
from tests.helpers import images


def shown(found):
    encoded = found.uri.removeprefix("data:image/webp;base64,")
    return Image.open(io.BytesIO(base64.b64decode(encoded)))


def test_small_images_keep_their_own_pixels(tmp_path):
    path = tmp_path / "grid.png"
    save_grid(image_grid(images(4, (8, 8, 1)), 2), path)
    found = picture(path, 10_000)
    assert shown(found).size == (found.width, found.height) == (18, 18)
    assert found.is_pixelated


def test_noise_is_reduced_until_it_is_small(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (400, 400, 3), "uint8")
    Image.fromarray(noise).save(tmp_path / "noise.png")
    assert shown(picture(tmp_path / "noise.png", 27_000)).size == (320, 320)


def test_a_longer_training_keeps_its_pictures(tmp_path):
    chosen = []
    for epoch in range(13):
        Image.new("L", (4, 4)).save(tmp_path / f"epoch-{epoch:04d}.png")
        chosen.append(list(frames(tmp_path, 4, 1000)))
    assert chosen[3] == [0, 1, 2, 3] and chosen[4] == [0, 2, 4]
    assert chosen[5] == [0, 2, 4, 5] and chosen[12] == [0, 4, 8, 12]


def test_a_broken_picture_is_left_out(tmp_path):
    (tmp_path / "epoch-0001.png").write_bytes(b"PNG")
    assert frames(tmp_path, 4, 1000) == {}
    assert picture(tmp_path / "missing.png", 1000) is None
