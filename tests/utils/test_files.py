"""Files are whole or not there."""

import errno
import os

import pytest

from keras_gans.utils import files
from keras_gans.utils.files import check_place
from keras_gans.utils.files import check_writable
from keras_gans.utils.files import replacing
from tests.helpers import run_python


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


def test_check_place_leaves_no_folder_that_was_not_there(tmp_path):
    check_place(tmp_path / "a" / "b")
    assert not (tmp_path / "a").exists()
    (tmp_path / "there").mkdir()
    check_place(tmp_path / "there" / "new")
    assert os.listdir(tmp_path / "there") == []
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="it is a file, not a folder"):
        check_place(tmp_path / "file")


def test_files_are_written_where_folders_cannot_be_opened(
    tmp_path, monkeypatch
):
    """As Windows, which syncs only files that are open for writing."""
    fcntl = pytest.importorskip("fcntl", reason="a simulation on POSIX")
    real_open, real_sync = os.open, os.fsync

    def open_file(path, *args, **kwargs):
        if os.path.isdir(path):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real_open(path, *args, **kwargs)

    def sync(descriptor):
        mode = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_ACCMODE
        if mode == os.O_RDONLY:
            raise OSError(errno.EBADF, "Bad file descriptor")
        real_sync(descriptor)

    monkeypatch.setattr(os, "open", open_file)
    monkeypatch.setattr(os, "fsync", sync)
    path = tmp_path / "new" / "file.txt"
    check_writable(path.parent)
    with replacing(path) as aside:
        aside.write_text("whole")
    assert path.read_text() == "whole"
    assert os.listdir(path.parent) == ["file.txt"]


def test_two_writers_of_one_file_do_not_meet(tmp_path):
    path = tmp_path / "file.npz"
    with replacing(path) as first:
        with replacing(path) as second:
            assert first.suffix == second.suffix == ".npz"
            first.write_text("first")
            second.write_text("second")
        assert path.read_text() == "second"
    assert path.read_text() == "first"
    assert os.listdir(tmp_path) == ["file.npz"]


def test_a_file_that_a_scanner_holds_is_replaced_a_little_later(
    tmp_path, monkeypatch
):
    replace, tries = os.replace, []

    def held(source, target):
        tries.append(target)
        if len(tries) < 3:
            raise PermissionError(errno.EACCES, "Access is denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(files, "WAITS", (0, 0, 0))
    with replacing(tmp_path / "file.txt") as aside:
        aside.write_text("whole")
    assert (tmp_path / "file.txt").read_text() == "whole"
    assert len(tries) == 3
    tries.clear()
    monkeypatch.setattr(files, "WAITS", ())
    with pytest.raises(OSError, match="Could not write .*Access is denied"):
        with replacing(tmp_path / "file.txt") as aside:
            aside.write_text("other")
    assert os.listdir(tmp_path) == ["file.txt"]


def test_what_kills_have_left_goes_after_an_hour(tmp_path):
    names = [f"{files.PART}0.png", f"{files.PART}1.npz", "epoch-0001.png"]
    for name in names:
        (tmp_path / name).touch()
    old = files.ABANDONED + 60
    now = (tmp_path / names[0]).stat().st_mtime
    for name in names[1:]:
        os.utime(tmp_path / name, (now - old, now - old))
    check_writable(tmp_path)
    assert sorted(os.listdir(tmp_path)) == [names[0], names[2]]


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
    result = run_python("-c", FULL_DISK, path)
    assert f"Could not write {path}" in result.stdout
    assert result.stdout.startswith(str(errno.EFBIG))
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]
