"""The commands of the latent space."""

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("tensorflow")

import keras_gans as kg
from keras_gans.commands.actions import latent as action
from keras_gans.commands.actions import project
from keras_gans.images.display import displayed
from keras_gans.images.grids import image_grid
from keras_gans.runs.loading import load
from tests.commands.helpers import call
from tests.commands.helpers import refused


@pytest.fixture(scope="module")
def model(tiny_run):
    return load(tiny_run)


def written(*arguments):
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def pixels(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def test_interpolate(tmp_path, tiny_run, model):
    row = tmp_path / "way.png"
    options = ["--seeds", "85,265", "--steps", 2]
    written("interpolate", tiny_run, *options, "-o", row)
    images = model.interpolate([85, 265], 2)
    images = images.repeat(8, axis=1).repeat(8, axis=2)
    np.testing.assert_array_equal(pixels(row), image_grid(images, columns=3))
    for name in ("morph.gif", "morph.webp"):
        path = tmp_path / name
        options = ["--seeds", "1-3", "--steps", 2, "--loop", "--rate", 10]
        written("interpolate", tiny_run, *options, "-o", path)
        with Image.open(path) as animation:
            assert animation.n_frames == 6 and animation.info["loop"] == 0
            animation.seek(4)
            frame = np.asarray(animation.convert("RGB")).astype(int)
        expected = displayed(model.generate(seeds=[3]))[0]
        expected = expected.repeat(32, axis=0).repeat(32, axis=1)
        assert np.abs(frame - expected).max() <= 3, name


def test_samples_of_seeds(tmp_path, tiny_run, model):
    folder = tmp_path / "each.v1"
    options = ["--seeds", "9,85", "--truncation", 0.5]
    written("sample", tiny_run, *options, "-o", f"{folder}/")
    images = displayed(model.generate(seeds=[9, 85], truncation=0.5))
    np.testing.assert_array_equal(pixels(folder / "85.png"), images[1])
    grid = tmp_path / "grid.png"
    written("sample", tiny_run, "--seeds", "0-4", "-o", grid)
    images = model.generate(seeds=range(5))
    expected = image_grid(images, 3, [0, 3])
    np.testing.assert_array_equal(pixels(grid), expected)


class Halves:
    """Recognises two classes: darker and lighter than most."""

    def __call__(self, images):
        means = images.mean(axis=(1, 2, 3))
        self.probabilities = np.eye(2)[(means > np.median(means)).astype(int)]
        return self


def test_arithmetic_and_directions(tmp_path, tiny_run, monkeypatch):
    monkeypatch.setattr(action, "make_extractor", lambda *a, **k: Halves())
    monkeypatch.setattr(action, "SAMPLES", 64)
    classes = ["--features", "digits-classifier"]
    sums = tmp_path / "sums.png"
    for options in (
        ["--a", "1,2", "--b", 3, "--c", "4-7"],
        ["--a", 1, "--b", 0, "--c", 0, *classes],
    ):
        written("arithmetic", tiny_run, *options, "-o", sums)
        height, width = pixels(sums).shape[:2]
        assert width > height  # Four rows of four, and their names.
    rows = tmp_path / "rows.png"
    for method in ("sefa", "pca", "boundary"):
        options = ["--method", method, "--count", 2, "--steps", 5]
        options += classes if method == "boundary" else []
        written("directions", tiny_run, *options, "-o", rows)
        height, width = pixels(rows).shape[:2]
        assert width > 2 * height
    boundaries = ["--method", "boundary", "--count", 3, *classes]
    result = call("directions", tiny_run, *boundaries)
    refused(result, "--count must be at most 2, the classes", "--count 3")
    concepts = ["--a", 7, "--b", 0, "--c", 0]
    result = call("arithmetic", tiny_run, *concepts, *classes)
    refused(result, "--a, a class that is among the images", "0, 1", "'7'")


def test_there_are_no_more_directions_than_latents(tmp_path):
    model = kg.GAN((8, 8, 1), latent_dim=3, width=4)
    model.compile()
    model.save(tmp_path / "gan.keras")
    written("directions", tmp_path / "gan.keras")
    height, width = pixels(tmp_path / "directions.png").shape[:2]
    assert width > 2 * height


def test_project(tmp_path, tiny_run, model, weights, monkeypatch):
    (image,) = displayed(model.generate(seeds=[85]))
    Image.fromarray(image).save(tmp_path / "given.png")
    options = ["--steps", 3, "-o", tmp_path / "found.png"]
    output = written("project", tiny_run, tmp_path / "given.png", *options)
    assert "Distance 0." in output
    pair = pixels(tmp_path / "found.png")
    assert pair.shape[1] == 2 * pair.shape[0]
    with np.load(tmp_path / "found.npz") as found:
        assert found["latents"].shape == (1, model.latent_dim)
    # The file ends there.
    monkeypatch.setattr(project, "LAYERS", ("block1_conv2", "block2_conv1"))
    options += ["--weights", weights]
    other = written("project", tiny_run, tmp_path / "given.png", *options)
    assert "Distance 0." in other and other != output


def test_project_with_a_label(tmp_path):
    model = kg.ConditionalGAN((8, 8, 1), latent_dim=3, num_classes=4, width=4)
    model.compile()
    model.save(tmp_path / "gan.keras")
    picture = tmp_path / "given.png"
    Image.new("L", (8, 8)).save(picture)
    options = ["--steps", 1, "--label", 2]
    written("project", tmp_path / "gan.keras", picture, *options)
    with np.load(tmp_path / "projection.npz") as found:
        assert found["labels"].argmax() == 2
    options[-1] = 4
    result = call("project", tmp_path / "gan.keras", picture, *options)
    refused(result, "one of 0, 1, 2, 3", "(--label 4)")


def test_classifiers_see_grey_images(tmp_path):
    model = kg.GAN((8, 8, 3), latent_dim=3, width=4)
    model.compile()
    model.save(tmp_path / "gan.keras")
    options = ["--method", "boundary", "--features", "digits-classifier"]
    result = call("directions", tmp_path / "gan.keras", *options)
    refused(result, "--features is for models of grey images", "3 channels")


@pytest.mark.slow  # It scores four sets of samples.
def test_truncation(tmp_path, tiny_run, digits_classifier):
    options = ["--psi", "0.5,1", "--samples", 40, "-o", tmp_path / "plot.png"]
    output = written("truncation", tiny_run, *options)
    lines = [line.split() for line in output.splitlines()]
    assert ["truncation", "precision", "recall"] in lines
    assert [line[0] for line in lines[-3:-1]] == ["0.5", "1"]
    assert pixels(tmp_path / "plot.png").size
    result = call("truncation", tiny_run, "--samples", 3)
    refused(result, "needs at least 4 images of each kind. Received: 3 real")
    result = call("truncation", tiny_run, "--psi", "0.5,0")
    refused(result, "--psi must be a finite number", "--psi 0.0")


def test_what_only_a_model_can_refuse(tmp_path, tiny_run):
    for arguments, words in (
        (
            ["sample", "--truncation", 0],
            ["--truncation must be", "such as 0.5, or be left out for all"],
        ),
        (
            ["directions", "--count", 101],
            ["--count must be at most 100", "--count 101"],
        ),
        (["interpolate", "--seeds", "1,2", "--truncation", -1], ["above 0"]),
    ):
        name, *options = arguments
        output = ["-o", tmp_path / "out.png"]
        refused(call(name, tiny_run, *options, *output), *words)
