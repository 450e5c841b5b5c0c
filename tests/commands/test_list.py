"""`keras-gans list`."""

import re

import pytest
from PIL import Image

pytest.importorskip("tensorflow")

from tests.commands.helpers import call
from tests.commands.helpers import refused


def test_list_names_models_and_data_sets():
    output = call("list").output
    for name in ("gan", "dcgan", "digits", "mnist", "celeba", "image_folder"):
        assert re.search(rf"^  {name} ", output, re.M)


def test_learn_lists_topics_and_draws_one(tmp_path):
    output = call("learn").output
    for name in ("convolution", "game", "gradients", "collapse", "critic"):
        assert re.search(rf"^  {name} ", output, re.M)
    folder = tmp_path / "figures"
    assert "gradients.png" in call("learn", "gradients", "-o", folder).output
    with Image.open(folder / "gradients.png") as picture:
        assert picture.width > 800
    refused(call("learn", "gans"), "TOPIC gans", "convolution, game")
