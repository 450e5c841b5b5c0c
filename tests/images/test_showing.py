import sys
import types

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
