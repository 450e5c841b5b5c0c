"""Fixtures of the command line."""

from tests.style.conftest import weights as weights
