import pytest

from keras_gans.utils.folders import check_replaceable
from keras_gans.utils.folders import placing


def write(folder, content):
    folder.mkdir()
    (folder / "mark").write_text(content)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_files_and_folders_are_replaced_whole(tmp_path):
    for content in ("old", "new"):
        with placing(tmp_path / "new/folder") as aside:
            assert aside.name == "folder"
            write(aside, content)
        with placing(tmp_path / "new/a.weights.json") as aside:
            aside.write_text(content)
            aside.with_name("a_1.h5").write_text(content)
        assert (tmp_path / "new/folder/mark").read_text() == content
        assert (tmp_path / "new/a_1.h5").read_text() == content
        assert names(tmp_path / "new") == [
            "a.weights.json",
            "a_1.h5",
            "folder",
        ]


def test_an_error_leaves_what_was_there_and_nothing_else(tmp_path):
    write(tmp_path / "folder", "old")
    for error in (OSError(28, "No space left on device"), KeyError("x")):
        with (
            pytest.raises(type(error), match="No space|x"),
            placing(tmp_path / "folder") as aside,
        ):
            write(aside, "half")
            raise error
        assert (tmp_path / "folder/mark").read_text() == "old"
        assert names(tmp_path) == ["folder"]


def test_only_folders_of_its_kind_are_replaced(tmp_path):
    check_replaceable(tmp_path / "none", "mark")
    check_replaceable(tmp_path, "mark")  # It is empty.
    write(tmp_path / "folder", "old")
    check_replaceable(tmp_path / "folder", "mark")
    with pytest.raises(FileExistsError, match="holds other files"):
        check_replaceable(tmp_path, "mark")
    with pytest.raises(FileExistsError, match="is a file"):
        check_replaceable(tmp_path / "folder/mark", "mark")
