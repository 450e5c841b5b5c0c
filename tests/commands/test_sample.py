"""`keras-gans sample`."""

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")

from keras_gans.images.grids import sample_grid
from keras_gans.runs import run as runs
from tests.commands.helpers import TINY
from tests.commands.helpers import call
from tests.commands.helpers import refused


def test_a_conditional_run_and_samples_of_a_label(tmp_path):
    run = tmp_path / "run"
    train = ["train", "acgan", *TINY, "--epochs", 1, "--run-dir", run]
    dry = call(*train, "--dry-run")
    assert dry.exit_code == 0 and "(256, 8, 8, 1)" in dry.output, dry.output
    result = call(*train)
    assert result.exit_code == 0, result.output
    model = runs.load_model(run)
    assert model.label_names == tuple("0123456789")
    options = ["-n", 10, "--seed", 3, "-o", tmp_path / "each"]
    assert call("sample", run, "--label", 7, *options).exit_code == 0
    expected = model.generate(10, seed=3, labels=7)
    image = np.asarray(Image.open(tmp_path / "each" / "5.png"))
    np.testing.assert_array_equal(
        image, np.rint((expected[5, ..., 0] + 1) * 127.5)
    )
    assert call("sample", run).exit_code == 0
    grid = sample_grid(model, 64, seed=3)
    with Image.open(run / "sample.png") as picture:
        assert picture.size == grid.size
    result = call("sample", run, "--label", 10)
    refused(result, "from 0 to 9. Received: values from 10 to 10", "--label 10")
    refused(call("sample", run, "--label", "ten"), "'ten'", "--label ten")


def test_a_stopped_run_makes_samples_without_its_data(tmp_path):
    run, data = tmp_path / "run", tmp_path / "data"
    for name in ("cats", "dogs"):
        (data / name).mkdir(parents=True)
        for i in range(4):
            grey = (10 * i,) * 3
            Image.new("RGB", (8, 8), grey).save(data / name / f"{i}.png")
    tiny = ["--image-size", 8, "--batch-size", 8, "--epochs", 1]
    options = ["--dataset", "image_folder", "--data-dir", data]
    result = call("train", "acgan", *options, *tiny, "--run-dir", run)
    assert result.exit_code == 0, result.output
    trained = runs.load_model(run)
    (run / "model.keras").unlink()
    data.rename(tmp_path / "moved")
    result = call("sample", run, "--label", "dogs")
    assert result.exit_code == 0, result.output
    stopped = runs.load_model(run)
    assert stopped.label_names == ("cats", "dogs")
    expected = trained.generate(4, seed=3, labels=1)
    found = stopped.generate(4, seed=3, labels="dogs")
    np.testing.assert_array_equal(found, expected)
