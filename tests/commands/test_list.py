"""`keras-gans list`."""

import re

import pytest

pytest.importorskip("tensorflow")

from tests.commands.helpers import call


def test_list_names_models_and_data_sets():
    output = call("list").output
    for name in ("gan", "dcgan", "digits", "mnist", "celeba", "image_folder"):
        assert re.search(rf"^  {name} ", output, re.M)
