"""`keras-gans runs`."""

import subprocess
import sys

import pytest

pytest.importorskip("tensorflow")

from keras_gans.commands.actions import runs as action
from tests.commands.helpers import call
from tests.commands.helpers import refused
from tests.commands.test_command import CODE
from tests.runs.test_listing import write_run


def test_runs_are_lines_or_a_table(tmp_path, monkeypatch, capsys):
    result = call("runs", tmp_path)
    assert result.exit_code == 0 and "holds no runs" in result.stderr
    refused(call("runs", tmp_path / "no"), "FOLDER must be a folder", "train")
    write_run(tmp_path / "run [red]\t\x1b")
    (write_run(tmp_path / "torn") / "config.json").write_text("{")
    lines = call("runs", tmp_path).stdout.splitlines()
    cells = {line.split("\t")[1]: line.split("\t") for line in lines}
    run = cells["stopped"]
    assert run[0].endswith("run [red]\\t\\x1b")
    assert run[2:6] == ["dcgan", "digits", "2/4", "25"]
    assert run[6:8] == ["fid 90.5", "mode collapse (2)"]
    assert "config.json is not a complete" in cells["unreadable"][7]

    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "90")
    action.runs(tmp_path)
    text = capsys.readouterr().out
    assert "stopped" in text and "2/4" in text and "[red]" in text


def test_runs_needs_no_keras(tmp_path):
    write_run(tmp_path / "run")
    process = subprocess.run(
        [sys.executable, "-c", CODE, "runs", tmp_path],
        capture_output=True,
        text=True,
    )
    assert "dcgan\tdigits" in process.stdout, process.stderr
    assert "imported set()" in process.stdout
