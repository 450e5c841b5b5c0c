"""Tests of data build no model, and depend on no global seed."""

import pytest


@pytest.fixture(autouse=True)
def seeded():
    """Instead of clearing Keras's session, which takes half a second a test."""
