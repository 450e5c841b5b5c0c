"""Whether pictures are still the same."""

import json

import pytest
from PIL import Image

from keras_gans.datasets import fingerprint as fingerprints
from keras_gans.datasets.fingerprint import changes
from keras_gans.datasets.fingerprint import fingerprint


def paint(folder, names, grey=0):
    """Pictures of equal sizes in bytes, whatever their grey."""
    folder.mkdir(exist_ok=True)
    for name in names:
        Image.new("L", (8, 8), grey).save(folder / f"{name}.bmp")
    return folder


def test_changes_are_counted(tmp_path):
    folder = paint(tmp_path / "a", range(64))
    before = json.loads(json.dumps(fingerprint(folder)))
    (folder / "notes.txt").write_text("This is no picture.")
    assert changes(before, fingerprint(folder)) is None
    paint(folder, range(5), grey=1)
    now = fingerprint(str(folder))
    assert changes(before, now) == "5 of 64 pictures replaced"
    paint(folder, range(64, 80))
    assert changes(before, fingerprint(folder)) == (
        "5 of 64 pictures replaced, 16 added to 64 pictures"
    )
    assert changes(now, fingerprint(folder)) == "16 added to 64 pictures"
    for i in range(60, 80):
        (folder / f"{i}.bmp").unlink()
    assert changes(now, fingerprint(folder)) == "4 of 64 pictures removed"


def test_pictures_that_cannot_be_opened_are_known_by_name(
    tmp_path, monkeypatch
):
    folder = paint(tmp_path / "a", range(8))
    before = fingerprint(folder)

    def denied(path, *args, **kwargs):
        if path.stem == "3":
            raise PermissionError(13, "Permission denied", str(path))
        return open(path, *args, **kwargs)

    monkeypatch.setattr(fingerprints, "open", denied, raising=False)
    now = fingerprint(folder)
    assert now == fingerprint(folder)
    assert changes(before, now) == "1 of 8 pictures replaced"


def test_a_moved_folder_is_the_same(tmp_path):
    paint(tmp_path / "a", range(3))
    before = fingerprint(tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "b")
    assert changes(before, fingerprint(tmp_path / "b")) is None
    (tmp_path / "b" / "0.bmp").rename(tmp_path / "b" / "9.bmp")
    now = fingerprint(tmp_path / "b")
    assert changes(before, now) == "1 of 3 pictures replaced"


def test_both_folders_of_a_run_are_looked_at(tmp_path):
    folders = paint(tmp_path / "a", range(3)), paint(tmp_path / "b", range(4))
    before = fingerprint(*folders)
    assert fingerprint(folders[0], None) == before[:1]
    paint(folders[1], [1, 4], grey=9)
    assert changes(before, fingerprint(*folders)) == (
        "1 of 4 pictures of the second folder replaced, "
        "1 added to 4 pictures of the second folder"
    )


def test_the_ends_of_large_files_count(tmp_path):
    folder = paint(tmp_path / "a", ["large"])
    rows = bytes(20_000)
    found = []
    for content in (rows, b"1" + rows[1:], rows[1:] + b"1", rows[1:]):
        (folder / "large.bmp").write_bytes(content)
        found += fingerprint(folder)
    assert len(set(found)) == 4
    assert all(len(text) == 4 for text in found)


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="which does not exist"):
        fingerprint(tmp_path / "none")
