"""The folder that runs as a Space."""

from pathlib import Path

import numpy as np
import pytest
import yaml

pytest.importorskip("tensorflow")

import keras_gans as kg
from keras_gans.explorer import space
from keras_gans.runs.cards import card_of
from tests.commands.helpers import call
from tests.commands.helpers import refused


@pytest.mark.slow  # It saves and loads models, and copies the package.
def test_a_space(tmp_path, tiny_run):
    folder = tmp_path / "space"
    result = call("explore", tiny_run, "--space", folder)
    assert f"Wrote {folder}" in result.output, result.output
    images = kg.load(folder / "model").generate(seeds=[3])
    np.testing.assert_array_equal(images, kg.load(tiny_run).generate(seeds=[3]))
    assert card_of(folder / "model")["model"] == "DCGAN"
    page = Path(space.__file__).with_name("app.py")
    assert (folder / "app.py").read_bytes() == page.read_bytes()
    assert (folder / "keras_gans/explorer/views.py").is_file()
    assert not list(folder.glob("keras_gans/**/*.keras"))
    _, header, text = (folder / "README.md").read_text().split("---\n", 2)
    header = yaml.safe_load(header)
    assert (header["sdk"], header["app_file"]) == ("gradio", "app.py")
    assert header["title"] == "run" and "DCGAN, which generates" in text
    needs = (folder / "requirements.txt").read_text().splitlines()
    assert any(line.startswith("keras>=") for line in needs)
    assert not any("pytest" in line or line.startswith("#") for line in needs)
    result = call("explore", tiny_run, "--space", folder)
    refused(result, str(folder), "needs a new folder")
