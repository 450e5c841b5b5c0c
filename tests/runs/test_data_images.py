"""The images that the scores of a run compare with."""

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")

from keras_gans.runs.config import Config
from keras_gans.runs.data_images import DataSetImages


@pytest.mark.parametrize("n", [7, 23])
def test_all_pictures_of_a_folder_are_compared_with(tmp_path, n):
    for i in range(n):
        Image.new("L", (4, 4), 10 * i).save(tmp_path / f"{i:02d}.png")
    config = Config.with_defaults(
        "gan",
        "image_folder",
        data_dir=str(tmp_path),
        image_size=4,
        channels=1,
        batch_size=4,
    )
    images = DataSetImages(config, "train", 100).images
    shades = np.rint((np.sort(images[:, 0, 0, 0]) + 1) * 127.5)
    np.testing.assert_array_equal(shades, 10 * np.arange(n))
    train, held = DataSetImages(config, "train", 5).training()
    assert held is None
    assert sum(map(len, train.batches)) == n
    last = train.some([n - 1], (4, 4, 1))
    np.testing.assert_allclose(last, 10 * (n - 1) / 127.5 - 1, atol=1e-6)
