"""`keras-gans sample`."""

import shutil

import keras
import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")

import keras_gans as kg
from keras_gans.images.grids import sample_grid
from keras_gans.runs.loading import load
from tests.commands.helpers import TINY
from tests.commands.helpers import call
from tests.commands.helpers import refused


@pytest.mark.slow
def test_a_conditional_run_and_samples_of_a_label(tmp_path):
    run = tmp_path / "run"
    train = ["train", "acgan", *TINY, "--epochs", 1, "--run-dir", run]
    dry = call(*train, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "7 updates, 7 per epoch, in batches of 256" in dry.output
    result = call(*train)
    assert result.exit_code == 0, result.output
    model = load(run)
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
    refused(result, "must be one of 0, 1, 2, 3, 4", "(--label 10)")
    refused(call("sample", run, "--label", "ten"), "'ten'", "--label ten")


@pytest.mark.slow
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
    trained = load(run)
    (run / "model.keras").unlink()
    data.rename(tmp_path / "moved")
    result = call("sample", run, "--label", "dogs")
    assert result.exit_code == 0, result.output
    stopped = load(run)
    assert stopped.label_names == ("cats", "dogs")
    expected = trained.generate(4, seed=3, labels=1)
    found = stopped.generate(4, seed=3, labels="dogs")
    np.testing.assert_array_equal(found, expected)


def test_what_is_written_is_what_was_asked_for(tmp_path, tiny_run):
    model = load(tiny_run)
    (expected,) = model.generate(1, seed=3)
    pixels = np.rint((expected[..., 0] + 1) * 127.5)
    source = shutil.copy(tiny_run / "model.keras", tmp_path / "gan.keras")
    for name in ("one.png", "one.PNG", "one.bmp"):
        options = ["-n", 1, "--seed", 3, "-o", tmp_path / name]
        result = call("sample", source, *options)
        assert result.exit_code == 0, result.output
        with Image.open(tmp_path / name) as image:
            np.testing.assert_array_equal(np.asarray(image), pixels)
    grid = sample_grid(model, 4, seed=3)
    for name in ("grid.jpg", "grid.png"):
        options = ["-n", 4, "--seed", 3, "-o", tmp_path / name]
        assert call("sample", tiny_run, *options).exit_code == 0
        with Image.open(tmp_path / name) as image:
            assert image.size == grid.size
    # A file of a model has its default picture beside it.
    assert call("sample", source, "-n", 4).exit_code == 0
    assert (tmp_path / "sample.png").is_file()


def test_samples_do_not_mix_with_other_pictures(tmp_path, tiny_run):
    (tmp_path / "old").mkdir()
    Image.new("L", (8, 8)).save(tmp_path / "old/7.png")
    result = call("sample", tiny_run, "-n", 3, "-o", tmp_path / "old")
    refused(result, "--output must be a folder without pictures", "empty this")
    assert len(list((tmp_path / "old").iterdir())) == 1
    (tmp_path / "old/7.png").rename(tmp_path / "7.png")
    result = call("sample", tiny_run, "-n", 3, "-o", tmp_path / "old")
    assert result.exit_code == 0, result.output
    assert len(list((tmp_path / "old").iterdir())) == 3


def test_samples_that_are_no_images_are_drawn_in_one_picture(tmp_path):
    generator = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(16),
            keras.layers.Reshape((16, 1)),
        ]
    )
    discriminator = keras.Sequential(
        [keras.Input((16, 1)), keras.layers.Flatten(), keras.layers.Dense(1)]
    )
    model = kg.GAN((16, 1), 4, generator=generator, discriminator=discriminator)
    model.save(tmp_path / "signals.keras")
    for options in (["-o", tmp_path / "folder"], ["-n", 1]):
        result = call("sample", tmp_path / "signals.keras", *options)
        refused(result, "--output must be the path of one picture", "(16, 1)")
    result = call("train", "--from", tmp_path / "signals.keras", "--epochs", 1)
    refused(result, "--from must name a model of images", "(16, 1)")
    options = ["-n", 4, "-o", tmp_path / "lines.png"]
    result = call("sample", tmp_path / "signals.keras", *options)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "lines.png").is_file()
