"""Files are whole or not there."""

import errno
import os
import subprocess
import sys

import pytest

from keras_gans.utils.files import check_writable
from keras_gans.utils.files import replacing


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    path = tmp_path / "new" / "file.txt"
    with replacing(path) as aside:
        aside.write_text("whole")
        assert not path.exists()
    assert path.read_text() == "whole"
    assert os.listdir(path.parent) == ["file.txt"]


def test_an_error_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError), replacing(path) as aside:
        aside.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["file.txt"]


def test_an_unwritable_path_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file/folder"):
        check_writable(tmp_path / "file" / "folder")


def test_check_writable_leaves_nothing(tmp_path):
    check_writable(tmp_path / "folder")
    assert os.listdir(tmp_path / "folder") == []


FULL_DISK = """
import resource, sys
from pathlib import Path
from keras_gans.utils.files import replacing
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
path = Path(sys.argv[1])
try:
    with replacing(path) as aside:
        aside.write_bytes(bytes(2000))
except OSError as error:
    print(error.errno, error)
"""


@pytest.mark.slow
def test_a_full_disk_is_said_and_leaves_the_old_file(tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    command = [sys.executable, "-c", FULL_DISK, str(path)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert f"Could not write {path}" in result.stdout
    assert result.stdout.startswith(str(errno.EFBIG))
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]
