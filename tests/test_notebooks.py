"""The notebooks of examples/notebooks, run cell by cell in this process."""

import ast
import json
from pathlib import Path

import keras
import pytest
from PIL import Image

import keras_gans as kg
from keras_gans import study

pytest.importorskip("tensorflow")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Limiting"),
]

FOLDER = Path(__file__).parents[1] / "examples/notebooks"


def run(name):
    """Runs a notebook; returns its names and the value of its last cell."""
    cells = json.loads((FOLDER / f"{name}.ipynb").read_text())["cells"]
    names, value = {}, None
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        assert not cell["outputs"], "Clear the outputs before you commit."
        *statements, last = ast.parse("".join(cell["source"])).body
        if not isinstance(last, ast.Expr):
            statements.append(last)
        exec(compile(ast.Module(statements, []), name, "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(
                compile(ast.Expression(last.value), name, "eval"), names
            )
    if isinstance(value, Image.Image):
        value.load()  # A notebook shows it, which closes the file.
    return names, value


@pytest.fixture(autouse=True)
def short(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # Two steps do not pay for the compilation of one.
    defaults = kg.AdversarialModel.compile.__kwdefaults__
    monkeypatch.setitem(defaults, "run_eagerly", True)
    limits = keras.config.max_epochs(), keras.config.max_steps_per_epoch()
    keras.config.set_max_epochs(1)
    keras.config.set_max_steps_per_epoch(2)
    yield
    keras.config.set_max_epochs(limits[0])
    keras.config.set_max_steps_per_epoch(limits[1])


def test_quickstart():
    names, _ = run("quickstart")
    assert names["sevens"].shape == (8, 16, 16, 1)


def test_own_pictures(tmp_path):
    names, grid = run("own_pictures")
    assert names["batch"].shape == (32, 32, 32, 3)
    assert isinstance(grid, Image.Image)
    assert (tmp_path / "run/diagnosis.json").is_file()


def test_studies(monkeypatch):
    monkeypatch.setattr(study, "run", lambda s, *_, **__: len(s.runs()))
    monkeypatch.setattr(study, "write_report", lambda *_: "report.html")
    names, _ = run("studies")
    assert names["results"] == 4


def test_latent_space():
    _, row = run("latent_space")
    assert row.size == (320, 32)
