"""The index of a study's results, where it or they are corrupt."""

import contextlib
import json
import re
import sqlite3

import pytest

from keras_gans.study import Study
from keras_gans.study import execute
from keras_gans.study import index

PAGE = 4096  # Bytes of a page of SQLite's.


@pytest.fixture
def made(tmp_path):
    """A study of four runs, its folder and its results."""
    study = Study(name="seeds", models=["gan"], seeds=[0, 1, 2, 3])
    score = {"value": 2.0, "protocol": "fid_small"}
    stages = [{"epochs": 2, "scores": {"fid": score}, "logs": {"d_loss": 1.0}}]
    for run in study.runs():
        execute.run_folder(tmp_path, run.id).mkdir(parents=True)
        execute.write_result(run, tmp_path, error=None, stages=stages)
    found = index.results(study, tmp_path)
    assert len(found) == 4
    return study, tmp_path, found


def test_a_corrupt_page_anywhere_has_the_index_made_again(made):
    study, folder, expected = made
    (path,) = folder.glob("index-*.sqlite")
    whole = path.read_bytes()
    assert len(whole) > 3 * PAGE
    for start in range(0, len(whole), PAGE):
        end = start + PAGE
        path.write_bytes(whole[:start] + b"\xff" * PAGE + whole[end:])
        assert index.results(study, folder) == expected
        assert scores(path) == [2.0] * 4


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE scores",
        "DROP TABLE results",
        "UPDATE results SET content = '{'",
        "UPDATE results SET content = NULL",
        "PRAGMA user_version = 7",
    ],
)
def test_an_index_without_its_content_is_made_again(made, damage):
    study, folder, expected = made
    (path,) = folder.glob("index-*.sqlite")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(damage)
        connection.commit()
    assert index.results(study, folder) == expected
    assert scores(path) == [2.0] * 4


def test_without_a_file_to_write_to_the_index_is_in_memory(made):
    study, folder, expected = made
    (path,) = folder.glob("index-*.sqlite")
    path.unlink()
    path.mkdir()
    assert index.results(study, folder) == expected
    assert path.is_dir()


def test_a_locked_index_is_neither_waited_for_nor_removed(made, monkeypatch):
    study, folder, expected = made
    monkeypatch.setattr(index, "PATIENCE", 0.1)
    (path,) = folder.glob("index-*.sqlite")
    before = path.stat().st_ino
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        assert index.results(study, folder) == expected
    assert path.stat().st_ino == before


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": None},
        {"labels": {"model": {}}},
        {"stages": None},
        {"stages": [5]},
        {"stages": [{"epochs": 1}]},
        {"stages": [{"epochs": 1, "scores": {"fid": {}}, "logs": {}}]},
        {"stages": [{"epochs": 1, "scores": {}, "logs": {"d_loss": "x"}}]},
        {"diagnosis": [{"rule": "mode collapse"}]},
        {"status": "failed"},
        {"seconds": "long"},
    ],
)
def test_a_result_of_other_content_is_named_and_passed_over(made, changes):
    study, folder, expected = made
    path = execute.result_path(folder, expected[0]["id"])
    path.write_text(json.dumps(expected[0] | changes))
    with pytest.warns(UserWarning, match=re.escape(f"{path} is torn or no")):
        assert index.results(study, folder) == expected[1:]


@pytest.mark.parametrize("text", ['{"format": 1, "status": "done"}', "[]", "1"])
def test_a_result_of_little_content_is_named(tmp_path, text):
    path = tmp_path / "result.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=re.escape(str(path))):
        index.read_result(path)


def scores(path):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT value FROM scores").fetchall()
    return [value for (value,) in rows]
