import sys
import types

import numpy as np
import pytest
from PIL import Image

import keras_gans as kg
from tests.helpers import images


@pytest.mark.parametrize("is_notebook", [True, False])
def test_a_grid_is_shown_and_returned(monkeypatch, is_notebook):
    below, windows = [], []
    if is_notebook:
        shell = types.SimpleNamespace(kernel=None)
        module = types.SimpleNamespace(
            get_ipython=lambda: shell,
            display=types.SimpleNamespace(display=below.append),
        )
        monkeypatch.setitem(sys.modules, "IPython", module)
    monkeypatch.setattr(Image.Image, "show", lambda self: windows.append(self))
    monkeypatch.setenv("DISPLAY", ":0")
    grid = kg.show(images(4, (8, 8, 1)), columns=2)
    assert grid.size[0] == grid.size[1]
    assert (below, windows) == (([grid], []) if is_notebook else ([], [grid]))


def test_a_machine_without_a_screen_says_so(monkeypatch):
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(Image.Image, "show", lambda self: pytest.fail("shown"))
    with pytest.warns(UserWarning, match=r'save\("grid.png"\)` keeps it'):
        assert kg.show(images(4, (8, 8, 1))).width > 16


@pytest.fixture
def screen(monkeypatch):
    monkeypatch.setattr(Image.Image, "show", lambda self: None)
    monkeypatch.setenv("DISPLAY", ":0")


@pytest.mark.parametrize(
    "given, error, message",
    [
        (np.zeros((2, 8, 8, 3), "uint8"), TypeError, "floating point.*uint8"),
        (np.full((2, 8, 8, 3), 200.0), ValueError, "`images / 127.5 - 1`"),
        (np.full((2, 8, 8, 3), np.nan), ValueError, "images must be finite"),
        (np.zeros((0, 8, 8, 3)), ValueError, r"at least one.*\(0, 8, 8, 3\)"),
        ([images(8)[0], images(9)[:4, 0]], ValueError, "rows have one shape"),
        ("grid.png", ValueError, "images must be an array.*'grid.png'"),
    ],
)
def test_what_would_be_shown_wrongly_is_refused(screen, given, error, message):
    with pytest.raises(error, match=message):
        kg.show(given)


@pytest.mark.parametrize("columns", [0, -1, 2.5, "3"])
def test_columns_are_a_number(screen, columns):
    with pytest.raises(ValueError, match="columns must be a positive integer"):
        kg.show(images(4), columns)


def test_images_that_look_like_signals_are_said(screen):
    with pytest.warns(UserWarning, match=r"8 signals .* `images\[None\]`"):
        kg.show(images(4)[0])
    with pytest.warns(UserWarning, match=r"4 signals .*`images\[..., None\]`"):
        kg.show(images(4)[..., 0])
    kg.show(images(4, (64, 2)))
