"""Who imports whom: each room only from the rooms below it."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "keras_gans"

# The lowest first. A room may import from itself and from the rows above.
LAYERS = (
    {"backend"},
    {"utils"},
    {"layers", "images", "latent", "losses", "penalties", "schedules"},
    {"networks", "training"},
    {"models", "datasets"},
    {"metrics"},
    {"pages"},
    {"callbacks", "style", "pretrained", "learn"},
    {"runs"},
    {"study", "explorer"},
    {"commands"},
    {"__init__", "__main__"},
)
HEIGHTS = {room: i for i, rooms in enumerate(LAYERS) for room in rooms}


def room(path):
    """The folder of a module at the root, or the module itself."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path):
    """Rooms of the package that a module imports, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            top, *rest = name.split(".")
            if top == PACKAGE.name:
                yield rest[0] if rest else "__init__"


def arrows(folder=PACKAGE):
    """Pairs of rooms, the first importing the second, with a module each."""
    return {
        (room(path), other): path.relative_to(folder)
        for path in folder.rglob("*.py")
        for other in imported(path)
        if other != room(path)
    }


def test_every_room_is_in_the_order():
    assert {room(path) for path in PACKAGE.rglob("*.py")} == set(HEIGHTS)


def test_no_room_imports_from_its_own_height_or_above():
    up = {
        f"{a} imports {b} ({path})"
        for (a, b), path in arrows().items()
        if HEIGHTS[b] >= HEIGHTS[a]
    }
    assert not up


def test_the_page_on_architecture_names_files_that_exist():
    text = (PACKAGE.parent / "docs" / "architecture.md").read_text()
    paths = set(re.findall(r"`((?:[a-z_]+/)+[a-z0-9_]+\.(?:py|md))`", text))
    roots = (PACKAGE, PACKAGE.parent)
    missing = {p for p in paths if not any((r / p).exists() for r in roots)}
    assert len(paths) > 20 and not missing


def test_few_modules_have_no_room():
    assert len(list(PACKAGE.glob("*.py"))) <= 6


@pytest.mark.parametrize(
    "line",
    [
        "from keras_gans import callbacks",
        "import keras_gans.callbacks.checkpoint",
        "from keras_gans.callbacks.checkpoint import Checkpoint",
        "def f():\n    from keras_gans.callbacks import Checkpoint",
    ],
)
def test_an_import_is_seen_however_it_is_written(tmp_path, line):
    module = tmp_path / "module.py"
    module.write_text(line)
    assert list(imported(module)) == ["callbacks"]
