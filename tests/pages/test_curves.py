"""What plots show of a history that is torn."""

import pytest

from keras_gans.pages.curves import curves

WHOLE = "row,epoch,step,d_loss\nepoch,1,5,0.5\nepoch,2,10,0.25\n"


@pytest.mark.parametrize(
    "torn",
    [b"", b"epoch,3", b"epoch,3,15", b"epoch,x,15,0.1\n", b"epoch,3,15,0.1.2\n"]
    + [b"\xff\xfe\n", b"epoch,0,0,0.1\n", b"epoch,3,15,\0\n", b"a,b,c,d,e\n"],
)
def test_a_torn_row_is_left_out(tmp_path, torn):
    path = tmp_path / "history.csv"
    path.write_bytes(WHOLE.encode() + torn)
    (line,) = curves(path, [])["Losses"]
    assert line.points == [(1, 0.5), (2, 0.25)]


@pytest.mark.parametrize("torn", [b"ro", b"\xff\xfe\n", b"row,epoch\n\0\0"])
def test_a_history_without_a_whole_row_is_empty(tmp_path, torn):
    path = tmp_path / "history.csv"
    path.write_bytes(torn)
    assert curves(path, []) == {}
