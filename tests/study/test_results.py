"""Results are read from their files, whatever else is in the folder."""

import json
import re
import shutil

import pytest

from keras_gans.study import Study
from keras_gans.study import folders
from keras_gans.study.results import read_result
from keras_gans.study.results import read_results

SCORE = {"value": 2.0, "protocol": "fid_small"}
STAGES = [{"epochs": 2, "scores": {"fid": SCORE}, "logs": {"d_loss": 1.0}}]


@pytest.fixture
def study():
    return Study(name="seeds", models=["gan"], seeds=[2, 0, 3, 1])


@pytest.fixture
def results(study, tmp_path):
    """The results of the study's four runs, from their files."""
    for run in reversed(study.runs()):
        folders.run_folder(tmp_path, run.id).mkdir(parents=True)
        folders.write_result(run, tmp_path, error=None, stages=STAGES)
    return read_results(study, tmp_path)


def test_results_are_in_the_order_of_the_runs(study, results, tmp_path):
    assert [result["id"] for result in results] == [r.id for r in study.runs()]
    assert [result["seed"] for result in results] == [2, 0, 3, 1]
    assert all(result["stages"] == STAGES for result in results)
    fewer = Study(name="seeds", models=["gan"], seeds=[1, 2])
    assert read_results(fewer, tmp_path) == [results[3], results[0]]


def test_a_file_that_changes_is_read_again(study, results, tmp_path):
    path = folders.result_path(tmp_path, results[1]["id"])
    path.write_text(json.dumps(results[1] | {"machine": "other"}))
    assert read_results(study, tmp_path)[1]["machine"] == "other"
    path.unlink()
    others = [results[0], *results[2:]]
    assert read_results(study, tmp_path) == others


@pytest.mark.parametrize("content", [b"no index" * 1000, None])
def test_the_index_of_earlier_versions_is_ignored(
    study, results, tmp_path, content
):
    index = tmp_path / "index-host.sqlite"
    index.write_bytes(content) if content else index.mkdir()
    assert read_results(study, tmp_path) == results


def test_a_folder_of_another_study_is_ignored(study, results, tmp_path):
    (run,) = Study(name="other", models=["dcgan"]).runs()
    folders.run_folder(tmp_path, run.id).mkdir()
    folders.result_path(tmp_path, run.id).write_text("torn")
    assert read_results(study, tmp_path) == results


def test_a_result_copied_to_another_run_is_not_read_twice(
    study, results, tmp_path
):
    first, second = (
        folders.result_path(tmp_path, result["id"]) for result in results[:2]
    )
    shutil.copy(first, second)
    with pytest.warns(UserWarning, match=re.escape(f"{second} is damaged or")):
        assert read_results(study, tmp_path) == [results[0], *results[2:]]


@pytest.mark.parametrize("length", [0, 1, 100, -2])
def test_a_torn_result_is_named_and_skipped(study, results, tmp_path, length):
    path = folders.result_path(tmp_path, results[0]["id"])
    path.write_text(path.read_text()[:length])
    with pytest.warns(UserWarning, match=re.escape(f"{path} is damaged or")):
        assert read_results(study, tmp_path) == results[1:]


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"id": "other"},
        {"labels": None},
        {"labels": {"model": {}}},
        {"stages": None},
        {"stages": [5]},
        {"stages": [{"epochs": 1}]},
        {"stages": [{"epochs": 1, "scores": {"fid": {}}, "logs": {}}]},
        {"stages": [{"epochs": 1, "scores": {}, "logs": {"d_loss": "x"}}]},
        {"diagnosis": [{"rule": "mode collapse"}]},
        {"status": "failed"},
        {"status": "begun"},
        {"seconds": "long"},
    ],
)
def test_a_result_of_other_content_is_named_and_skipped(
    study, results, tmp_path, changes
):
    path = folders.result_path(tmp_path, results[0]["id"])
    path.write_text(json.dumps(results[0] | changes))
    with pytest.warns(UserWarning, match=re.escape(f"{path} is damaged or")):
        assert read_results(study, tmp_path) == results[1:]


@pytest.mark.parametrize(
    "content", [b'{"format": 1, "status": "done"}', b"[]", b"1", b"\xff\0"]
)
def test_a_result_of_little_content_is_named(tmp_path, content):
    path = tmp_path / "result.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=re.escape(str(path))):
        read_result(path)


def test_a_missing_result_is_no_torn_one(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_result(tmp_path / "result.json")
