"""`keras-gans stylize`, in this process."""

import keras
import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

import keras_gans as kg
from keras_gans import commands
from keras_gans.datasets import unscale
from tests.commands.helpers import refused
from tests.style.helpers import LAYERS
from tests.style.helpers import picture


@pytest.fixture
def call(tmp_path, weights, monkeypatch):
    """Calls the command in a folder with two pictures."""
    monkeypatch.chdir(tmp_path)
    Image.fromarray(unscale(picture(30, 40))).save("photo.png")
    grey = Image.fromarray(unscale(picture(20, 20, 1))[..., 0])
    grey.convert("LA").save("painting.png")
    layers = ["--content-layers", LAYERS[1], "--style-layers", ",".join(LAYERS)]
    vgg19 = ["--weights", str(weights), *layers]

    def call(*arguments, options=vgg19):
        arguments = ["stylize", "--size", "16", *options, *arguments]
        return CliRunner().invoke(commands.app, arguments)

    return call


def test_a_picture_is_written_at_the_size_asked_for(call, tmp_path):
    result = call("photo.png", "painting.png", "--steps", "3")
    assert result.exit_code == 0, result.output
    assert "Wrote stylized.png" in result.output
    assert "style_loss" in result.stdout
    # The bar is not where results are.
    assert "100%" in result.stderr and "100%" not in result.stdout
    with Image.open("stylized.png") as image:
        assert image.size == (16, 12)


def test_all_options(call, tmp_path):
    options = "--steps 4 --optimizer adam --start noise --colors luminance"
    options += " --style-weight 5 --tv-weight 0 --seed 3 --every 2"
    result = call(
        "photo.png", "painting.png", "-o", "new/out.jpg", *options.split()
    )
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert names == ["out-2.jpg", "out-4.jpg", "out.jpg"]


@pytest.mark.slow
def test_a_trained_network_paints_in_one_pass(call, weights):
    fast = kg.FastStyleTransfer(
        picture(),
        weights=weights,
        content_layers=LAYERS[1:],
        style_layers=LAYERS,
        width=4,
        blocks=1,
    )
    fast.compile()
    fast.save("fast.keras")
    result = call("photo.png", "fast.keras", options=[])
    assert result.exit_code == 0, result.output
    expected = fast.stylize(kg.style.load_picture("photo.png", 16))
    with Image.open("stylized.png") as image:
        found = np.asarray(image)
    assert np.abs(found - unscale(expected).astype(int)).max() <= 1
    for option in (["--steps", "5"], ["--colors", "luminance"]):
        result = call("photo.png", "fast.keras", *option, options=[])
        assert result.exit_code == 1
        assert f"Received: {' '.join(option)}" in result.output


@pytest.mark.parametrize(
    "style, words",
    [
        (
            "other.keras",
            ["FastStyleTransfer", "other.keras, which holds a Sequential"],
        ),
        (
            "text.keras",
            ["the model text.keras: damaged, or not a .keras"],
        ),
        ("cut.keras", ["Could not read the model cut.keras"]),
        ("zip.keras", ['the model zip.keras: "There is no item']),
    ],
)
def test_files_of_no_trained_network(call, tmp_path, style, words):
    other = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    other.save("other.keras")
    (tmp_path / "text.keras").write_text("No model.")
    (tmp_path / "cut.keras").write_bytes(
        (tmp_path / "other.keras").read_bytes()[:-30]
    )
    np.savez(tmp_path / "zip.npz", np.zeros(1))
    (tmp_path / "zip.npz").rename("zip.keras")
    refused(call("photo.png", style, options=[]), *words)
    assert not (tmp_path / "stylized.png").exists()


def test_layers_that_a_file_of_weights_does_not_reach(call, weights):
    layers = ["--content-layers", LAYERS[1], "--style-layers", "block5_conv1"]
    options = ["--weights", str(weights), *layers]
    result = call("photo.png", "painting.png", options=options)
    refused(result, "block5_conv1", "vgg19.npz", "--style-layers")
