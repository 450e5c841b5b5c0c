"""The table of cases names tests that exist."""

import ast
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
NAMED = re.findall(
    r"`([\w/]+\.py)(?:::(\w+))?`", (FOLDER / "cases.md").read_text()
)


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED)))
def test_a_case_has_its_test(file, name):
    tree = ast.parse((FOLDER / file).read_text())
    names = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    tests = {n for n in names if n.startswith("test_")}
    assert name in tests if name else tests
