"""What the tests of hostile files share."""

import pytest

from keras_gans.utils import untrusted


@pytest.fixture(autouse=True)
def small_bombs(monkeypatch):
    """Archives are bombs from 256 KiB on, which takes less time to make."""
    monkeypatch.setattr(untrusted, "SMALL", 2**18)
