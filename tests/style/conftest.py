"""Fixtures of style transfer."""

import pytest

from tests.style.helpers import random_weights


@pytest.fixture(scope="session")
def weights(tmp_path_factory):
    """The path of a small VGG-19 of random weights."""
    return random_weights(tmp_path_factory.mktemp("vgg19") / "vgg19.npz")
